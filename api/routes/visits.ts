import type Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { recorded } from '../../services/store/audit.ts';
import { listPhotosOfVisit } from '../../services/store/photos.ts';
import { findStudy } from '../../services/store/studies.ts';
import { findSubject } from '../../services/store/subjects.ts';
import { findVisit, insertVisit, listVisits } from '../../services/store/visits.ts';
import { orderOfVisit, type Protocol } from '../../services/study/protocol.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { PhotoListSchema } from '../schemas/photo.ts';
import { NewVisitSchema, VisitListSchema, VisitSchema } from '../schemas/visit.ts';
import { photoView } from '../views/photo.ts';
import { visitView } from '../views/subject.ts';

const tags = ['subjects'];

/** A visit of a study is one that its protocol plans, and has the order planned. */
function plannedOrder(protocol: Protocol, { label, sequence }: Type.Static<typeof NewVisitSchema>): number {
  const order = orderOfVisit(protocol, label);
  if (sequence === undefined || sequence === order) return order;
  throw new Refusal('invalid_request', `The study's protocol gives the visit "${label}" the number ${order}.`);
}

export function visitRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/subjects/:id/visits',
    {
      config: allow('visits.write', 'subject'),
      schema: {
        tags,
        summary: 'Add a visit',
        params: IdParams,
        body: NewVisitSchema,
        response: { 201: VisitSchema, ...errorResponses },
      },
    },
    async ({ params, body, actor }, reply) => {
      const subject = found(await findSubject(db, params.id), 'subject', params.id);
      const { label, visit_date: visitDate = null, age_years: ageYears = null } = body;
      const study = subject.studyId === null ? undefined : await findStudy(db, subject.studyId);
      const sequence = study === undefined ? body.sequence : plannedOrder(study.protocol, body);
      const visit = await recorded(db, actor, async (transaction, record) => {
        const added = await insertVisit(transaction, { subjectId: subject.id, sequence, label, visitDate, ageYears });
        if (added === undefined) {
          throw new Refusal('conflict', 'This subject has a visit with that number or label already.');
        }
        const { studyId } = subject;
        record({ action: 'visit.create', entity: 'visit', entityId: added.id, studyId, after: visitView(added) });
        return added;
      });
      return await reply.status(201).send(visitView(visit));
    },
  );

  app.get(
    '/v1/subjects/:id/visits',
    {
      config: allow('visits.read', 'subject'),
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
    {
      config: allow('visits.read', 'visit'),
      schema: { tags, summary: 'One visit', params: IdParams, response: { 200: VisitSchema, ...errorResponses } },
    },
    async ({ params: { id } }) => visitView(found(await findVisit(db, id), 'visit', id)),
  );

  app.get(
    '/v1/visits/:id/photos',
    {
      config: allow('photos.read', 'visit'),
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
