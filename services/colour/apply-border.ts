import type { Mask, RgbImage } from '../domain/raster.ts';
import type { LocalBorder } from './local-border.ts';
import { OPTICAL_DENSITY_OF_CODE } from './optical-density.ts';

/**
 * Evaluates a border fitted on a coarse grid at every pixel of the image and cuts it at one half. The coefficients are
 * interpolated linearly between cell centres; the colour is the pixel's own.
 * @param level cut in the unit of the probability the border was fitted to
 */
export function applyBorder(image: RgbImage, border: LocalBorder, level = 0.5): Mask {
  const { width, height, data } = image;
  const mask = new Uint8Array(width * height);
  const columns = interpolationTaps(width, border.width);
  const rows = interpolationTaps(height, border.height);
  const { red, green, blue, offset } = blendedRow(border);
  const blend = rowBlender(border, { red, green, blue, offset });
  for (let y = 0; y < height; y++) {
    blend(rows.low[y], rows.high[y], rows.share[y]);
    for (let x = 0; x < width; x++) {
      const low = columns.low[x];
      const high = columns.high[x];
      const share = columns.share[x];
      const i = (y * width + x) * 3;
      const valueAt = (k: number): number =>
        red[k] * OPTICAL_DENSITY_OF_CODE[data[i]] +
        green[k] * OPTICAL_DENSITY_OF_CODE[data[i + 1]] +
        blue[k] * OPTICAL_DENSITY_OF_CODE[data[i + 2]] +
        offset[k];
      const value = low === high ? valueAt(low) : (1 - share) * valueAt(low) + share * valueAt(high);
      if (value > level) mask[y * width + x] = 1;
    }
  }
  return { width, height, data: mask };
}

interface Taps {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly share: Float32Array;
}

/** Cells left and right of each fine pixel's centre, and the share of the right one. */
function interpolationTaps(fine: number, coarse: number): Taps {
  const taps: Taps = { low: new Uint32Array(fine), high: new Uint32Array(fine), share: new Float32Array(fine) };
  for (let i = 0; i < fine; i++) {
    const position = Math.min(coarse - 1, Math.max(0, ((i + 0.5) * coarse) / fine - 0.5));
    const low = Math.floor(position);
    taps.low[i] = low;
    taps.high[i] = Math.min(coarse - 1, low + 1);
    taps.share[i] = position - low;
  }
  return taps;
}

type Row = Pick<LocalBorder, 'red' | 'green' | 'blue' | 'offset'>;
const COEFFICIENTS = ['red', 'green', 'blue', 'offset'] as const;

function blendedRow({ width }: LocalBorder): Row {
  return {
    red: new Float32Array(width),
    green: new Float32Array(width),
    blue: new Float32Array(width),
    offset: new Float32Array(width),
  };
}

/** Writes the coefficients between two coarse rows into `row`. */
function rowBlender(border: LocalBorder, row: Row): (low: number, high: number, share: number) => void {
  return (low, high, share) => {
    for (const name of COEFFICIENTS) {
      const plane = border[name];
      const target = row[name];
      for (let x = 0; x < border.width; x++) {
        const above = plane[low * border.width + x];
        target[x] = above + share * (plane[high * border.width + x] - above);
      }
    }
  };
}
