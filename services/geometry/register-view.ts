import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import { boxMean } from '../raster/box-mean.ts';
import { greenBlocks } from './grey.ts';
import type { Homography, Point } from './homography.ts';
import { invert, mapPoint, resizeHomography } from './homography.ts';
import type { Corners } from './markers.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { withMats } from './opencv.ts';

/** A photo made ready for registration: small, free of lighting, and with a mask of where features may be trusted. */
export interface RegistrationView {
  readonly width: number;
  readonly height: number;
  /** Local contrast around 128. */
  readonly texture: Uint8Array;
  /** Natural logarithm of grey. */
  readonly logGrey: ScalarMap;
  /** 1 on lesions, whether they are usable or not. */
  readonly lesion: Uint8Array;
  /** 255 where usable. */
  readonly usable: Uint8Array;
  /** View px → photo px. */
  readonly toPhoto: Homography;
}

export interface ViewSource {
  readonly image: RgbImage;
  readonly skin: Mask | undefined;
  readonly lesion: Mask | undefined;
  /** Lesions with a rim are not usable, because they change between visits. */
  readonly leaveOutLesion: boolean;
  readonly markers: readonly Corners[];
}

/** Long side of the view: fine enough for moles and creases, coarse enough for the time there is. */
const VIEW_LONG_SIDE_PX = 1000;
/** Half width of the neighbourhood against which contrast is taken, as a part of the long side. */
const NEIGHBOURHOOD = 0.02;
/** Contrast in log grey below which texture is held to be sensor noise and not blown up. */
const NOISE_CONTRAST = 0.02;
/** One local standard deviation becomes this many grey levels. */
const GREY_PER_SD = 40;
/** Rim around lesions and skin borders that is left out, as a part of the long side. */
const RIM = 0.01;
/** A marker with its white surround, relative to the marker: it is an object laid on the skin, in another place each time. */
const MARKER_SURROUND = 1.6;

/** Makes the view of one photo. Log grey against its local mean and spread is the same under another light. */
export function makeView(opencv: LoadedOpenCv, source: ViewSource): RegistrationView {
  const { image } = source;
  const factor = Math.min(1, VIEW_LONG_SIDE_PX / Math.max(image.width, image.height));
  const width = Math.round(image.width * factor);
  const height = Math.round(image.height * factor);
  const toPhoto = resizeHomography(image.width / width, image.height / height);
  const logGrey = shrinkToLogGrey(opencv, image, width, height);
  return {
    width,
    height,
    toPhoto,
    logGrey,
    texture: localContrast(logGrey, Math.round(NEIGHBOURHOOD * Math.max(width, height))),
    lesion: lesionOnGrid(source.lesion, { width, height, toPhoto }),
    usable: usableMask(source, { width, height, toPhoto }),
  };
}

function shrinkToLogGrey({ cv }: LoadedOpenCv, image: RgbImage, width: number, height: number): ScalarMap {
  const grey = greenBlocks(image, 1);
  return withMats(cv, (keep) => {
    const from = keep(new cv.Mat(grey.height, grey.width, cv.CV_8UC1));
    from.data.set(grey.data);
    const to = keep(new cv.Mat());
    cv.resize(from, to, new cv.Size(width, height), 0, 0, cv.INTER_AREA);
    const logs = Float32Array.from({ length: 256 }, (_, value) => Math.log(value + 1));
    const data = new Float32Array(width * height);
    for (let i = 0; i < data.length; i++) data[i] = logs[to.data[i]];
    return { width, height, data };
  });
}

function localContrast(logGrey: ScalarMap, radius: number): Uint8Array {
  const { width, height, data } = logGrey;
  const mean = boxMean(data, width, height, radius);
  const squares = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) squares[i] = (data[i] - mean[i]) ** 2;
  const variance = boxMean(squares, width, height, radius);
  const texture = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const deviation = (data[i] - mean[i]) / Math.sqrt(Math.max(0, variance[i]) + NOISE_CONTRAST ** 2);
    texture[i] = Math.max(0, Math.min(255, 128 + GREY_PER_SD * deviation));
  }
  return texture;
}

type Grid = Pick<RegistrationView, 'width' | 'height' | 'toPhoto'>;

function usableMask({ skin, lesion, leaveOutLesion, markers }: ViewSource, grid: Grid): Uint8Array {
  const radius = Math.max(1, Math.round(RIM * Math.max(grid.width, grid.height)));
  const blocked = new Float32Array(grid.width * grid.height);
  // Outside of skin counts as blocked; the lesion is part of the skin.
  if (skin) blockWhere(blocked, grid, skin, (value) => value === 0);
  if (lesion && leaveOutLesion) blockWhere(blocked, grid, lesion, (value) => value !== 0);
  for (const corners of markers) blockMarker(blocked, grid, corners);
  const near = boxMean(blocked, grid.width, grid.height, radius);
  const half = 0.5 / (2 * radius + 1) ** 2;
  const usable = new Uint8Array(near.length);
  for (let i = 0; i < near.length; i++) if (near[i] < half) usable[i] = 255;
  return usable;
}

function lesionOnGrid(lesion: Mask | undefined, grid: Grid): Uint8Array {
  const inside = new Uint8Array(grid.width * grid.height);
  if (lesion) blockWhere(inside, grid, lesion, (value) => value !== 0);
  return inside;
}

function blockWhere(
  blocked: Float32Array | Uint8Array,
  grid: Grid,
  mask: Mask,
  isBlocked: (value: number) => boolean,
): void {
  for (let y = 0; y < grid.height; y++) {
    const sourceRow = Math.floor(((y + 0.5) * mask.height) / grid.height) * mask.width;
    for (let x = 0; x < grid.width; x++) {
      const value = mask.data[sourceRow + Math.floor(((x + 0.5) * mask.width) / grid.width)];
      if (isBlocked(value)) blocked[y * grid.width + x] = 1;
    }
  }
}

function blockMarker(blocked: Float32Array, grid: Grid, corners: Corners): void {
  const centre = [0, 1].map((axis) => corners.reduce((sum, c) => sum + c[axis], 0) / 4);
  const quad = corners.map(
    ([x, y]): Point => [centre[0] + MARKER_SURROUND * (x - centre[0]), centre[1] + MARKER_SURROUND * (y - centre[1])],
  );
  const toView = invert(grid.toPhoto);
  const inView = quad.map((corner) => mapPoint(toView, corner));
  const range = (axis: 0 | 1, size: number) => {
    const values = inView.map((p) => p[axis]);
    return [Math.max(0, Math.floor(Math.min(...values))), Math.min(size - 1, Math.ceil(Math.max(...values)))] as const;
  };
  const [left, right] = range(0, grid.width);
  const [top, bottom] = range(1, grid.height);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      if (isInside(inView, [x, y])) blocked[y * grid.width + x] = 1;
    }
  }
}

/** Inside a convex quadrilateral whose corners stand clockwise (y down). */
function isInside(quad: readonly Point[], [x, y]: Point): boolean {
  return quad.every(([ax, ay], i) => {
    const [bx, by] = quad[(i + 1) % quad.length];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });
}
