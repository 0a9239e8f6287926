import { Refusal } from '../../services/refusal.ts';
import { listPhotosOfVisit } from '../../services/store/photos.ts';
import { findSubject } from '../../services/store/subjects.ts';
import { findVisit, insertVisit, listVisits } from '../../services/store/visits.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { PhotoListSchema } from '../schemas/photo.ts';
import { NewVisitSchema, VisitListSchema, VisitSchema } from '../schemas/visit.ts';
import { photoView } from '../views/photo.ts';
import { visitView } from '../views/subject.ts';

const tags = ['subjects'];

export function visitRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/subjects/:id/visits',
    {
      schema: {
        tags,
        summary: 'Add a visit',
        params: IdParams,
        body: NewVisitSchema,
        response: { 201: VisitSchema, ...errorResponses },
      },
    },
    async ({ params, body }, reply) => {
      const subject = found(await findSubject(db, params.id), 'subject', params.id);
      const { sequence, label, visit_date: visitDate = null, age_years: ageYears = null } = body;
      const visit = await insertVisit(db, { subjectId: subject.id, sequence, label, visitDate, ageYears });
      if (visit === undefined) {
        throw new Refusal('conflict', 'This subject has a visit with that number or label already.');
      }
      return await reply.status(201).send(visitView(visit));
    },
  );

  app.get(
    '/v1/subjects/:id/visits',
    {
      schema: {
        tags,
        summary: 'The visits of a subject, in order',
        params: IdParams,
        response: { 200: VisitListSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => {
      const subject = found(await findSubject(db, id), 'subject', id);
      return { visits: (await listVisits(db, subject.id)).map(visitView) };
    },
  );

  app.get(
    '/v1/visits/:id',
    { schema: { tags, summary: 'One visit', params: IdParams, response: { 200: VisitSchema, ...errorResponses } } },
    async ({ params: { id } }) => visitView(found(await findVisit(db, id), 'visit', id)),
  );

  app.get(
    '/v1/visits/:id/photos',
    {
      schema: {
        tags,
        summary: 'The photos of a visit, in order of upload',
        params: IdParams,
        response: { 200: PhotoListSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => {
      const visit = found(await findVisit(db, id), 'visit', id);
      const photos = await listPhotosOfVisit(db, visit.id);
      return { photos: await Promise.all(photos.map((photo) => photoView(db, photo))) };
    },
  );
}
