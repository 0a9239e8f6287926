import type { RgbImage } from '../domain/raster.ts';

export interface Tap {
  readonly first: number;
  readonly weights: Float32Array;
}

/** For each target cell the source cells it covers and their shares, which sum to 1. */
export function areaTaps(sourceLength: number, targetLength: number): readonly Tap[] {
  const step = sourceLength / targetLength;
  return Array.from({ length: targetLength }, (_, index) => {
    const start = index * step;
    const end = Math.min(sourceLength, start + step);
    const first = Math.floor(start);
    const last = Math.min(sourceLength - 1, Math.ceil(end) - 1);
    const weights = new Float32Array(last - first + 1);
    for (let i = first; i <= last; i++) {
      weights[i - first] = (Math.min(end, i + 1) - Math.max(start, i)) / (end - start);
    }
    return { first, weights };
  });
}

/**
 * Area average of an image onto a coarser grid, as three planes (red, green, blue) of `width * height` values in the
 * unit of the input (0 to 255). Every source pixel weighs as much as the part of it that a target cell covers, so the
 * mean of the picture is kept.
 * @throws RangeError when the target is larger than the image or not a whole number of pixels.
 */
export function resizeAreaPlanar(image: RgbImage, width: number, height: number): Float32Array {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new RangeError(`Expected a target of whole pixels but received ${width}x${height}`);
  }
  if (width > image.width || height > image.height) {
    throw new RangeError(
      `Expected a target no larger than ${image.width}x${image.height} but received ${width}x${height}`,
    );
  }
  const columns = areaTaps(image.width, width);
  const rows = areaTaps(image.height, height);
  const narrow = new Float32Array(image.height * width * 3);
  averageAlongRows(image, columns, narrow);
  const planes = new Float32Array(width * height * 3);
  rows.forEach(({ first, weights }, y) => {
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k];
      const from = (first + k) * width * 3;
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < 3; channel++) {
          planes[(channel * height + y) * width + x] += weight * narrow[from + x * 3 + channel];
        }
      }
    }
  });
  return planes;
}

function averageAlongRows(image: RgbImage, columns: readonly Tap[], narrow: Float32Array): void {
  const { data, width, height } = image;
  let out = 0;
  for (let y = 0; y < height; y++) {
    for (const { first, weights } of columns) {
      let from = (y * width + first) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0; k < weights.length; k++, from += 3) {
        const weight = weights[k];
        red += weight * data[from];
        green += weight * data[from + 1];
        blue += weight * data[from + 2];
      }
      narrow[out] = red;
      narrow[out + 1] = green;
      narrow[out + 2] = blue;
      out += 3;
    }
  }
}
