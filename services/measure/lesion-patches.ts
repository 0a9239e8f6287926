import type { Condition } from '../domain/condition.ts';
import type { Mask } from '../domain/raster.ts';
import { connectedComponents } from '../geometry/components.ts';
import type { StainContrast } from './stain-contrast.ts';

/** One connected lesion on the measuring grid. */
export interface Patch {
  readonly pixels: number;
  readonly centroid: readonly [x: number, y: number];
  /** Mean contrast of the stain that the condition changes, in units of that stain; positive where the condition shows. */
  readonly meanContrast: number;
}

export interface LesionPatches {
  readonly width: number;
  readonly height: number;
  /** 0 outside, k inside `patches[k - 1]`. */
  readonly labels: Int32Array;
  readonly patches: readonly Patch[];
  /** How many patches had no healthy skin near by to compare with. */
  readonly withoutReference: number;
}

/**
 * Least contrast, in stain units, of what may be called a lesion against healthy skin near by. A melanin contrast of
 * 0.03 is a change of 2 % of the light, at the limit of what an eye sees. Plaques have none: their scale hides the blood.
 */
export const LEAST_CONTRAST: Readonly<Record<Condition, number>> = {
  vitiligo: 0.03,
  melasma: 0.03,
  psoriasis: Number.NEGATIVE_INFINITY,
};

/**
 * A patch whose mean probability, stretched to the photo's level, is hardly above one half is as likely something else: on
 * rendered photos of a style held out, half of the false patches lie below 0.68 and a tenth of the true ones.
 */
export const LEAST_MEAN_PROBABILITY = 0.68;

/** Below this share of healthy skin near by there is nothing to compare with, and a patch stands on the network alone. */
export const LEAST_HEALTHY_SHARE = 0.02;

function contrastMap(condition: Condition, contrast: StainContrast): Float32Array {
  if (condition === 'psoriasis') return contrast.haemoglobin;
  return condition === 'melasma' ? contrast.melanin : contrast.melanin.map((value) => -value);
}

/**
 * The connected lesions that the network is sure of on the whole and whose colour bears them out.
 * @param probability of a lesion, stretched to the photo's level, on the grid of the contrast
 */
export function findPatches(
  lesion: Mask,
  contrast: StainContrast,
  probability: Float32Array,
  condition: Condition,
): LesionPatches {
  const { width, height } = lesion;
  const { labels, components } = connectedComponents(lesion, 1);
  const all = { width, height, labels, count: components.length };
  const contrasts = meanByLabel(all, { ...contrast, data: contrastMap(condition, contrast) });
  const probabilities = meanByLabel(all, { ...contrast, data: probability });
  const references = meanByLabel(all, { ...contrast, data: contrast.healthyShare });
  const newLabel = new Int32Array(components.length + 1);
  const patches: Patch[] = [];
  let withoutReference = 0;
  components.forEach(({ pixels, centroid }, k) => {
    const meanContrast = contrasts[k];
    const referred = references[k] >= LEAST_HEALTHY_SHARE;
    // Also what lies between the rows that are looked at and has no mean: a sliver is no lesion.
    if (!(probabilities[k] >= LEAST_MEAN_PROBABILITY)) return;
    if (referred && meanContrast < LEAST_CONTRAST[condition]) return;
    if (!referred) withoutReference++;
    patches.push({ pixels, centroid, meanContrast });
    newLabel[k + 1] = patches.length;
  });
  for (let i = 0; i < labels.length; i++) labels[i] = newLabel[labels[i]];
  return { width, height, labels, patches, withoutReference };
}

interface Labelled {
  readonly width: number;
  readonly height: number;
  readonly labels: Int32Array;
  readonly count: number;
}

interface CoarseMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Calls `visit` with the label and the cell of a coarser grid for the labelled pixels of every second row: cells are several
 * pixels high, so that a mean over half the rows is the mean over all.
 */
export function visitLabelled(
  { width, height, labels }: Omit<Labelled, 'count'>,
  grid: { readonly width: number; readonly height: number },
  visit: (label: number, cell: number) => void,
): void {
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor((x * grid.width) / width));
  for (let y = 0; y < height; y += 2) {
    const cellRow = Math.floor((y * grid.height) / height) * grid.width;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (labels[i] > 0) visit(labels[i], cellRow + columns[x]);
    }
  }
}

/** Mean of a coarse map over the pixels of each label 1 to `count`. */
export function meanByLabel(labelled: Labelled, map: CoarseMap): Float64Array {
  const sums = new Float64Array(labelled.count);
  const pixels = new Float64Array(labelled.count);
  visitLabelled(labelled, map, (label, cell) => {
    sums[label - 1] = sums[label - 1] + map.data[cell];
    pixels[label - 1] = pixels[label - 1] + 1;
  });
  return sums.map((sum, k) => sum / pixels[k]);
}

/** The pixels of all patches. */
export function maskOfPatches({ width, height, labels }: LesionPatches): Mask {
  const data = new Uint8Array(labels.length);
  for (let i = 0; i < data.length; i++) data[i] = labels[i] > 0 ? 1 : 0;
  return { width, height, data };
}
