import { modelProvenance } from '../services/measure/model-provenance.ts';
import type { DrawnOutline } from '../services/pipeline/drawn-outline.ts';
import type { CompareVisitsPayload } from '../services/queue/jobs.ts';
import { insertComparisonResult } from '../services/store/comparison-results.ts';
import {
  findComparison,
  findPairsForComparison,
  type PairForComparison,
  setComparisonState,
} from '../services/store/comparisons.ts';
import { findCountingDrawing } from '../services/store/drawings.ts';
import { imageSha256 } from '../services/store/images.ts';
import type { Photo } from '../services/store/photos.ts';
import type { JobDeps, ReportProgress } from './measure-photo.ts';
import { outlineOf } from './outline-of.ts';

async function readImage({ images }: JobDeps, photo: Photo): Promise<Uint8Array> {
  const bytes = await images.read(photo.storedSha256);
  if (bytes === undefined) throw new Error(`The image file ${photo.storedSha256} of photo ${photo.id} is missing.`);
  return bytes;
}

/** What a person drew goes before the model in a comparison too. */
async function countingOutline(deps: JobDeps, { id }: Photo): Promise<DrawnOutline | undefined> {
  const drawing = await findCountingDrawing(deps.db, id);
  return drawing && (await outlineOf(deps, drawing));
}

async function comparePair(
  deps: JobDeps,
  { id: pairId, baseline, followUp }: PairForComparison,
  gradeBoundsPercent: readonly number[] | null,
): Promise<void> {
  const reply = await deps.threads.compare({
    baseline: await readImage(deps, baseline),
    followUp: await readImage(deps, followUp),
    paths: { baseline: baseline.id, followUp: followUp.id },
    colourCharts: { baseline: baseline.colourChart, followUp: followUp.colourChart },
    outlines: { baseline: await countingOutline(deps, baseline), followUp: await countingOutline(deps, followUp) },
    condition: baseline.condition,
    ...(gradeBoundsPercent !== null && { gradeBoundsPercent }),
  });
  if (reply.kind === 'refused') {
    await insertComparisonResult(deps.db, {
      pairId,
      provenance: modelProvenance(reply.identity),
      result: null,
      refusal: reply.refusal,
      overlaySha256: null,
    });
    return;
  }
  const { comparison: result, overlayJpeg } = reply.outcome;
  await insertComparisonResult(deps.db, {
    pairId,
    provenance: result.provenance,
    result,
    refusal: null,
    overlaySha256: overlayJpeg && imageSha256(overlayJpeg),
    async keepOverlay() {
      if (overlayJpeg !== null) await deps.images.write(overlayJpeg);
    },
  });
}

/**
 * Compares each pair of photos of two visits. A pair that cannot be registered is refused by itself; the others are compared.
 * @throws Refusal `study_locked` where the lock came first; the comparison is then given up as it stands
 */
export async function compareVisitsJob(
  { comparisonId }: CompareVisitsPayload,
  deps: JobDeps,
  report: ReportProgress,
): Promise<void> {
  const comparison = await findComparison(deps.db, comparisonId);
  const pairs = await findPairsForComparison(deps.db, comparisonId);
  if (comparison === undefined || comparison.state === 'compared' || pairs === undefined) return;
  await setComparisonState(deps.db, comparisonId, 'comparing');
  for (const [index, pair] of pairs.entries()) {
    await comparePair(deps, pair, comparison.gradeBoundsPercent);
    await report(Math.round((100 * (index + 1)) / pairs.length));
  }
  await setComparisonState(deps.db, comparisonId, 'compared');
}

export async function giveUpComparison(
  { comparisonId }: CompareVisitsPayload,
  { db }: Pick<JobDeps, 'db'>,
): Promise<void> {
  const comparison = await findComparison(db, comparisonId);
  if (comparison?.state === 'queued' || comparison?.state === 'comparing')
    await setComparisonState(db, comparisonId, 'failed');
}
