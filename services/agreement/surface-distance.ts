import type { Mask } from '../domain/raster.ts';
import { borderPixels } from '../raster/border-pixels.ts';
import { squaredDistances } from '../raster/distance-transform.ts';
import { percentile } from './order-statistics.ts';

/** The share of a border, in percent, that lies no further than the distance from the other border. */
const BORDER_PERCENT = 95;

/**
 * HD95 in pixels: the larger of the two directed distances, each the 95th percentile, over the border pixels of one mask, of the
 * Euclidean distance to the nearest border pixel of the other. Border pixels are those inside with a pixel outside at a side,
 * centre to centre; the edge of the frame is no border.
 * @returns undefined where one of the masks has no border: it is empty, or fills the frame
 * @throws RangeError when the masks differ in size
 * @source Maier-Hein2024 (doi 10.1038/s41592-023-02151-z), Huttenlocher1993 (doi 10.1109/34.232073)
 */
export function hausdorff95(first: Mask, second: Mask): number | undefined {
  if (first.width !== second.width || first.height !== second.height) {
    throw new RangeError(
      `Expected masks of one size but received ${first.width}x${first.height} and ${second.width}x${second.height}`,
    );
  }
  const borders = [borderPixels(first), borderPixels(second)] as const;
  if (borders.some((border) => border.length === 0)) return undefined;
  // No pixel outside the box that holds both borders is asked for, and none of it changes a distance within.
  const [a, b] = cropToBoth(borders, first.width);
  return Math.max(directed(a, b), directed(b, a));
}

function directed(from: Mask, to: Mask): number {
  const squared = squaredDistances(to);
  const distances: number[] = [];
  for (let i = from.data.indexOf(1); i >= 0; i = from.data.indexOf(1, i + 1)) distances.push(Math.sqrt(squared[i]));
  return percentile(distances, BORDER_PERCENT);
}

/** Masks of the two borders, on the smallest box that holds both. */
function cropToBoth(borders: readonly [readonly number[], readonly number[]], width: number): readonly [Mask, Mask] {
  const box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
  for (const border of borders) {
    for (const at of border) {
      const x = at % width;
      const y = (at - x) / width;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  }
  const size = { width: box.right - box.left + 1, height: box.bottom - box.top + 1 };
  const draw = (border: readonly number[]): Mask => {
    const data = new Uint8Array(size.width * size.height);
    for (const at of border) data[(Math.floor(at / width) - box.top) * size.width + (at % width) - box.left] = 1;
    return { ...size, data };
  };
  return [draw(borders[0]), draw(borders[1])];
}
