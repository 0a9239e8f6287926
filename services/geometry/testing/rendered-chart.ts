import { CHART_LIGHT, type ChartEdition } from '../../colour/color-checker.ts';
import { applyMatrix, type ColourMatrix } from '../../colour/fit-correction.ts';
import type { LinearRgb } from '../../colour/lab.ts';
import type { RgbImage } from '../../domain/raster.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type Homography, invert, mapPoint, multiply, type Point } from '../homography.ts';
import { normal } from './rendered-skin.ts';

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
  /** Light at the right edge of the frame over that at the left one; 1 when left out. */
  readonly gradient?: number;
  /** Columns and rows of the chart that something skin-coloured lies on: `from` up to `to`, in pitches. */
  readonly cover?: { readonly from: Point; readonly to: Point };
}

/**
 * Columns and rows of a chart → photo px, the chart in the middle of the frame, seen by a camera whose focal length is the frame's width.
 * @param pitch px from patch to patch in the middle
 */
export function chartView(
  { width, height }: { readonly width: number; readonly height: number },
  {
    pitch,
    turnDeg,
    tiltDeg,
    tiltAxisDeg = 0,
  }: { pitch: number; turnDeg: number; tiltDeg: number; tiltAxisDeg?: number },
): Homography {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [turn, tilt, axis] = [radians(turnDeg), radians(tiltDeg), radians(tiltAxisDeg)];
  // Rotation about an axis in the plane of the picture; with (x, y) in px from the middle: depth over focal length 1 + slope.
  const [c, s] = [Math.cos(axis), Math.sin(axis)];
  const squeeze = 1 - Math.cos(tilt);
  const plane: Homography = [
    1 - squeeze * s * s,
    squeeze * s * c,
    0,
    squeeze * s * c,
    1 - squeeze * c * c,
    0,
    (-Math.sin(tilt) * s) / width,
    (Math.sin(tilt) * c) / width,
    1,
  ];
  const [pc, ps] = [pitch * Math.cos(turn), pitch * Math.sin(turn)];
  const onPlane: Homography = [pc, -ps, -2.5 * pc + 1.5 * ps, ps, pc, -2.5 * ps - 1.5 * pc, 0, 0, 1];
  return multiply([1, 0, (width - 1) / 2, 0, 1, (height - 1) / 2, 0, 0, 1], multiply(plane, onPlane));
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
    const light = lightAt(mapPoint(toChart, [x, y]), photo);
    const falling = 1 + ((photo.gradient ?? 1) - 1) * (x / photo.width);
    applyMatrix(photo.cast, light).forEach((seen, c) => {
      data[3 * i + c] = Math.max(0, Math.min(255, Math.round(encoded(falling * seen) + photo.noise * normal(random))));
    });
  }
  return { width: photo.width, height: photo.height, data };
}

function lightAt([u, v]: Point, { edition, cover }: ChartPhoto): LinearRgb {
  if (cover && u > cover.from[0] && v > cover.from[1] && u < cover.to[0] && v < cover.to[1]) return SKIN_LIGHT;
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
