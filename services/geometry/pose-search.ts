import { type Homography, invert, mapPoint, multiply, type Point, resizeHomography } from './homography.ts';
import { floatMat, type Mottle } from './mottle.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { type Keep, withMats } from './opencv.ts';
import type { Mat, OpenCv } from './opencv-types.ts';

/** A way to lay the follow-up onto the baseline that holds near one place. */
export interface Pose {
  /** Follow-up mottle px → baseline mottle px. */
  readonly map: Homography;
  /** Where the place that was looked for lies in the baseline, mottle px. */
  readonly to: Point;
  /** Height of the correlation's peak over its own spread. */
  readonly peak: number;
}

/** Mottle px to a px of the search. */
const SHRINK = 2;
/** Radius of the disc that is looked for, search px: larger tells more, smaller stands more tilt. */
const DISC_PX = 34;

/** Lays the disc around a place of the follow-up onto the baseline, once for each try (follow-up → baseline, mottle px), its shift corrected. */
export type PosesAt = (place: Point, tries: readonly Homography[]) => Pose[];

/**
 * Gives `body` a search for discs of the follow-up in the whole baseline: correlation in the frequency domain, so that every shift is
 * looked at in one step.
 */
export function withPoseSearch<T>(
  { cv }: LoadedOpenCv,
  photos: { readonly followUp: Mottle; readonly baseline: Mottle },
  body: (posesAt: PosesAt) => T,
): T {
  return withMats(cv, (keep) => {
    const size = transformSize(cv, photos.baseline);
    const [followUp, baseline] = [searchImage(cv, keep, photos.followUp), searchImage(cv, keep, photos.baseline)];
    const correlate = correlator(cv, keep, followUp, spectrumOf(cv, keep, baseline, size), size);
    const toMottle = resizeHomography(SHRINK, SHRINK);
    const toSearch = invert(toMottle);
    return body((place, tries) =>
      tries.map((map) => {
        const found = correlate(multiply(toSearch, multiply(map, toMottle)), mapPoint(toSearch, place));
        return {
          map: multiply(toMottle, multiply(found.map, toSearch)),
          to: mapPoint(toMottle, found.to),
          peak: found.peak,
        };
      }),
    );
  });
}

type Size = Pick<Mottle, 'width' | 'height'>;

function transformSize(cv: OpenCv, { width, height }: Size): Size {
  return {
    width: cv.getOptimalDFTSize(Math.ceil(width / SHRINK)),
    height: cv.getOptimalDFTSize(Math.ceil(height / SHRINK)),
  };
}

/** Mottle around 0, shrunk. */
function searchImage(cv: OpenCv, keep: Keep, { width, height, texture, usable }: Mottle): Mat {
  const around0 = Float32Array.from(texture, (value, i) => (usable[i] === 0 ? 0 : value - 128));
  const from = keep(floatMat(cv, { width, height }, around0));
  const to = keep(new cv.Mat());
  cv.resize(from, to, new cv.Size(Math.round(width / SHRINK), Math.round(height / SHRINK)), 0, 0, cv.INTER_AREA);
  return to;
}

/** Complex spectrum of an image in the upper left of a larger frame of zeros. */
function spectrumOf(cv: OpenCv, keep: Keep, image: Mat, { width, height }: Size): Float32Array {
  const frame = keep(new cv.Mat(height, width, cv.CV_32FC1));
  frame.data32F.fill(0);
  for (let y = 0; y < image.rows; y++)
    frame.data32F.set(image.data32F.subarray(y * image.cols, (y + 1) * image.cols), y * width);
  const spectrum = keep(new cv.Mat());
  cv.dft(frame, spectrum, cv.DFT_COMPLEX_OUTPUT, 0);
  return spectrum.data32F.slice();
}

interface Found {
  readonly map: Homography;
  readonly to: Point;
  readonly peak: number;
}

function correlator(
  cv: OpenCv,
  keep: Keep,
  followUp: Mat,
  wanted: Float32Array,
  size: Size,
): (pose: Homography, place: Point) => Found {
  const { width, height } = size;
  const middle: Point = [Math.floor(width / 2), Math.floor(height / 2)];
  const disc = discAround(middle, size);
  const map = keep(new cv.Mat(3, 3, cv.CV_64FC1));
  const [cut, spectrum, correlation] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())];
  const product = keep(new cv.Mat(height, width, cv.CV_32FC2));
  const outside = new cv.Scalar(0);
  return (pose, place) => {
    const [x, y] = mapPoint(pose, place);
    const centred = multiply([1, 0, middle[0] - x, 0, 1, middle[1] - y, 0, 0, 1], pose);
    map.data64F.set(centred);
    cv.warpPerspective(followUp, cut, map, new cv.Size(width, height), cv.INTER_LINEAR, cv.BORDER_CONSTANT, outside);
    const data = cut.data32F;
    for (let i = 0; i < data.length; i++) data[i] *= disc[i];
    cv.dft(cut, spectrum, cv.DFT_COMPLEX_OUTPUT, 0);
    multiplyByConjugate(wanted, spectrum.data32F, product.data32F);
    cv.dft(product, correlation, cv.DFT_INVERSE + cv.DFT_REAL_OUTPUT, 0);
    const { index, peak } = highest(correlation.data32F);
    const dx = wrapped(index % width, width);
    const dy = wrapped(Math.floor(index / width), height);
    return { map: multiply([1, 0, dx, 0, 1, dy, 0, 0, 1], centred), to: [middle[0] + dx, middle[1] + dy], peak };
  };
}

/** 1 in the middle, falling to 0 at the disc's rim. */
function discAround([cx, cy]: Point, { width, height }: Size): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const r = Math.hypot((i % width) - cx, Math.floor(i / width) - cy) / DISC_PX;
    return r < 1 ? Math.sqrt((1 + Math.cos(Math.PI * r)) / 2) : 0;
  });
}

/** a · conj(b) of interleaved complex numbers. */
function multiplyByConjugate(a: Float32Array, b: Float32Array, product: Float32Array): void {
  for (let i = 0; i < a.length; i += 2) {
    product[i] = a[i] * b[i] + a[i + 1] * b[i + 1];
    product[i + 1] = a[i + 1] * b[i] - a[i] * b[i + 1];
  }
}

function highest(values: Float32Array): { readonly index: number; readonly peak: number } {
  let index = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += values[i] * values[i];
    if (values[i] > values[index]) index = i;
  }
  return { index, peak: squares > 0 ? values[index] / Math.sqrt(squares / values.length) : 0 };
}

/** Shift by a whole number of px on a frame that closes on itself. */
function wrapped(shift: number, length: number): number {
  return shift > length / 2 ? shift - length : shift;
}
