import type { Mask } from '../domain/raster.ts';

/**
 * For each source cell along one axis: how many cells of the longer axis take their value from it. The rule is the one
 * by which a mask file is enlarged: target cell x shows source cell floor((x + 0.5) * source / target).
 */
function nearestCounts(sourceLength: number, targetLength: number): Uint32Array {
  const counts = new Uint32Array(sourceLength);
  for (let i = 0; i < targetLength; i++) {
    const from = Math.min(sourceLength - 1, Math.floor(((i + 0.5) * sourceLength) / targetLength));
    counts[from] = counts[from] + 1;
  }
  return counts;
}

/**
 * For each pixel of the measuring grid: the number of pixels of the photo as uploaded that show its value in the mask
 * file. Rows and columns are independent, so the weight of pixel (x, y) is `columns[x] * rows[y]`.
 */
export function uploadPixelWeights(
  grid: { readonly width: number; readonly height: number },
  upload: { readonly width: number; readonly height: number },
): { readonly columns: Uint32Array; readonly rows: Uint32Array } {
  return {
    columns: nearestCounts(grid.width, upload.width),
    rows: nearestCounts(grid.height, upload.height),
  };
}

/** Pixels inside the mask once it is enlarged to the upload size: equals the count in the mask file, exactly. */
export function countAtUploadSize(mask: Mask, width: number, height: number): number {
  const { columns, rows } = uploadPixelWeights(mask, { width, height });
  let total = 0;
  for (let y = 0, i = 0; y < mask.height; y++) {
    let row = 0;
    for (let x = 0; x < mask.width; x++, i++) row += mask.data[i] * columns[x];
    total += row * rows[y];
  }
  return total;
}
