import type Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { checkedScore } from '../../services/scores/checked-score.ts';
import { recorded } from '../../services/store/audit.ts';
import type { StudyBelonging } from '../../services/store/belongings.ts';
import type { Database } from '../../services/store/database.ts';
import {
  findManualScore,
  insertManualScore,
  listManualScores,
  type ManualScore,
  type ScoreTarget,
} from '../../services/store/manual-scores.ts';
import { findPhoto } from '../../services/store/photos.ts';
import { findStudy } from '../../services/store/studies.ts';
import { findVisit } from '../../services/store/visits.ts';
import type { Actor } from '../../services/study/policy.ts';
import { refuseOtherInstrument } from '../../services/study/protocol.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow, reach } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { ManualScoreListSchema, ManualScoreSchema, NewManualScoreSchema } from '../schemas/manual-score.ts';
import { manualScoreView } from '../views/manual-score.ts';

const tags = ['scores'];
type Body = Type.Static<typeof NewManualScoreSchema>;

function isOfTarget(score: ManualScore, target: ScoreTarget): boolean {
  return 'visitId' in target ? score.visitId === target.visitId : score.photoId === target.photoId;
}

/** A correction replaces a score of the same instrument on the same visit or photo. */
async function refuseWrongCorrection(db: Database, target: ScoreTarget, { supersedes, instrument }: Body) {
  if (supersedes === undefined) return;
  const old = found(await findManualScore(db, supersedes), 'manual score', supersedes);
  if (!isOfTarget(old, target) || old.instrument !== instrument) {
    throw new Refusal('invalid_request', 'A correction needs the same instrument and the same visit or photo.');
  }
}

/** In a study: only its instruments, and no correction without a reason. */
async function refuseOutsideProtocol(db: Database, studyId: string | null, body: Body): Promise<void> {
  const study = studyId === null ? undefined : await findStudy(db, studyId);
  if (study === undefined) return;
  refuseOtherInstrument(study.protocol, body);
  if (body.supersedes !== undefined && body.reason === undefined) {
    throw new Refusal('invalid_request', 'In a study a correction needs its reason: reason.');
  }
}

interface Scorer {
  readonly actor: Actor;
  readonly belonging: Pick<StudyBelonging, 'studyId'>;
}

async function addScore(
  db: Database,
  target: ScoreTarget,
  body: Body,
  { actor, belonging: { studyId } }: Scorer,
): Promise<ManualScore> {
  const { instrument, items = null, rater, scored_at, supersedes = null } = body;
  const { value, definition } = checkedScore(body);
  await refuseWrongCorrection(db, target, body);
  await refuseOutsideProtocol(db, studyId, body);
  const scoredAt = scored_at ?? new Date().toISOString();
  const { reason } = body;
  return await recorded(db, actor, async (transaction, record) => {
    const before = supersedes === null ? undefined : await findManualScore(transaction, supersedes);
    const score = await insertManualScore(transaction, {
      ...{ target, supersedes, instrument, value, items, definition, rater, scoredAt, reason },
    });
    if (score === undefined) {
      throw new Refusal('conflict', 'That score was corrected already: correct the newest one.');
    }
    record({
      action: supersedes === null ? 'manual_score.create' : 'manual_score.correct',
      entity: 'manual_score',
      entityId: score.id,
      studyId,
      before: before && manualScoreView(before),
      after: manualScoreView(score),
      reason,
    });
    return score;
  });
}

function scoreRoutes(
  app: App,
  db: Database,
  thing: {
    readonly path: string;
    readonly name: 'visit' | 'photo';
    readonly target: (id: string) => Promise<ScoreTarget>;
  },
): void {
  app.post(
    `${thing.path}/:id/manual-scores`,
    {
      config: allow('scores.write', thing.name),
      schema: {
        tags,
        summary: `Add a manual score to a ${thing.name}`,
        description: 'Scores are never changed: send a corrected one with `supersedes`.',
        params: IdParams,
        body: NewManualScoreSchema,
        response: { 201: ManualScoreSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const { id } = request.params as { readonly id: string };
      const belonging = await reach(db, request, thing.name, id);
      const scorer = { actor: request.actor, belonging };
      const score = await addScore(db, await thing.target(id), request.body as Body, scorer);
      return await reply.status(201).send(manualScoreView(score));
    },
  );
  app.get(
    `${thing.path}/:id/manual-scores`,
    {
      config: allow('scores.read', thing.name),
      schema: {
        tags,
        summary: `The manual scores of a ${thing.name}`,
        params: IdParams,
        response: { 200: ManualScoreListSchema, ...errorResponses },
      },
    },
    async (request) => {
      const { id } = request.params as { readonly id: string };
      const scores = await listManualScores(db, await thing.target(id));
      return { manual_scores: scores.map(manualScoreView) };
    },
  );
}

export function manualScoreRoutes(app: App, { db }: AppDependencies): void {
  scoreRoutes(app, db, {
    path: '/v1/visits',
    name: 'visit',
    target: async (id) => ({ visitId: found(await findVisit(db, id), 'visit', id).id }),
  });
  scoreRoutes(app, db, {
    path: '/v1/photos',
    name: 'photo',
    target: async (id) => ({ photoId: found(await findPhoto(db, id), 'photo', id).id }),
  });
}
