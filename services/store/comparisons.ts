import { sql } from 'kysely';
import type { ComparisonRow } from './comparison.table.ts';
import { listResults, type StoredComparisonResult } from './comparison-results.ts';
import { type Database, inTransaction } from './database.ts';
import type { ComparisonState } from './photo-state.ts';
import { type Photo, photoFromRow } from './photos.ts';

/** Two photos of one place of one person, the earlier one first. */
export interface PhotoPair {
  readonly baselinePhotoId: string;
  readonly followUpPhotoId: string;
}

export interface NewComparison {
  readonly baselineVisitId: string | null;
  readonly followUpVisitId: string | null;
  readonly pairs: readonly PhotoPair[];
  /** Bounds between the grades, percent of net repigmentation; null for the default ones. */
  readonly gradeBoundsPercent: readonly number[] | null;
}

export interface StoredComparison {
  readonly id: string;
  readonly baselineVisitId: string | null;
  readonly followUpVisitId: string | null;
  readonly gradeBoundsPercent: readonly number[] | null;
  readonly state: ComparisonState;
  readonly createdAt: Date;
  readonly pairs: readonly (PhotoPair & { readonly id: string; readonly result: StoredComparisonResult | null })[];
}

/** A pair with all that comparing it needs. */
export interface PairForComparison {
  readonly id: string;
  readonly baseline: Photo;
  readonly followUp: Photo;
}

export async function insertComparison(db: Database, comparison: NewComparison): Promise<StoredComparison> {
  const id = await inTransaction(db, async (transaction) => {
    const row = await transaction
      .insertInto('comparisons')
      .values({
        baseline_visit_id: comparison.baselineVisitId,
        follow_up_visit_id: comparison.followUpVisitId,
        grade_bounds_percent: comparison.gradeBoundsPercent,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const pairs = comparison.pairs.map((pair) => ({
      comparison_id: row.id,
      baseline_photo_id: pair.baselinePhotoId,
      follow_up_photo_id: pair.followUpPhotoId,
    }));
    if (pairs.length > 0) await transaction.insertInto('comparison_pairs').values(pairs).execute();
    return row.id;
  });
  const stored = await findComparison(db, id);
  if (stored === undefined) throw new Error(`Comparison ${id} vanished right after it was added.`);
  return stored;
}

/** The comparison with the newest result of each pair. */
export async function findComparison(db: Database, id: string): Promise<StoredComparison | undefined> {
  const row: ComparisonRow | undefined = await db
    .selectFrom('comparisons')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const pairs = await db.selectFrom('comparison_pairs').selectAll().where('comparison_id', '=', id).execute();
  const results = await listResults(
    db,
    pairs.map((pair) => pair.id),
  );
  return {
    id: row.id,
    baselineVisitId: row.baseline_visit_id,
    followUpVisitId: row.follow_up_visit_id,
    gradeBoundsPercent: row.grade_bounds_percent,
    state: row.state,
    createdAt: row.created_at,
    pairs: pairs.map((pair) => ({
      id: pair.id,
      baselinePhotoId: pair.baseline_photo_id,
      followUpPhotoId: pair.follow_up_photo_id,
      result: results.get(pair.id) ?? null,
    })),
  };
}

/** Comparisons that this visit is part of, oldest first. */
export async function listComparisonsOfVisit(db: Database, visitId: string): Promise<readonly StoredComparison[]> {
  const rows = await db
    .selectFrom('comparisons')
    .select('id')
    .where((where) => where.or([where('baseline_visit_id', '=', visitId), where('follow_up_visit_id', '=', visitId)]))
    .orderBy('created_at')
    .execute();
  const comparisons = await Promise.all(rows.map((row) => findComparison(db, row.id)));
  return comparisons.filter((comparison) => comparison !== undefined);
}

/** Undefined where there is no such comparison. */
export async function findPairsForComparison(
  db: Database,
  comparisonId: string,
): Promise<readonly PairForComparison[] | undefined> {
  const comparison = await findComparison(db, comparisonId);
  if (comparison === undefined) return undefined;
  const ids = comparison.pairs.flatMap((pair) => [pair.baselinePhotoId, pair.followUpPhotoId]);
  const rows = ids.length === 0 ? [] : await db.selectFrom('photos').selectAll().where('id', 'in', ids).execute();
  const photos = new Map(rows.map((row) => [row.id, photoFromRow(row)]));
  return comparison.pairs.flatMap((pair) => {
    const baseline = photos.get(pair.baselinePhotoId);
    const followUp = photos.get(pair.followUpPhotoId);
    return baseline && followUp ? [{ id: pair.id, baseline, followUp }] : [];
  });
}

/** @throws Refusal `study_locked`, but not for `failed` */
export async function setComparisonState(db: Database, comparisonId: string, state: ComparisonState): Promise<void> {
  await inTransaction(db, (transaction) =>
    transaction
      .updateTable('comparisons')
      .set({ state, state_changed_at: sql`now()` })
      .where('id', '=', comparisonId)
      .execute(),
  );
}

/** Comparisons whose job was never added or was lost; see `listPhotosToQueue`. */
export async function listComparisonsToQueue(db: Database, olderThanSeconds: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('comparisons')
    .select('id')
    .where('state', 'in', ['queued', 'comparing'])
    .where('state_changed_at', '<=', sql<Date>`now() - make_interval(secs => ${olderThanSeconds})`)
    .orderBy('state_changed_at')
    .limit(1000)
    .execute();
  return rows.map((row) => row.id);
}
