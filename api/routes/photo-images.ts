import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { encodeThumbnail } from '../../services/imaging/encode.ts';
import { Refusal } from '../../services/refusal.ts';
import { findLatestMeasurement, findMeasurement, type StoredMeasurement } from '../../services/store/measurements.ts';
import { findPhoto, type Photo } from '../../services/store/photos.ts';
import { binaryBody } from '../binary-body.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, Id, IdParams } from '../schemas/error.ts';

const tags = ['photos'];
const MeasurementQuery = Type.Object(
  { measurement: Type.Optional(Type.String({ format: 'uuid', description: 'The latest one if left out' })) },
  { additionalProperties: false },
);
const Binary = Type.String({ format: 'binary' });
const imageResponse = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: Binary } } },
  304: Type.Null({ description: 'Not changed since the ETag sent with If-None-Match' }),
  ...errorResponses,
});

interface ImageFile {
  readonly sha256: string;
  readonly type: string;
}

/** The file's hash is its ETag. Patients' pictures stay out of shared caches. */
export async function sendImage(
  { images }: AppDependencies,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { sha256, type }: ImageFile,
): Promise<FastifyReply> {
  const etag = `"${sha256}"`;
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (request.headers['if-none-match'] === etag) return reply.status(304).send();
  if (!(await images.has(sha256))) throw new Error(`The image file ${sha256} is missing.`);
  return reply.type(type).send(images.stream(sha256));
}

async function measurementOf(
  { db }: AppDependencies,
  photo: Photo,
  id: string | undefined,
): Promise<StoredMeasurement> {
  if (id === undefined) {
    const latest = await findLatestMeasurement(db, photo.id);
    if (latest === undefined) throw new Refusal('not_found', `This photo has no measurement: it is ${photo.state}.`);
    return latest;
  }
  const measurement = await findMeasurement(db, id);
  return found(measurement?.photoId === photo.id ? measurement : undefined, 'measurement of this photo', id);
}

function derivedImageRoute(
  app: App,
  deps: AppDependencies,
  image: {
    readonly name: 'mask' | 'overlay' | 'uncertainty';
    readonly type: string;
    readonly summary: string;
    readonly sha256Of: (measurement: StoredMeasurement) => string | null;
  },
): void {
  app.get(
    `/v1/photos/:id/${image.name}`,
    {
      config: allow('photos.see', 'photo'),
      schema: {
        tags,
        summary: image.summary,
        params: IdParams,
        querystring: MeasurementQuery,
        response: imageResponse(image.type, image.summary),
      },
    },
    async (request, reply) => {
      const { id } = request.params as { readonly id: string };
      const { measurement: measurementId } = request.query as Type.Static<typeof MeasurementQuery>;
      const photo = found(await findPhoto(deps.db, id), 'photo', id);
      const sha256 = image.sha256Of(await measurementOf(deps, photo, measurementId));
      if (sha256 === null) throw new Refusal('not_found', `This measurement has no ${image.name} picture.`);
      return await sendImage(deps, { request, reply }, { sha256, type: image.type });
    },
  );
}

export function photoImageRoutes(app: App, deps: AppDependencies): void {
  derivedImageRoute(app, deps, {
    name: 'mask',
    type: 'image/png',
    summary: 'Mask of the size of the upright photo: 0 not skin, 127 skin, 255 lesion',
    sha256Of: (measurement) => measurement.maskSha256,
  });
  derivedImageRoute(app, deps, {
    name: 'overlay',
    type: 'image/jpeg',
    summary: 'The photo with the lesion outlined',
    sha256Of: (measurement) => measurement.overlaySha256,
  });
  derivedImageRoute(app, deps, {
    name: 'uncertainty',
    type: 'image/png',
    summary: 'The photo in grey, tinted where its lesion is uncertain',
    sha256Of: (measurement) => measurement.uncertaintySha256,
  });

  app.get(
    '/v1/photos/:id/image',
    {
      config: allow('photos.see', 'photo'),
      schema: {
        tags,
        summary: 'The photo as it is kept: pixels as uploaded, without place, serial numbers and owner',
        params: Type.Object({ id: Id }),
        response: imageResponse('image/*', 'The photo'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { storedSha256: sha256, format } = found(await findPhoto(deps.db, id), 'photo', id);
      return await sendImage(deps, { request, reply }, { sha256, type: `image/${format}` });
    },
  );

  app.get(
    '/v1/photos/:id/thumbnail',
    {
      config: allow('photos.see', 'photo'),
      schema: {
        tags,
        summary: 'A small upright JPEG of the photo',
        params: IdParams,
        response: imageResponse('image/jpeg', 'Long side 320 px'),
      },
    },
    async ({ params: { id } }, reply) => {
      const photo = found(await findPhoto(deps.db, id), 'photo', id);
      const bytes = await deps.images.read(photo.storedSha256);
      if (bytes === undefined) throw new Error(`The image file ${photo.storedSha256} is missing.`);
      reply.header('cache-control', 'private, no-cache').type('image/jpeg');
      return await reply.send(binaryBody(await encodeThumbnail(bytes)));
    },
  );
}
