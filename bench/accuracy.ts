import { readFile } from 'node:fs/promises';
import type { Segmenter } from '../models/segmenter.ts';
import { dice, iou, overlap } from '../services/agreement/overlap.ts';
import type { Condition } from '../services/domain/condition.ts';
import { MASK_FILE_VALUES } from '../services/domain/raster.ts';
import { encodeMaskPng } from '../services/imaging/encode.ts';
import { measurePhoto } from '../services/pipeline/measure-photo.ts';
import { Refusal } from '../services/refusal.ts';
import { maskSamples, type Phantom, phantomPath } from './phantoms.ts';

/** One phantom measured: against its truth at the size of the photo as uploaded. A refused photo has missed its lesion. */
export interface Outcome {
  readonly phantom: Phantom;
  readonly askedAs: Condition;
  readonly iou: number;
  readonly dice: number;
  readonly lesionPixels: number;
  readonly percentOfSkin: number;
  readonly areaCm2: number | null;
  readonly refusal: string | null;
}

export async function measurePhantom(phantom: Phantom, askedAs: Condition, segmenter: Segmenter): Promise<Outcome> {
  const bytes = await readFile(phantomPath(phantom.file));
  const markerSideMm = phantom.marker?.side_mm;
  try {
    const measured = await measurePhoto(bytes, phantom.file, { condition: askedAs, markerSideMm }, segmenter);
    const { photo, lesion } = measured.document;
    const mask = await maskSamples(await encodeMaskPng(measured.masks, photo.width, photo.height));
    const truth = await maskSamples(await readFile(phantomPath(phantom.truth)));
    const counts = overlap(truth, mask, MASK_FILE_VALUES.lesion);
    return {
      phantom,
      askedAs,
      iou: iou(counts),
      dice: dice(counts),
      lesionPixels: lesion.pixels,
      percentOfSkin: lesion.percent_of_skin,
      areaCm2: lesion.area_cm2,
      refusal: null,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const nothing = { iou: 0, dice: 0, lesionPixels: 0, percentOfSkin: 0, areaCm2: null };
    return { phantom, askedAs, ...nothing, refusal: error.code };
  }
}

/** All phantoms with a lesion, each asked for what it shows. */
export async function measureLesions(phantoms: readonly Phantom[], segmenter: Segmenter): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const phantom of phantoms) {
    if (phantom.kind !== 'lesion' || phantom.condition === 'healthy') continue;
    outcomes.push(await measurePhantom(phantom, phantom.condition, segmenter));
  }
  return outcomes;
}

/** Healthy skin, each photo asked for every condition. */
export async function measureHealthy(
  phantoms: readonly Phantom[],
  conditions: readonly Condition[],
  segmenter: Segmenter,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const phantom of phantoms.filter(({ kind }) => kind === 'healthy')) {
    for (const condition of conditions) outcomes.push(await measurePhantom(phantom, condition, segmenter));
  }
  return outcomes;
}
