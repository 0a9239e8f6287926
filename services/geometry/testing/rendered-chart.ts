import { CHART_LIGHT, type ChartEdition } from '../../colour/color-checker.ts';
import { applyMatrix, type ColourMatrix } from '../../colour/fit-correction.ts';
import type { LinearRgb } from '../../colour/lab.ts';
import type { RgbImage } from '../../domain/raster.ts';
import { type Homography, invert, mapPoint } from '../homography.ts';
import { normal, seededRandom } from './rendered-skin.ts';

export interface ChartPhoto {
  readonly width: number;
  readonly height: number;
  /** Columns and rows of the chart → photo px. */
  readonly view: Homography;
  readonly edition: ChartEdition;
  /** What the camera makes of the light. */
  readonly cast: ColourMatrix;
  /** Standard deviation, code values. */
  readonly noise: number;
  readonly seed: number;
}

const RIM_LIGHT: LinearRgb = [0.03, 0.03, 0.03];
const SKIN_LIGHT: LinearRgb = [0.45, 0.25, 0.17];
/** Half side of a patch and reach of the rim, in pitches. */
const PATCH = 0.42;
const RIM = 0.75;

/** A photo of a chart on skin, each pixel the light at its centre. */
export function photographChart(photo: ChartPhoto): RgbImage {
  const toChart = invert(photo.view);
  const random = seededRandom(photo.seed);
  const data = new Uint8Array(3 * photo.width * photo.height);
  for (let i = 0; i < photo.width * photo.height; i++) {
    const [x, y] = [i % photo.width, Math.floor(i / photo.width)];
    const light = lightAt(mapPoint(toChart, [x, y]), photo.edition);
    applyMatrix(photo.cast, light).forEach((seen, c) => {
      data[3 * i + c] = Math.max(0, Math.min(255, Math.round(encoded(seen) + photo.noise * normal(random))));
    });
  }
  return { width: photo.width, height: photo.height, data };
}

function lightAt([u, v]: readonly [number, number], edition: ChartEdition): LinearRgb {
  if (u < -RIM || v < -RIM || u > 5 + RIM || v > 3 + RIM) return SKIN_LIGHT;
  const [column, row] = [Math.round(u), Math.round(v)];
  const onPatch = Math.abs(u - column) < PATCH && Math.abs(v - row) < PATCH;
  if (!onPatch || column < 0 || column > 5 || row < 0 || row > 3) return RIM_LIGHT;
  return CHART_LIGHT[edition][6 * row + column];
}

/** @source IEC 61966-2-1 */
function encoded(light: number): number {
  const l = Math.max(0, light);
  return 255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * l ** (1 / 2.4) - 0.055);
}
