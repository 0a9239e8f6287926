import type { Comparison, Measurement } from '../domain/measurement.ts';
import { modelVersionOf } from '../domain/version.ts';
import { MEASURING_ACTOR, recorded } from './audit.ts';
import { findBelonging } from './belongings.ts';
import type { Database } from './database.ts';

/** What made a result: enough to tell two results of one pair apart. */
export type ComparisonProvenance = Pick<
  Measurement['provenance'],
  'model' | 'model_version' | 'model_sha256' | 'pipeline_version'
>;

export interface StoredComparisonResult {
  readonly id: string;
  readonly supersedes: string | null;
  readonly comparedAt: Date;
  readonly result: Comparison | null;
  /** Why there is no result. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly overlaySha256: string | null;
}

export interface NewComparisonResult {
  readonly pairId: string;
  readonly provenance: ComparisonProvenance;
  /** Exactly one of `result` and `refusal` is set. */
  readonly result: Comparison | null;
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly overlaySha256: string | null;
  /** Writes it, once the row is taken; left out where there is none. */
  readonly keepOverlay?: () => Promise<void>;
}

/** Adds the result of one pair, superseding the pair's latest; the same work done twice is one row. */
export async function insertComparisonResult(db: Database, outcome: NewComparisonResult): Promise<{ id: string }> {
  return await recorded(db, MEASURING_ACTOR, async (transaction, record) => {
    const { comparison_id: comparisonId } = await transaction
      .selectFrom('comparison_pairs')
      .select('comparison_id')
      .where('id', '=', outcome.pairId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const latest = (await listResults(transaction, [outcome.pairId])).get(outcome.pairId);
    const row = await transaction
      .insertInto('comparison_results')
      .values({ ...columnsOf(outcome), supersedes: latest?.id ?? null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row !== undefined) {
      await outcome.keepOverlay?.();
      record({
        ...{ action: 'comparison_result.create', entity: 'comparison_result', entityId: row.id },
        studyId: (await findBelonging(transaction, 'comparison', comparisonId))?.studyId,
        after: { pair_id: outcome.pairId, supersedes: latest?.id ?? null, refusal: outcome.refusal },
        modelVersion: modelVersionOf(outcome.provenance),
      });
      return row;
    }
    // With the pair locked, only an identical result can stand in the way.
    const { provenance } = outcome;
    return await transaction
      .selectFrom('comparison_results')
      .select('id')
      .where('pair_id', '=', outcome.pairId)
      .where('model_name', '=', provenance.model)
      .where('model_version', '=', provenance.model_version)
      .where('model_sha256', 'is not distinct from', provenance.model_sha256)
      .where('pipeline_version', '=', provenance.pipeline_version)
      .executeTakeFirstOrThrow();
  });
}

function columnsOf({ pairId, provenance, result, refusal, overlaySha256 }: NewComparisonResult) {
  return {
    pair_id: pairId,
    model_name: provenance.model,
    model_version: provenance.model_version,
    model_sha256: provenance.model_sha256,
    pipeline_version: provenance.pipeline_version,
    result: result === null ? null : JSON.stringify(result),
    gross_percent: result?.repigmentation?.gross_percent ?? null,
    new_percent: result?.repigmentation?.new_percent ?? null,
    net_percent: result?.repigmentation?.net_percent ?? null,
    overlap_percent: result?.registration.overlap_percent ?? null,
    residual_px: result?.registration.residual_px ?? null,
    overlay_sha256: overlaySha256,
    refusal_code: refusal?.code ?? null,
    refusal_message: refusal?.message ?? null,
  };
}

/** The newest result of each pair: the one that no other supersedes. */
export async function listResults(
  db: Database,
  pairIds: readonly string[],
): Promise<ReadonlyMap<string, StoredComparisonResult>> {
  if (pairIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('comparison_results')
    .selectAll()
    .where('pair_id', 'in', [...pairIds])
    .execute();
  const superseded = new Set(rows.map((row) => row.supersedes));
  const heads = rows.filter((row) => !superseded.has(row.id));
  return new Map(
    heads.map((row) => [
      row.pair_id,
      {
        id: row.id,
        supersedes: row.supersedes,
        comparedAt: row.compared_at,
        result: row.result,
        refusal:
          row.refusal_code === null || row.refusal_message === null
            ? null
            : { code: row.refusal_code, message: row.refusal_message },
        overlaySha256: row.overlay_sha256,
      },
    ]),
  );
}
