import { coarseCells, meanOverRuns, pixelsByCell } from './coarse-cells.ts';
import type { LesionPatches } from './lesion-patches.ts';
import type { StainContrast } from './stain-contrast.ts';

/** The patient's own fully depigmented skin: the palest 5 % of the lesions. */
const PALEST_SHARE = 0.05;

/**
 * Mean residual depigmentation of each patch, in percent: how far, from healthy skin near by (0) to the palest skin of
 * this photo's lesions (100), the melanin has gone. It ranks patches of one photo; where no patch is fully
 * depigmented it reads too high, which one photo in visible light cannot tell.
 * @returns one value for each patch
 */
export function meanDepigmentationPercent(found: LesionPatches, contrast: StainContrast): Float64Array {
  const cells = coarseCells(found, contrast);
  const full = fullMelaninLoss(found, contrast);
  const share = new Float32Array(contrast.melanin.length);
  for (let i = 0; i < share.length && full > 0; i++) {
    share[i] = 100 * Math.min(1, Math.max(0, -contrast.melanin[i] / full));
  }
  return Float64Array.from(found.patches, ({ runs }) => meanOverRuns(share, runs, cells));
}

/** Loss of melanin (units: services/colour/skin-stains.ts) that the palest part of the lesions exceeds; 0 without lesions. */
export function fullMelaninLoss(found: LesionPatches, contrast: StainContrast): number {
  return fullLoss(pixelsByCell(found.patches, coarseCells(found, contrast)), contrast.melanin);
}

function fullLoss(lesionPixels: Uint32Array, melanin: Float32Array): number {
  const cells: LesionCell[] = [];
  let total = 0;
  for (let i = 0; i < lesionPixels.length; i++) {
    if (lesionPixels[i] === 0) continue;
    cells.push({ melanin: melanin[i], pixels: lesionPixels[i] });
    total += lesionPixels[i];
  }
  cells.sort(byMelanin);
  let seen = 0;
  for (const cell of cells) {
    seen += cell.pixels;
    if (seen >= PALEST_SHARE * total) return -cell.melanin;
  }
  return 0;
}

interface LesionCell {
  readonly melanin: number;
  readonly pixels: number;
}

const byMelanin = (a: LesionCell, b: LesionCell): number => a.melanin - b.melanin;
