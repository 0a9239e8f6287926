import Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { listQueries, raiseQuery, takeStep } from '../../services/store/queries.ts';
import { listReadPhotos } from '../../services/store/reads.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { dueRead } from '../due-read.ts';
import { found } from '../errors.ts';
import { allow, reach } from '../plugins/access.ts';
import { errorResponses, Id, IdParams } from '../schemas/error.ts';
import {
  AnswerSchema,
  NewQuerySchema,
  QueryFilter,
  QueryListSchema,
  QuerySchema,
  StepTextSchema,
} from '../schemas/query.ts';
import { queryView } from '../views/query.ts';

const tags = ['queries'];

/** Asking a site for a photo to be taken again. */
export function queryRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/photos/:id/queries',
    {
      config: allow('queries.raise', 'photo'),
      schema: {
        tags,
        summary: 'Ask the site about a photo of a study',
        params: IdParams,
        body: NewQuerySchema,
        response: { 201: QuerySchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const { params, body, actor } = request;
      const { studyId } = await reach(db, request, 'photo', params.id);
      if (studyId === null) throw new Refusal('conflict', 'This photo is of no study: there is no site to ask.');
      const { reason, text } = body;
      const query = await raiseQuery(db, actor, { studyId, photoId: params.id, seenIn: null, reason, text });
      return await reply.status(201).send(queryView(query, actor));
    },
  );

  app.post(
    '/v1/reads/:id/photos/:number/queries',
    {
      config: allow('queries.raise_on_read', 'read'),
      schema: {
        tags,
        summary: 'Ask the site about a picture of a read that is due or was done',
        params: Type.Object({ id: Id, number: Type.Integer({ minimum: 1, maximum: 1000 }) }),
        body: NewQuerySchema,
        response: { 201: QuerySchema, ...errorResponses },
      },
    },
    async ({ params: { id, number }, body, actor }, reply) => {
      const read = await dueRead(db, id);
      const { photo } = found(
        (await listReadPhotos(db, id)).find((each) => each.number === number),
        'picture in this read',
        String(number),
      );
      const seenIn = { readId: id, number };
      const query = await raiseQuery(db, actor, {
        ...{ studyId: read.studyId, photoId: photo.id, seenIn, reason: body.reason, text: body.text },
      });
      return await reply.status(201).send(queryView(query, actor));
    },
  );

  app.get(
    '/v1/queries',
    {
      config: allow('queries.see'),
      schema: {
        tags,
        summary: 'The queries of the studies and site of the key; for a reader those that the key raised',
        querystring: QueryFilter,
        response: { 200: QueryListSchema, ...errorResponses },
      },
    },
    async ({ query: { state }, actor }) => {
      const queries = await listQueries(db, actor);
      const asked = state === undefined ? queries : queries.filter((query) => query.state === state);
      return { queries: asked.map((query) => queryView(query, actor)) };
    },
  );
}

export function queryStepRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/queries/:id/answer',
    {
      config: allow('queries.answer', 'query'),
      schema: {
        tags,
        summary: 'Answer an open query by a text, by a photo that was taken again, or by both',
        description:
          'The new photo takes the place of the old one, which stays and counts no longer. Reads that nobody has signed show it; where somebody has signed, the signed reads stay and count no longer, and the unit is handed out again.',
        params: IdParams,
        body: AnswerSchema,
        response: { 200: QuerySchema, ...errorResponses },
      },
    },
    async (request) => {
      const { params, body, actor } = request;
      const { text, replacing_photo_id: replacingPhotoId } = body;
      if (text === undefined && replacingPhotoId === undefined) {
        throw new Refusal('invalid_request', 'Answer by text, by replacing_photo_id, or by both.');
      }
      if (replacingPhotoId !== undefined) await reach(db, request, 'photo', replacingPhotoId);
      const query = await takeStep(db, actor, { id: params.id, kind: 'answer', text, replacingPhotoId });
      return queryView(query, actor);
    },
  );

  for (const { kind, summary } of [
    { kind: 'close', summary: 'Close a query: whoever raised it, or an administrator' },
    { kind: 'reopen', summary: 'Reopen a query that was answered or closed' },
  ] as const) {
    app.post(
      `/v1/queries/:id/${kind}`,
      {
        config: allow('queries.close', 'query'),
        schema: {
          tags,
          summary,
          params: IdParams,
          body: StepTextSchema,
          response: { 200: QuerySchema, ...errorResponses },
        },
      },
      async (request) => {
        const { id } = request.params as { readonly id: string };
        const { text } = request.body as Type.Static<typeof StepTextSchema>;
        return queryView(await takeStep(db, request.actor, { id, kind, text }), request.actor);
      },
    );
  }
}
