import { type LesionPatches, meanByLabel, visitLabelled } from './lesion-patches.ts';
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
  const full = fullLoss(found, contrast);
  const share = contrast.melanin.map((value) => (full > 0 ? 100 * Math.min(1, Math.max(0, -value / full)) : 0));
  return meanByLabel({ ...found, count: found.patches.length }, { ...contrast, data: share });
}

/** Loss of melanin that the palest part of the lesions exceeds. */
function fullLoss(found: LesionPatches, contrast: StainContrast): number {
  const pixelsOfCell = new Uint32Array(contrast.melanin.length);
  let total = 0;
  visitLabelled(found, contrast, (_, cell) => {
    pixelsOfCell[cell] = pixelsOfCell[cell] + 1;
    total++;
  });
  const cells = [...pixelsOfCell.keys()].filter((cell) => pixelsOfCell[cell] > 0);
  cells.sort((a, b) => contrast.melanin[a] - contrast.melanin[b]);
  let seen = 0;
  for (const cell of cells) {
    seen += pixelsOfCell[cell];
    if (seen >= PALEST_SHARE * total) return -contrast.melanin[cell];
  }
  return 0;
}
