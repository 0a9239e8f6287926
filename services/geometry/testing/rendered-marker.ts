import type { Mask, RgbImage } from '../../domain/raster.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type Homography, invert, mapPoint, type Point } from '../homography.ts';
import type { LoadedOpenCv } from '../opencv.ts';
import { withMats } from '../opencv.ts';
import { normal } from './rendered-skin.ts';

/** A pinhole camera before a plane. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly focalPx: number;
  readonly tiltDeg: number;
  /** Direction in the picture about which the plane is turned. */
  readonly tiltAxisDeg: number;
  /** Photo px per mm where the optical axis meets the plane. */
  readonly pxPerMm: number;
}

/** Plane mm (origin where the optical axis meets it) → photo px. */
export function sceneHomography(scene: Scene): Homography {
  const tilt = (scene.tiltDeg * Math.PI) / 180;
  const axis = (scene.tiltAxisDeg * Math.PI) / 180;
  const [ax, ay] = [Math.cos(axis), Math.sin(axis)];
  const [c, s] = [Math.cos(tilt), Math.sin(tilt)];
  const distance = scene.focalPx / scene.pxPerMm;
  // Rodrigues' formula for a turn about (ax, ay, 0); only the first two columns are needed for a plane.
  const turn = [
    [c + ax * ax * (1 - c), ax * ay * (1 - c)],
    [ax * ay * (1 - c), c + ay * ay * (1 - c)],
    [-ay * s, ax * s],
  ];
  const [cx, cy] = [(scene.width - 1) / 2, (scene.height - 1) / 2];
  const f = scene.focalPx;
  return [
    f * turn[0][0] + cx * turn[2][0],
    f * turn[0][1] + cx * turn[2][1],
    cx * distance,
    f * turn[1][0] + cy * turn[2][0],
    f * turn[1][1] + cy * turn[2][1],
    cy * distance,
    turn[2][0],
    turn[2][1],
    distance,
  ];
}

export interface MarkerPlacement {
  readonly id: number;
  readonly sideMm: number;
  readonly centreMm: Point;
  readonly turnDeg: number;
}

export interface Degradation {
  /** Gaussian blur in linear light, px. */
  readonly blurPx: number;
  /** Blur after encoding instead, as careless renderers do. */
  readonly blurEncoded?: boolean;
  /** Noise of the encoded values, 0–255. */
  readonly noise: number;
  readonly seed: number;
}

/** Linear light of what is printed and of the skin around it. */
const BLACK = 0.03;
const PAPER = 0.75;
const SKIN = 0.35;
const MODULES = 6;
/** White surround of the marker, in modules. */
const SURROUND = 1;

/** A photo of markers on plain skin, each pixel averaged over 4 × 4 samples. */
export function photographMarkers(
  opencv: LoadedOpenCv,
  scene: Scene,
  markers: readonly MarkerPlacement[],
  degradation: Degradation,
): RgbImage {
  const toPlane = invert(sceneHomography(scene));
  const patterns = markers.map(({ id }) => markerModules(opencv, id));
  const light = new Float32Array(scene.width * scene.height).fill(SKIN);
  markers.forEach((marker, m) => {
    const box = boundsOf(scene, marker);
    for (let y = box.top; y <= box.bottom; y++) {
      for (let x = box.left; x <= box.right; x++) {
        light[y * scene.width + x] = meanOverPixel(x, y, (p) => lightAt(marker, patterns[m], mapPoint(toPlane, p)));
      }
    }
  });
  const size = { width: scene.width, height: scene.height };
  const encoded = degradation.blurEncoded
    ? blurred(light.map(encode), size, degradation.blurPx)
    : blurred(light, size, degradation.blurPx).map(encode);
  const random = seededRandom(degradation.seed);
  const data = new Uint8Array(3 * encoded.length);
  for (let i = 0; i < encoded.length; i++) {
    for (let c = 0; c < 3; c++) {
      data[3 * i + c] = Math.max(0, Math.min(255, Math.round(encoded[i] + degradation.noise * normal(random))));
    }
  }
  return { ...size, data };
}

const SAMPLES = 4;

function meanOverPixel(x: number, y: number, at: (p: Point) => number): number {
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) sum += at([x + (i + 0.5) / SAMPLES - 0.5, y + (j + 0.5) / SAMPLES - 0.5]);
  }
  return sum / SAMPLES ** 2;
}

function markerModules({ cv }: LoadedOpenCv, id: number): Uint8Array {
  return withMats(cv, (keep) => {
    const image = keep(new cv.Mat());
    keep(cv.getPredefinedDictionary(cv.DICT_4X4_50)).generateImageMarker(id, MODULES, image, 1);
    return new Uint8Array(image.data);
  });
}

function lightAt(marker: MarkerPlacement, modules: Uint8Array, [u, v]: Point): number {
  const turn = (-marker.turnDeg * Math.PI) / 180;
  const [du, dv] = [u - marker.centreMm[0], v - marker.centreMm[1]];
  const x = ((du * Math.cos(turn) - dv * Math.sin(turn)) / marker.sideMm + 0.5) * MODULES;
  const y = ((du * Math.sin(turn) + dv * Math.cos(turn)) / marker.sideMm + 0.5) * MODULES;
  if (Math.min(x, y) < -SURROUND || Math.max(x, y) > MODULES + SURROUND) return SKIN;
  if (Math.min(x, y) < 0 || Math.max(x, y) >= MODULES) return PAPER;
  return modules[Math.floor(y) * MODULES + Math.floor(x)] > 127 ? PAPER : BLACK;
}

function boundsOf(scene: Scene, marker: MarkerPlacement) {
  const reach = marker.sideMm;
  const map = sceneHomography(scene);
  const corners = [-reach, reach].flatMap((du) =>
    [-reach, reach].map((dv) => mapPoint(map, [marker.centreMm[0] + du, marker.centreMm[1] + dv])),
  );
  const clamp = (value: number, top: number) => Math.max(0, Math.min(top - 1, Math.round(value)));
  return {
    left: clamp(Math.min(...corners.map((c) => c[0])), scene.width),
    right: clamp(Math.max(...corners.map((c) => c[0])), scene.width),
    top: clamp(Math.min(...corners.map((c) => c[1])), scene.height),
    bottom: clamp(Math.max(...corners.map((c) => c[1])), scene.height),
  };
}

/** sRGB value, 0 to 255, of linear light. @source IEC 61966-2-1 */
export function encode(light: number): number {
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

export function blurred(
  plane: Float32Array,
  { width, height }: { width: number; height: number },
  sigma: number,
): Float32Array {
  if (sigma === 0) return plane;
  const reach = Math.ceil(4 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((a, b) => a + b, 0);
  const kernel = weights.map((weight) => weight / total);
  return convolved(convolved(plane, { width, height }, kernel, 'across'), { width, height }, kernel, 'down');
}

function convolved(
  from: Float32Array,
  { width, height }: { width: number; height: number },
  kernel: readonly number[],
  direction: 'across' | 'down',
): Float32Array {
  const reach = (kernel.length - 1) / 2;
  const [size, stride] = direction === 'across' ? [width, 1] : [height, width];
  return from.map((_, i) => {
    const at = direction === 'across' ? i % width : Math.floor(i / width);
    const inside = (k: number) => Math.max(-at, Math.min(size - 1 - at, k - reach));
    return kernel.reduce((sum, weight, k) => sum + weight * from[i + stride * inside(k)], 0);
  });
}

/** The mask of a disc on the plane, by pixel centres, and its true area in mm². */
export function discMask(scene: Scene, centreMm: Point, radiusMm: number): { mask: Mask; areaMm2: number } {
  const toPlane = invert(sceneHomography(scene));
  const data = new Uint8Array(scene.width * scene.height);
  for (let y = 0; y < scene.height; y++) {
    for (let x = 0; x < scene.width; x++) {
      const [u, v] = mapPoint(toPlane, [x, y]);
      if (Math.hypot(u - centreMm[0], v - centreMm[1]) <= radiusMm) data[y * scene.width + x] = 1;
    }
  }
  return { mask: { width: scene.width, height: scene.height, data }, areaMm2: Math.PI * radiusMm ** 2 };
}
