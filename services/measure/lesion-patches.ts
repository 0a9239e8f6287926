import { isLightSkin } from '../colour/lab.ts';
import type { Condition } from '../domain/condition.ts';
import type { Mask } from '../domain/raster.ts';
import { connectedComponents } from '../geometry/components.ts';
import { fillRuns, type Run } from '../raster/runs.ts';
import { type CoarseCells, coarseCells, isSliver, meanOverRuns } from './coarse-cells.ts';
import { paleRegion } from './pale-region.ts';
import type { ColourGrid } from './refine-masks.ts';
import type { StainContrast } from './stain-contrast.ts';
import { isTanLine } from './tan-line.ts';

/** One connected lesion on the measuring grid. */
export interface Patch {
  readonly pixels: number;
  readonly centroid: readonly [x: number, y: number];
  /** Mean contrast of the stain that the condition changes, in units of that stain; positive where the condition shows. */
  readonly meanContrast: number;
  /** Its pixels, in reading order. */
  readonly runs: readonly Run[];
}

export interface LesionPatches {
  readonly width: number;
  readonly height: number;
  readonly patches: readonly Patch[];
  /** How many patches had no healthy skin near by to compare with. */
  readonly withoutReference: number;
  /** How many pale bands were left out as tan lines. */
  readonly tanLines: number;
}

/**
 * Least contrast of what may be called a lesion against healthy skin near by, in melanin units or in optical density as seen:
 * shadow hides the one but not the other, and on dark skin more melanin darkens without a change of hue. A contrast of 0.03 is
 * a change of 2 to 3 % of the light, at the limit of what an eye sees. Plaques have none: their scale hides the blood.
 */
export const LEAST_CONTRAST: Readonly<Record<Condition, number>> = {
  vitiligo: 0.03,
  melasma: 0.03,
  psoriasis: Number.NEGATIVE_INFINITY,
};

/**
 * On tan, brown and dark skin more melanin changes the hue ever less and at last only darkens. Light skin that is darker but no browner is
 * red or in shadow, and no melasma. The bound is that of "light", one class above "tan", because ITA as a photo shows it follows the
 * exposure. @source Xiao2016 (mean skins by ITA), DelBino2013
 */
const mayOnlyDarken = (healthyItaDeg: number): boolean => !isLightSkin(healthyItaDeg);

/** A patch whose mean probability is hardly above one half is as likely something else. */
export const LEAST_MEAN_PROBABILITY = 0.68;

/** Below this share of healthy skin near by there is nothing to compare with, and a patch stands on the network alone. */
export const LEAST_HEALTHY_SHARE = 0.02;

/** The stain that shows the condition, and its sign: vitiligo shows by a loss. */
function shownBy(condition: Condition, contrast: StainContrast): readonly [stain: Float32Array, sign: 1 | -1] {
  if (condition === 'psoriasis') return [contrast.haemoglobin, 1];
  return [contrast.melanin, condition === 'melasma' ? 1 : -1];
}

/**
 * The connected lesions that the network is sure of on the whole, whose colour bears them out, and that are no tan line.
 */
export function findPatches(
  lesion: Mask,
  contrast: StainContrast,
  grid: ColourGrid,
  condition: Condition,
): LesionPatches {
  const { width, height } = lesion;
  const cells = coarseCells(lesion, contrast);
  const [stain, sign] = shownBy(condition, contrast);
  const asSeen = condition !== 'melasma' || mayOnlyDarken(contrast.healthyItaDeg);
  const patches: Patch[] = [];
  let withoutReference = 0;
  let tanLines = 0;
  for (const { pixels, centroid, runs } of connectedComponents(lesion)) {
    if (isSliver(runs) || !(meanOverRuns(grid.lesion, runs, cells) >= LEAST_MEAN_PROBABILITY)) continue;
    const meanContrast = sign * meanOverRuns(stain, runs, cells);
    const seenContrast = asSeen ? sign * meanOverRuns(contrast.darkness, runs, cells) : Number.NEGATIVE_INFINITY;
    const referred = meanOverRuns(contrast.healthyShare, runs, cells) >= LEAST_HEALTHY_SHARE;
    if (referred && Math.max(meanContrast, seenContrast) < LEAST_CONTRAST[condition]) continue;
    if (condition === 'vitiligo' && isPartOfTanLine(runs, grid, cells)) {
      tanLines++;
      continue;
    }
    if (!referred) withoutReference++;
    patches.push({ pixels, centroid, meanContrast, runs });
  }
  return { width, height, patches, withoutReference, tanLines };
}

function isPartOfTanLine(piece: readonly Run[], grid: ColourGrid, cells: CoarseCells): boolean {
  const region = paleRegion(piece, grid, cells);
  return region !== null && isTanLine(region);
}

/** The connected lesions of a mask that a person drew: all of them, whatever the colours say. */
export function patchesAsDrawn(lesion: Mask, contrast: StainContrast, condition: Condition): LesionPatches {
  const { width, height } = lesion;
  const cells = coarseCells(lesion, contrast);
  const [stain, sign] = shownBy(condition, contrast);
  const components = connectedComponents(lesion);
  const isReferred = (runs: readonly Run[]) => meanOverRuns(contrast.healthyShare, runs, cells) >= LEAST_HEALTHY_SHARE;
  const patches = components.map(({ pixels, centroid, runs }) => ({
    ...{ pixels, centroid, runs },
    meanContrast: sign * meanOverRuns(stain, runs, cells),
  }));
  const withoutReference = components.filter(({ runs }) => !isReferred(runs)).length;
  return { width, height, patches, withoutReference, tanLines: 0 };
}

/** The pixels of all patches. */
export function maskOfPatches({ width, height, patches }: LesionPatches): Mask {
  const mask = { width, height, data: new Uint8Array(width * height) };
  for (const { runs } of patches) fillRuns(mask, runs, 1);
  return mask;
}
