import { readFile } from 'node:fs/promises';
import type { Segmenter } from '../../models/segmenter.ts';
import { dice, iou, overlap } from '../agreement/overlap.ts';
import type { Condition } from '../domain/condition.ts';
import { MASK_FILE_VALUES } from '../domain/raster.ts';
import { encodeMaskPng } from '../imaging/encode.ts';
import { maskSamples } from '../imaging/mask-samples.ts';
import { measurePhoto } from '../pipeline/measure-photo.ts';
import { Refusal } from '../refusal.ts';
import { type Phantom, phantomPath } from './phantoms.ts';

/** One phantom measured: against its truth at the size of the photo as uploaded. A refused photo has missed its lesion. */
export interface Outcome {
  readonly phantom: Phantom;
  readonly askedAs: Condition;
  readonly iou: number;
  readonly dice: number;
  /** Share of the true lesion that was taken for skin; null where the photo was refused or shows no lesion. */
  readonly skinRecallOnLesion: number | null;
  readonly lesionPixels: number;
  readonly percentOfSkin: number;
  readonly areaCm2: number | null;
  /** 95 %; null where the photo was refused, that of cm² also without a scale. */
  readonly percentOfSkinInterval: readonly [number, number] | null;
  readonly areaCm2Interval: readonly [number, number] | null;
  readonly refusal: string | null;
  /** From the bytes of the photo to its measurement. */
  readonly milliseconds: number;
}

export async function measurePhantom(phantom: Phantom, askedAs: Condition, segmenter: Segmenter): Promise<Outcome> {
  const bytes = await readFile(phantomPath(phantom.file));
  const markerSideMm = phantom.marker?.side_mm;
  const start = performance.now();
  try {
    const measured = await measurePhoto(bytes, phantom.file, { condition: askedAs, markerSideMm }, segmenter);
    const milliseconds = performance.now() - start;
    const { photo, lesion } = measured.document;
    const mask = await maskSamples(await encodeMaskPng(measured.masks, photo.width, photo.height));
    const truth = await maskSamples(await readFile(phantomPath(phantom.truth)));
    const counts = overlap(truth, mask, MASK_FILE_VALUES.lesion);
    return {
      phantom,
      askedAs,
      iou: iou(counts),
      dice: dice(counts),
      skinRecallOnLesion: skinRecallOnLesion(truth, mask),
      lesionPixels: lesion.pixels,
      percentOfSkin: lesion.percent_of_skin,
      areaCm2: lesion.area_cm2,
      percentOfSkinInterval: lesion.percent_of_skin_interval ?? null,
      areaCm2Interval: lesion.area_cm2_interval,
      refusal: null,
      milliseconds,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const nothing = {
      iou: 0,
      dice: 0,
      skinRecallOnLesion: null,
      lesionPixels: 0,
      percentOfSkin: 0,
      areaCm2: null,
      percentOfSkinInterval: null,
      areaCm2Interval: null,
    };
    return { phantom, askedAs, ...nothing, refusal: error.code, milliseconds: performance.now() - start };
  }
}

/** Of samples of two mask files. */
function skinRecallOnLesion(truth: Uint8Array, measured: Uint8Array): number | null {
  let lesion = 0;
  let skin = 0;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== MASK_FILE_VALUES.lesion) continue;
    lesion++;
    if (measured[i] !== MASK_FILE_VALUES.notSkin) skin++;
  }
  return lesion === 0 ? null : skin / lesion;
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
