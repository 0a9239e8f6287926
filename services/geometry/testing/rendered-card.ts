import type { Mask, RgbImage } from '../../domain/raster.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { CARD_MARKER_MODULES, type CardEdition } from '../calibration-card.ts';
import { invert, mapPoint, type Point } from '../homography.ts';
import { blurred, type Degradation, encode, type Scene, sceneHomography } from './rendered-marker.ts';
import { normal } from './rendered-skin.ts';

/** A card on the plane of the skin, and the camera's failings. */
export interface CardScene extends Scene {
  /** Where the card's top left corner lies on the plane, mm from where the optical axis meets it. */
  readonly cardAtMm: Point;
  readonly cardTurnDeg: number;
  /** The printed card over the nominal one. */
  readonly printScale: number;
  /** Radial shift at the corner of the frame as a part of the half diagonal, growing with the cube of the radius. */
  readonly lens: number;
  /** Light that falls on the scene, per channel. */
  readonly light: readonly [number, number, number];
}

type Light = readonly [number, number, number];
const BLACK: Light = [0.04, 0.04, 0.04];
const PAPER_WHITE = 0.8;
const SKIN: Light = [0.5, 0.3, 0.22];
const SAMPLES = 4;

/** Plane mm at a place of the photo, lens and all. */
function toPlane(scene: CardScene): (point: Point) => Point {
  const h = invert(sceneHomography(scene));
  const [cx, cy] = [(scene.width - 1) / 2, (scene.height - 1) / 2];
  const half = Math.hypot(cx, cy);
  return ([x, y]) => {
    const [dx, dy] = [x - cx, y - cy];
    const stretch = 1 + scene.lens * ((dx * dx + dy * dy) / (half * half));
    return mapPoint(h, [cx + dx * stretch, cy + dy * stretch]);
  };
}

/** A photo of the card on plain skin; each pixel is the mean of 4 × 4 samples of the table, asked point by point. */
export function photographCard(edition: CardEdition, scene: CardScene, degradation: Degradation): RgbImage {
  const { width, height } = scene;
  const planeAt = toPlane(scene);
  const planes = [0, 1, 2].map(() => new Float32Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const light = meanLight(edition, scene, planeAt, [i % width, Math.floor(i / width)]);
    for (let c = 0; c < 3; c++) planes[c][i] = scene.light[c] * light[c];
  }
  const random = seededRandom(degradation.seed);
  const data = new Uint8Array(3 * width * height);
  planes.forEach((plane, c) => {
    blurred(plane, { width, height }, degradation.blurPx).forEach((light, i) => {
      const code = encode(Math.min(1, light)) + degradation.noise * normal(random);
      data[3 * i + c] = Math.max(0, Math.min(255, Math.round(code)));
    });
  });
  return { width, height, data };
}

function meanLight(edition: CardEdition, scene: CardScene, planeAt: (at: Point) => Point, [x, y]: Point): Light {
  if (!isNearCard(edition, onCard(scene, planeAt([x, y])))) return SKIN;
  const sum = [0, 0, 0];
  for (let i = 0; i < SAMPLES ** 2; i++) {
    const dx = ((i % SAMPLES) + 0.5) / SAMPLES - 0.5;
    const dy = (Math.floor(i / SAMPLES) + 0.5) / SAMPLES - 0.5;
    const light = lightOnCard(edition, onCard(scene, planeAt([x + dx, y + dy])));
    for (let c = 0; c < 3; c++) sum[c] += light[c] / SAMPLES ** 2;
  }
  return [sum[0], sum[1], sum[2]];
}

/** Whether any part of a pixel at this place can show the card: pixels are smaller than 2 mm. */
function isNearCard({ size }: CardEdition, [x, y]: Point): boolean {
  return x > -2 && y > -2 && x < size.width + 2 && y < size.height + 2;
}

/** Nominal mm on the card of a place on the plane. */
function onCard({ cardAtMm, cardTurnDeg, printScale }: CardScene, [u, v]: Point): Point {
  const turn = (cardTurnDeg * Math.PI) / 180;
  const [du, dv] = [u - cardAtMm[0], v - cardAtMm[1]];
  return [
    (du * Math.cos(turn) + dv * Math.sin(turn)) / printScale,
    (dv * Math.cos(turn) - du * Math.sin(turn)) / printScale,
  ];
}

function lightOnCard({ size, markers, markerSide, greys, colours }: CardEdition, [x, y]: Point): Light {
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return SKIN;
  for (const { at, bits } of markers) {
    const column = Math.floor(((x - at[0]) * CARD_MARKER_MODULES) / markerSide);
    const row = Math.floor(((y - at[1]) * CARD_MARKER_MODULES) / markerSide);
    if (column < 0 || row < 0 || column >= CARD_MARKER_MODULES || row >= CARD_MARKER_MODULES) continue;
    const inner = CARD_MARKER_MODULES - 2;
    const isInside = column >= 1 && row >= 1 && column <= inner && row <= inner;
    return isInside && bits[(row - 1) * inner + column - 1] === '1' ? [PAPER_WHITE, PAPER_WHITE, PAPER_WHITE] : BLACK;
  }
  for (const { box, linear } of [...greys, ...colours]) {
    if (x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height) continue;
    return [PAPER_WHITE * linear[0], PAPER_WHITE * linear[1], PAPER_WHITE * linear[2]];
  }
  return [PAPER_WHITE, PAPER_WHITE, PAPER_WHITE];
}

/** The mask of a disc on the plane, by pixel centres and through the same lens. */
export function discInPhoto(scene: CardScene, centreMm: Point, radiusMm: number): Mask {
  const planeAt = toPlane(scene);
  const { width, height } = scene;
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [u, v] = planeAt([i % width, Math.floor(i / width)]);
    return Math.hypot(u - centreMm[0], v - centreMm[1]) <= radiusMm ? 1 : 0;
  });
  return { width, height, data };
}
