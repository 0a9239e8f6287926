import type { Instrument } from '../scores/instruments.ts';
import type { ScoreItems } from '../scores/read-items.ts';
import { isAmong } from './among.ts';
import type { Database } from './database.ts';
import type { ManualScoreRow } from './manual-score.table.ts';

/** Which definition, and which version of it. */
export interface DefinitionIdentity {
  readonly id: string;
  readonly version: string;
}

export interface ManualScore {
  readonly id: string;
  readonly visitId: string | null;
  readonly photoId: string | null;
  /** The score that this one corrects. */
  readonly supersedes: string | null;
  readonly instrument: Instrument;
  readonly value: number | null;
  readonly items: ScoreItems | null;
  readonly definition: DefinitionIdentity | null;
  /** Why an earlier score was corrected. */
  readonly reason: string | null;
  readonly rater: string;
  readonly scoredAt: Date;
  readonly createdAt: Date;
}

export type ScoreTarget = { readonly visitId: string } | { readonly photoId: string };

export interface NewManualScore {
  readonly target: ScoreTarget;
  readonly supersedes: string | null;
  readonly instrument: Instrument;
  readonly value: number | null;
  readonly items: ScoreItems | null;
  /** By which the value was computed from the items; left out where the items are kept as they were sent. */
  readonly definition?: DefinitionIdentity | undefined;
  /** Why an earlier score is corrected. */
  readonly reason?: string | undefined;
  readonly rater: string;
  /** ISO 8601 with a zone. */
  readonly scoredAt: string;
}

function manualScoreFromRow(row: ManualScoreRow): ManualScore {
  return {
    id: row.id,
    visitId: row.visit_id,
    photoId: row.photo_id,
    supersedes: row.supersedes,
    instrument: row.instrument,
    value: row.value,
    items: row.items,
    definition:
      row.definition_id === null || row.definition_version === null
        ? null
        : { id: row.definition_id, version: row.definition_version },
    reason: row.reason,
    rater: row.rater,
    scoredAt: row.scored_at,
    createdAt: row.created_at,
  };
}

function rowFromScore(score: NewManualScore) {
  return {
    visit_id: 'visitId' in score.target ? score.target.visitId : null,
    photo_id: 'photoId' in score.target ? score.target.photoId : null,
    supersedes: score.supersedes,
    instrument: score.instrument,
    value: score.value,
    items: score.items === null ? null : JSON.stringify(score.items),
    definition_id: score.definition?.id ?? null,
    definition_version: score.definition?.version ?? null,
    reason: score.reason ?? null,
    rater: score.rater,
    scored_at: score.scoredAt,
  };
}

/** Undefined where the score to correct was corrected already: corrections form a chain, not a tree. */
export async function insertManualScore(db: Database, score: NewManualScore): Promise<ManualScore | undefined> {
  const row = await db
    .insertInto('manual_scores')
    .values(rowFromScore(score))
    .onConflict((conflict) => conflict.column('supersedes').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && manualScoreFromRow(row);
}

/** A score whose id is chosen before it is kept. */
export interface IdentifiedScore extends NewManualScore {
  readonly id: string;
}

/** PostgreSQL takes 65,535 parameters in a statement. */
const ROWS_AT_ONCE = 2_000;

/** Scores that correct nothing. In a transaction, all or none. */
export async function insertManualScores(db: Database, scores: readonly IdentifiedScore[]): Promise<void> {
  for (let from = 0; from < scores.length; from += ROWS_AT_ONCE) {
    const rows = scores.slice(from, from + ROWS_AT_ONCE).map(({ id, ...score }) => ({ id, ...rowFromScore(score) }));
    await db.insertInto('manual_scores').values(rows).execute();
  }
}

export async function findManualScore(db: Database, id: string): Promise<ManualScore | undefined> {
  const row = await db.selectFrom('manual_scores').selectAll().where('id', '=', id).executeTakeFirst();
  return row && manualScoreFromRow(row);
}

/** In order of scoring, corrected ones included; `supersedes` tells which are. */
export async function listManualScores(db: Database, target: ScoreTarget): Promise<readonly ManualScore[]> {
  const all = db.selectFrom('manual_scores').selectAll().orderBy('scored_at').orderBy('created_at');
  const rows =
    'visitId' in target
      ? await all.where('visit_id', '=', target.visitId).execute()
      : await all.where('photo_id', '=', target.photoId).execute();
  return rows.map(manualScoreFromRow);
}

/** Of visits as a whole, in no order. */
export async function listScoresOfVisits(db: Database, visitIds: readonly string[]): Promise<readonly ManualScore[]> {
  const rows = await db.selectFrom('manual_scores').selectAll().where(isAmong('visit_id', visitIds)).execute();
  return rows.map(manualScoreFromRow);
}
