import type { Homography } from './homography.ts';
import { resizeHomography } from './homography.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { type Keep, withMats } from './opencv.ts';
import type { Mat, OpenCv } from './opencv-types.ts';
import type { RegistrationView } from './register-view.ts';

/** The faint unevenness of skin that shows no other texture, lifted out of the sensor's noise. */
export interface Mottle {
  readonly width: number;
  readonly height: number;
  /** Band-passed log grey around 128, evened out to the same spread in every photo. */
  readonly texture: Uint8Array;
  /** 255 where usable. */
  readonly usable: Uint8Array;
  /** Mottle px → view px. */
  readonly toView: Homography;
}

/** View px to a mottle px. */
const SHRINK = 2;
/** Standard deviations of the blurs whose difference is taken, mottle px: finer is the sensor's noise, coarser is shading. */
const FINE_PX = 1.25;
const COARSE_PX = 7.5;
/** Spots count no more than so many standard deviations: else one mole on another outweighs all the skin between them. */
const CLIP_SD = 1.5;
/** Median of the absolute values of normally distributed ones, in standard deviations. */
const MEDIAN_ABSOLUTE_PER_SD = 0.6745;
/** Part of a mottle px that must be usable. */
const MIN_USABLE = 0.95;
/** Less unevenness (natural logarithm of grey) is that of 8-bit rounding. */
const MIN_SD = 5e-4;

/** Mottle of a view; what is not usable (lesions, markers, outside of the skin) neither shows in it nor bleeds into it. */
export function makeMottle({ cv }: LoadedOpenCv, view: RegistrationView): Mottle {
  const [width, height] = [Math.round(view.width / SHRINK), Math.round(view.height / SHRINK)];
  return withMats(cv, (keep) => {
    const weight = Float32Array.from(view.usable, (value) => (value === 0 ? 0 : 1));
    const weighted = view.logGrey.data.map((value, i) => value * weight[i]);
    const shrink = (values: Float32Array): Mat => {
      const from = keep(floatMat(cv, view, values));
      const to = keep(new cv.Mat());
      cv.resize(from, to, new cv.Size(width, height), 0, 0, cv.INTER_AREA);
      return to;
    };
    const [small, smallWeight] = [shrink(weighted), shrink(weight)];
    const fine = blurWithin(cv, keep, small, smallWeight, FINE_PX);
    const coarse = blurWithin(cv, keep, small, smallWeight, COARSE_PX);
    const usable = Uint8Array.from(smallWeight.data32F, (value) => (value >= MIN_USABLE ? 255 : 0));
    const band = fine.map((value, i) => (usable[i] === 0 ? 0 : value - coarse[i]));
    return {
      ...{ width, height, usable, texture: evenOut(band, usable) },
      toView: resizeHomography(view.width / width, view.height / height),
    };
  });
}

/** Gaussian mean of what has weight (normalised convolution). */
function blurWithin(cv: OpenCv, keep: Keep, weighted: Mat, weight: Mat, sigmaPx: number): Float32Array {
  const blur = (from: Mat): Float32Array => {
    const to = keep(new cv.Mat());
    cv.GaussianBlur(from, to, new cv.Size(0, 0), sigmaPx);
    return to.data32F;
  };
  const sums = blur(weighted).slice();
  const weights = blur(weight);
  return sums.map((sum, i) => (weights[i] > 0 ? sum / weights[i] : 0));
}

function evenOut(band: Float32Array, usable: Uint8Array): Uint8Array {
  const sizes = band
    .filter((_, i) => usable[i] !== 0)
    .map((value) => Math.abs(value))
    .sort();
  const middle = sizes.length > 0 ? sizes[Math.floor(sizes.length / 2)] : 0;
  const sd = Math.max(MIN_SD, middle / MEDIAN_ABSOLUTE_PER_SD);
  const greyPerSd = 127 / CLIP_SD;
  return Uint8Array.from(band, (value) => {
    const clipped = Math.max(-CLIP_SD, Math.min(CLIP_SD, value / sd));
    return Math.round(128 + greyPerSd * clipped);
  });
}

export function floatMat(
  cv: OpenCv,
  size: { readonly width: number; readonly height: number },
  data: Float32Array,
): Mat {
  const mat = new cv.Mat(size.height, size.width, cv.CV_32FC1);
  mat.data32F.set(data);
  return mat;
}
