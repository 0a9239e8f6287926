import { readFile } from 'node:fs/promises';
import type { Segmenter } from '../models/segmenter.ts';
import { type PhantomPair, phantomPath } from '../services/phantoms/phantoms.ts';
import { comparePhotos } from '../services/pipeline/compare-photos.ts';
import { Refusal } from '../services/refusal.ts';

export interface PairOutcome {
  readonly pair: PhantomPair;
  readonly grossPercent: number | null;
  readonly newPercent: number | null;
  readonly refusal: string | null;
}

export async function measurePair(pair: PhantomPair, segmenter: Segmenter): Promise<PairOutcome> {
  const read = async (file: string) => ({ path: file, bytes: await readFile(phantomPath(file)) });
  try {
    const photos = [await read(pair.baseline), await read(pair.followup)] as const;
    const { repigmentation } = (await comparePhotos(photos, pair, segmenter)).comparison;
    const { gross_percent: grossPercent = null, new_percent: newPercent = null } = repigmentation ?? {};
    return { pair, grossPercent, newPercent, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { pair, grossPercent: null, newPercent: null, refusal: error.code };
  }
}

/** Error of gross repigmentation in percentage points; infinite where there is no number. */
export function grossErrorPoints({ pair, grossPercent }: PairOutcome): number {
  return grossPercent === null ? Number.POSITIVE_INFINITY : Math.abs(grossPercent - pair.gross_percent);
}
