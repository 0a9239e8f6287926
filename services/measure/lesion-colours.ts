import { deltaE2000, itaDegrees, type LinearRgb, labFromLinear, toneClass } from '../colour/lab.ts';
import { linearFromSrgb } from '../colour/optical-density.ts';
import { skinIndices } from '../colour/skin-indices.ts';
import type { RgbImage } from '../domain/raster.ts';
import type { ColourPair, SkinColour } from '../domain/skin-colour.ts';
import { boxMean, type Rows, rowsBetween } from '../raster/box-mean.ts';
import type { Run } from '../raster/runs.ts';
import { coarseCells, meanOverRuns } from './coarse-cells.ts';
import { LEAST_HEALTHY_SHARE, type LesionPatches } from './lesion-patches.ts';
import type { ColourGrid } from './refine-masks.ts';
import { rounded } from './rounded.ts';
import { NEIGHBOURHOOD, type StainContrast } from './stain-contrast.ts';

/** Linear light of each 8-bit code value. */
const LINEAR_OF_CODE = Float64Array.from({ length: 256 }, (_, code) => linearFromSrgb(code / 255));

/** What turns the camera's linear light into that under the reference: the identity where there is none. */
export type LightCorrection = (light: LinearRgb) => LinearRgb;

export interface LesionColours {
  /** One for each patch. */
  readonly patches: readonly ColourPair[];
  /** Of all lesions, each pixel counting once. */
  readonly whole: ColourPair;
}

const NO_COLOURS: ColourPair = { lesion: null, healthy: null, delta_e_2000: null };

/** Light of a patch and of the healthy skin near by; null where there is no such skin. */
interface LightPair {
  readonly pixels: number;
  readonly lesion: LinearRgb;
  readonly healthy: LinearRgb | null;
}

/**
 * Colours of the lesions and of the healthy skin near them, each that of its mean light. A correction is linear in light, so that
 * it may be applied to the mean.
 * @param correct null where this photo's colours cannot be known
 */
export function lesionColours(
  image: RgbImage,
  found: LesionPatches,
  grid: ColourGrid,
  contrast: StainContrast,
  correct: LightCorrection | null,
): LesionColours {
  if (!correct) return { patches: found.patches.map(() => NO_COLOURS), whole: NO_COLOURS };
  const healthyLight = healthyLightNearBy(grid, contrast, rowsOf(found, contrast));
  const cells = coarseCells(found, contrast);
  const lights = found.patches.map(({ runs, pixels }): LightPair => {
    const referred = meanOverRuns(contrast.healthyShare, runs, cells) >= LEAST_HEALTHY_SHARE;
    const near = healthyLight.map((plane) => meanOverRuns(plane, runs, cells)) as unknown as LinearRgb;
    return { pixels, lesion: meanLight(image, runs), healthy: referred ? near : null };
  });
  const pairOf = ({ lesion, healthy }: Pick<LightPair, 'healthy'> & { lesion: LinearRgb | null }): ColourPair =>
    colourPair(lesion && correct(lesion), healthy && correct(healthy));
  const referred = lights.filter(({ healthy }) => healthy !== null);
  return {
    patches: lights.map(pairOf),
    whole: pairOf({
      lesion: weightedLight(lights, (light) => light.lesion),
      healthy: weightedLight(referred, (light) => light.healthy ?? light.lesion),
    }),
  };
}

/** Two lights as colours, with the difference between them. */
export function colourPair(lesion: LinearRgb | null, healthy: LinearRgb | null): ColourPair {
  return {
    lesion: lesion && skinColour(lesion),
    healthy: healthy && skinColour(healthy),
    delta_e_2000: lesion && healthy && rounded(deltaE2000(labFromLinear(lesion), labFromLinear(healthy)), 2),
  };
}

/** Says that some reported colour has b* ≤ 0: no yellow of skin is left in it, and its ITA is no tone. */
export function hueFlags({ patches, whole }: LesionColours): readonly string[] {
  const colours = [whole, ...patches].flatMap(({ lesion, healthy }) => [lesion, healthy]);
  return colours.some((colour) => colour?.b_not_positive) ? ['b_not_positive'] : [];
}

function skinColour(light: LinearRgb): SkinColour {
  const { l, a, b } = labFromLinear(light);
  const itaDeg = itaDegrees({ l, b });
  const { melanin, erythema } = skinIndices(light);
  return {
    lab_d65: [rounded(l, 2), rounded(a, 2), rounded(b, 2)],
    ita_deg: rounded(itaDeg, 2),
    tone_class: toneClass(itaDeg),
    b_not_positive: !(b > 0),
    melanin_index: rounded(melanin, 2),
    erythema_index: rounded(erythema, 2),
  };
}

/** Mean linear light of the pixels of a region. */
function meanLight({ data, width }: RgbImage, runs: readonly Run[]): LinearRgb {
  let [red, green, blue, pixels] = [0, 0, 0, 0];
  for (const { y, start, end } of runs) {
    const to = 3 * (y * width + end);
    for (let i = 3 * (y * width + start); i <= to; i += 3) {
      red += LINEAR_OF_CODE[data[i]];
      green += LINEAR_OF_CODE[data[i + 1]];
      blue += LINEAR_OF_CODE[data[i + 2]];
    }
    pixels += end - start + 1;
  }
  return [red / pixels, green / pixels, blue / pixels];
}

/** The rows of the coarse grid that patches lie in. */
function rowsOf({ patches, height }: LesionPatches, grid: { readonly width: number; readonly height: number }): Rows {
  const rowOf = (y: number): number => Math.floor((y * grid.height) / height);
  const first = Math.min(...patches.map(({ runs }) => rowOf(runs[0].y)));
  const last = Math.max(...patches.map(({ runs }) => rowOf(runs[runs.length - 1].y)));
  return rowsBetween(first, last, grid);
}

/** Mean linear light of the healthy skin around each cell of the rows, weighed as for the contrast of stains; three planes. */
function healthyLightNearBy(
  grid: ColourGrid,
  { healthyShare, healthyWeight }: StainContrast,
  rows: Rows,
): readonly Float32Array[] {
  const { width, height, opticalDensity } = grid;
  const radius = Math.round(NEIGHBOURHOOD * Math.max(width, height));
  const cells = width * height;
  return [0, 1, 2].map((channel) => {
    const light = weightedLightOf(opticalDensity.subarray(channel * cells, (channel + 1) * cells), healthyWeight);
    const mean = boxMean(light, width, height, radius, rows);
    divide(mean, healthyShare);
    return mean;
  });
}

/** Linear light of cells times their weights; most weigh nothing, and an exponential takes its time. */
function weightedLightOf(density: Float32Array, weight: Float32Array): Float32Array {
  const light = new Float32Array(density.length);
  for (let i = 0; i < light.length; i++) {
    if (weight[i] > 0) light[i] = Math.fround(Math.exp(-density[i])) * weight[i];
  }
  return light;
}

function divide(sums: Float32Array, shares: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] /= Math.max(Number.MIN_VALUE, shares[i]);
}

function weightedLight(lights: readonly LightPair[], of: (light: LightPair) => LinearRgb): LinearRgb | null {
  const total = lights.reduce((sum, { pixels }) => sum + pixels, 0);
  if (total === 0) return null;
  const mean = (channel: 0 | 1 | 2) =>
    lights.reduce((sum, light) => sum + light.pixels * of(light)[channel], 0) / total;
  return [mean(0), mean(1), mean(2)];
}
