import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { enqueueCompareVisits } from '../../services/queue/queues.ts';
import { Refusal } from '../../services/refusal.ts';
import { areGradeBounds } from '../../services/scores/repigmentation-grade.ts';
import { recorded } from '../../services/store/audit.ts';
import {
  findComparison,
  insertComparison,
  listComparisonsOfVisit,
  type NewComparison,
} from '../../services/store/comparisons.ts';
import type { Database } from '../../services/store/database.ts';
import { findPhoto, listPhotosOfVisit } from '../../services/store/photos.ts';
import { findVisit } from '../../services/store/visits.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { pairPhotos, pairVisits } from '../pair-photos.ts';
import { allow, reach } from '../plugins/access.ts';
import {
  ComparisonAcceptedSchema,
  ComparisonListSchema,
  type NewComparisonBody,
  NewComparisonSchema,
  StoredComparisonSchema,
} from '../schemas/comparison.ts';
import { errorResponses, Id, IdParams } from '../schemas/error.ts';
import { comparisonView } from '../views/comparison.ts';
import { jobView } from '../views/job.ts';
import { sendImage } from './photo-images.ts';

const tags = ['comparisons'];
type WhatToCompare = Omit<NewComparison, 'gradeBoundsPercent'>;

async function visitsToCompare(db: Database, baselineId: string, followUpId: string): Promise<WhatToCompare> {
  const baseline = found(await findVisit(db, baselineId), 'visit', baselineId);
  const followUp = found(await findVisit(db, followUpId), 'visit', followUpId);
  if (baseline.subjectId !== followUp.subjectId || baseline.id === followUp.id) {
    throw new Refusal('invalid_request', 'Name two different visits of one subject.');
  }
  const pairs = pairVisits(await listPhotosOfVisit(db, baselineId), await listPhotosOfVisit(db, followUpId));
  if (pairs.length === 0) {
    throw new Refusal(
      'invalid_request',
      'No photo of one visit has exactly one counterpart in the other with the same condition, body region, view and ' +
        'illumination. Name the two photos instead: baseline_photo_id and follow_up_photo_id.',
    );
  }
  return { baselineVisitId: baseline.id, followUpVisitId: followUp.id, pairs };
}

async function subjectOfVisit(db: Database, visitId: string | null): Promise<string | undefined> {
  return visitId === null ? undefined : (await findVisit(db, visitId))?.subjectId;
}

async function photosToCompare(db: Database, baselineId: string, followUpId: string): Promise<WhatToCompare> {
  const baseline = found(await findPhoto(db, baselineId), 'photo', baselineId);
  const followUp = found(await findPhoto(db, followUpId), 'photo', followUpId);
  if ((await subjectOfVisit(db, baseline.visitId)) !== (await subjectOfVisit(db, followUp.visitId))) {
    throw new Refusal('invalid_request', 'The two photos are of different subjects.');
  }
  const pairs = [pairPhotos(baseline, followUp)];
  return { baselineVisitId: baseline.visitId, followUpVisitId: followUp.visitId, pairs };
}

async function whatToCompare(db: Database, body: NewComparisonBody): Promise<WhatToCompare> {
  const visits = [body.baseline_visit_id, body.follow_up_visit_id];
  const photos = [body.baseline_photo_id, body.follow_up_photo_id];
  const isNone = (ids: readonly (string | undefined)[]) => ids.every((id) => id === undefined);
  if (visits[0] && visits[1] && isNone(photos)) return await visitsToCompare(db, visits[0], visits[1]);
  if (photos[0] && photos[1] && isNone(visits)) return await photosToCompare(db, photos[0], photos[1]);
  throw new Refusal(
    'invalid_request',
    'Send either baseline_visit_id and follow_up_visit_id, or baseline_photo_id and follow_up_photo_id.',
  );
}

/** Everything that the request names has to be within reach. Returns the study. */
async function reachAll(db: Database, request: FastifyRequest, body: NewComparisonBody): Promise<string | null> {
  const named = [
    ['visit', body.baseline_visit_id],
    ['visit', body.follow_up_visit_id],
    ['photo', body.baseline_photo_id],
    ['photo', body.follow_up_photo_id],
  ] as const;
  let study: string | null = null;
  for (const [thing, id] of named) {
    if (id !== undefined) study = (await reach(db, request, thing, id)).studyId;
  }
  return study;
}

function gradeBoundsOf({ grade_bounds_percent: bounds }: NewComparisonBody): readonly number[] | null {
  if (bounds === undefined) return null;
  if (areGradeBounds(bounds)) return bounds;
  throw new Refusal('invalid_request', 'grade_bounds_percent must rise from above 0 to below 100, as in [25, 50, 75].');
}

export function comparisonRoutes(app: App, { db, queues }: AppDependencies): void {
  app.post(
    '/v1/comparisons',
    {
      config: allow('comparisons.write'),
      schema: {
        tags,
        summary: 'Compare a follow-up with its baseline',
        description:
          'Two visits: photos of the same condition, body region, view and illumination are compared pair by pair. ' +
          'Each request is a comparison of its own, so that the same photos can be graded by other bounds.',
        body: NewComparisonSchema,
        response: { 202: ComparisonAcceptedSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const { body, actor } = request;
      const gradeBoundsPercent = gradeBoundsOf(body);
      const studyId = await reachAll(db, request, body);
      const asked = { ...(await whatToCompare(db, body)), gradeBoundsPercent };
      const comparison = await recorded(db, actor, async (transaction, record) => {
        const added = await insertComparison(transaction, asked);
        record({ action: 'comparison.create', entity: 'comparison', entityId: added.id, studyId, after: asked });
        return added;
      });
      // A queue that is down loses nothing: the workers look for comparisons without a job.
      const added = await enqueueCompareVisits(queues, { comparisonId: comparison.id }).catch(() => undefined);
      const job = added === undefined ? null : jobView(added.jobId);
      return await reply.status(202).send({ comparison: await comparisonView(db, comparison), job });
    },
  );
}

export function comparisonResultRoutes(app: App, deps: AppDependencies): void {
  const { db } = deps;

  app.get(
    '/v1/comparisons/:id',
    {
      config: allow('comparisons.read', 'comparison'),
      schema: {
        tags,
        summary: 'A comparison with what came out for each pair',
        params: IdParams,
        response: { 200: StoredComparisonSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => await comparisonView(db, found(await findComparison(db, id), 'comparison', id)),
  );

  app.get(
    '/v1/visits/:id/comparisons',
    {
      config: allow('comparisons.read', 'visit'),
      schema: {
        tags,
        summary: 'The comparisons that a visit is part of, oldest first',
        params: IdParams,
        response: { 200: ComparisonListSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => {
      const visit = found(await findVisit(db, id), 'visit', id);
      const comparisons = await listComparisonsOfVisit(db, visit.id);
      return { comparisons: await Promise.all(comparisons.map((each) => comparisonView(db, each))) };
    },
  );

  app.get(
    '/v1/comparisons/:id/pairs/:pair_id/overlay',
    {
      config: allow('photos.see', 'comparison'),
      schema: {
        tags,
        summary: 'The follow-up laid over the baseline, with what changed',
        params: Type.Object({ id: Id, pair_id: Id }),
        response: {
          200: { description: 'Overlay', content: { 'image/jpeg': { schema: Type.String({ format: 'binary' }) } } },
          ...errorResponses,
        },
      },
    },
    async (request, reply) => {
      const { id, pair_id: pairId } = request.params;
      const comparison = found(await findComparison(db, id), 'comparison', id);
      const pair = found(
        comparison.pairs.find((each) => each.id === pairId),
        'pair in this comparison',
        pairId,
      );
      const sha256 = pair.result?.overlaySha256 ?? undefined;
      if (sha256 === undefined) throw new Refusal('not_found', 'This pair has no overlay.');
      return await sendImage(deps, { request, reply }, { sha256, type: 'image/jpeg' });
    },
  );
}
