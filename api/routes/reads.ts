import Type from 'typebox';
import { encodeForReading } from '../../services/imaging/encode.ts';
import { enterRead } from '../../services/store/enter-read.ts';
import { listReadPhotos, listReadsOf } from '../../services/store/reads.ts';
import { signRead } from '../../services/store/sign-read.ts';
import { binaryBody } from '../binary-body.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { dueRead } from '../due-read.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, Id, IdParams } from '../schemas/error.ts';
import { EnterReadSchema, ReadListSchema, ReadSchema, SignReadSchema } from '../schemas/read.ts';
import { readSummaryView, readView } from '../views/read.ts';

const tags = ['reads'];

export function readRoutes(app: App, { db, images }: AppDependencies): void {
  app.get(
    '/v1/reads',
    {
      config: allow('reads.see'),
      schema: {
        tags,
        summary:
          'The reads of the key, in the order in which they are done; for an adjudicator also those nobody has taken',
        response: { 200: ReadListSchema, ...errorResponses },
      },
    },
    async ({ actor }) => ({ reads: (await listReadsOf(db, actor)).map(readSummaryView) }),
  );

  app.get(
    '/v1/reads/:id',
    {
      config: allow('reads.see', 'read'),
      schema: {
        tags,
        summary: 'A read: its pictures, its form, and what the protocol lets its reader know',
        params: IdParams,
        response: { 200: ReadSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => await readView(db, await dueRead(db, id)),
  );

  app.get(
    '/v1/reads/:id/photos/:number',
    {
      config: allow('reads.see', 'read'),
      schema: {
        tags,
        summary: 'A picture to read: upright, of full size, without anything that its file says',
        params: Type.Object({ id: Id, number: Type.Integer({ minimum: 1, maximum: 1000 }) }),
        response: {
          200: { description: 'Picture', content: { 'image/jpeg': { schema: Type.String({ format: 'binary' }) } } },
          ...errorResponses,
        },
      },
    },
    async ({ params: { id, number } }, reply) => {
      const read = await dueRead(db, id);
      const photos = await listReadPhotos(db, read.id);
      const { photo } = found(
        photos.find((each) => each.number === number),
        'picture in this read',
        String(number),
      );
      const bytes = await images.read(photo.storedSha256);
      if (bytes === undefined) throw new Error(`The image file ${photo.storedSha256} is missing.`);
      // No ETag: it would be the same for a picture that comes twice.
      reply.header('cache-control', 'private, no-store').type('image/jpeg');
      return await reply.send(binaryBody(await encodeForReading(bytes)));
    },
  );
}

export function readEntryRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/reads/:id/versions',
    {
      config: allow('reads.write', 'read'),
      schema: {
        tags,
        summary: 'Enter what was read, or correct it',
        description:
          'The total is computed from the items. It counts once signed; after that a new version needs its reason.',
        params: IdParams,
        body: EnterReadSchema,
        response: { 201: ReadSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, body: { items, reason }, actor }, reply) =>
      await reply.status(201).send(await readView(db, await enterRead(db, actor, { id, items, reason }))),
  );

  app.post(
    '/v1/reads/:id/sign',
    {
      config: allow('reads.write', 'read'),
      schema: {
        tags,
        summary: 'Sign the newest version, which locks it',
        params: IdParams,
        body: SignReadSchema,
        response: { 200: ReadSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, body: { meaning, secret }, actor }) =>
      await readView(db, await signRead(db, actor, { readId: id, meaning, secret })),
  );
}
