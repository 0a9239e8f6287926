import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../domain/raster.ts';
import { Refusal } from '../refusal.ts';
import { calibrateFromCard } from './calibrate-card.ts';
import { CARD_EDITION_1, cardMarkerCorners } from './calibration-card.ts';
import { findCard, type SeenCard } from './card-seen.ts';
import { mapPoint, type Point } from './homography.ts';
import { findMarkers, type Marker } from './markers.ts';
import { type LoadedOpenCv, loadOpenCv } from './opencv.ts';
import { type CardScene, discInPhoto, photographCard } from './testing/rendered-card.ts';
import { sceneHomography } from './testing/rendered-marker.ts';

let opencv: LoadedOpenCv;
beforeAll(async () => {
  opencv = await loadOpenCv();
});

/** 960 × 720 px at 3.6 px/mm: the frame shows 267 mm × 200 mm, the card in its upper left, the lesion below and beside it. */
const SCENE: CardScene = {
  width: 960,
  height: 720,
  focalPx: 900,
  tiltDeg: 0,
  tiltAxisDeg: 0,
  pxPerMm: 3.6,
  cardAtMm: [-120, -85],
  cardTurnDeg: 4,
  printScale: 1,
  lens: 0,
  light: [1, 1, 1],
};
const SHARP = { blurPx: 0.7, noise: 2, seed: 1 };
const LESION_MM: Point = [55, 45];
const LESION_RADIUS_MM = 25;
const LESION_MM2 = Math.PI * LESION_RADIUS_MM ** 2;

async function throughJpeg(image: RgbImage, quality: number): Promise<RgbImage> {
  const { width, height, data } = image;
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return { width, height, data: await sharp(file).raw().toBuffer() };
}

function cardAmong(markers: readonly Marker[]): SeenCard {
  const card = findCard(markers);
  if (!card) throw new Error('Expected a card but found none.');
  return card;
}

const calibrated = (card: SeenCard, image: RgbImage, cardScaleMm?: number) =>
  calibrateFromCard(card, { camera: image, scaleToUpload: 1, cardScaleMm });

/** Where the top left corner of a turned card lies whose middle is at `centre`. */
function cardAt([x, y]: Point, turnDeg: number): Point {
  const turn = (turnDeg * Math.PI) / 180;
  const { width, height } = CARD_EDITION_1.size;
  return [
    x - (width * Math.cos(turn) - height * Math.sin(turn)) / 2,
    y - (width * Math.sin(turn) + height * Math.cos(turn)) / 2,
  ];
}

/** Markers where geometry has them, without a photo. */
function exactMarkers(scene: CardScene, ids: readonly number[], shift: (id: number) => Point = () => [0, 0]): Marker[] {
  const turn = (scene.cardTurnDeg * Math.PI) / 180;
  return CARD_EDITION_1.markers
    .filter(({ id }) => ids.includes(id))
    .map((marker) => ({
      id: marker.id,
      cornerSdPx: 0.03,
      corners: cardMarkerCorners(CARD_EDITION_1, marker).map(([x, y]) => {
        const [dx, dy] = [x + shift(marker.id)[0], y + shift(marker.id)[1]];
        return mapPoint(sceneHomography(scene), [
          scene.cardAtMm[0] + scene.printScale * (dx * Math.cos(turn) - dy * Math.sin(turn)),
          scene.cardAtMm[1] + scene.printScale * (dx * Math.sin(turn) + dy * Math.cos(turn)),
        ]);
      }) as unknown as Marker['corners'],
    }));
}
const ALL = [44, 45, 46, 47];

describe('a photo of the card', () => {
  it('gives the area of a flat lesion beside it to 0.5 % in the middle and 1.5 % at worst, up to a tilt of 25°', async () => {
    const cases = [
      { tiltDeg: 0, tiltAxisDeg: 0, lens: 0, blurPx: 0.6, noise: 1, quality: 95 },
      { tiltDeg: 8, tiltAxisDeg: 120, lens: 0.002, blurPx: 0.8, noise: 3, quality: 85 },
      { tiltDeg: 14, tiltAxisDeg: 30, lens: -0.002, blurPx: 1.2, noise: 4, quality: 75 },
      { tiltDeg: 20, tiltAxisDeg: 75, lens: 0.002, blurPx: 0.7, noise: 2, quality: 90 },
      { tiltDeg: 25, tiltAxisDeg: 0, lens: 0, blurPx: 1, noise: 3, quality: 85 },
      { tiltDeg: 25, tiltAxisDeg: 150, lens: -0.002, blurPx: 0.8, noise: 2, quality: 80 },
      { tiltDeg: 25, tiltAxisDeg: 250, lens: 0.002, blurPx: 0.8, noise: 4, quality: 85 },
    ];
    const errors: number[] = [];
    for (const [i, { blurPx, noise, quality, ...view }] of cases.entries()) {
      const turnDeg = 3 * (i - 3);
      const scene = { ...SCENE, ...view, pxPerMm: 3.3, cardTurnDeg: turnDeg, cardAtMm: cardAt([-45, -32], turnDeg) };
      const photo = await throughJpeg(photographCard(CARD_EDITION_1, scene, { blurPx, noise, seed: i + 1 }), quality);
      const { plane } = calibrated(cardAmong(findMarkers(opencv, photo)), photo);
      const lesion = discInPhoto(scene, LESION_MM, LESION_RADIUS_MM);
      const error = plane.areaMm2(lesion) / LESION_MM2 - 1;
      expect(Math.abs(error)).toBeLessThan(3 * plane.relativeSdOf(lesion));
      errors.push(Math.abs(error));
      expect(plane.calibration.card_markers).toBeGreaterThanOrEqual(3);
      expect(Math.abs((plane.calibration.tilt_deg ?? 99) - view.tiltDeg)).toBeLessThan(3);
    }
    const sorted = errors.toSorted((a, b) => a - b);
    expect(sorted[3]).toBeLessThan(0.005);
    expect(sorted[6]).toBeLessThan(0.015);
  }, 240_000);

  it('is read as well when it was cropped, so that the optical axis is not in the middle', () => {
    const scene = { ...SCENE, tiltDeg: 18, tiltAxisDeg: 40 };
    const whole = photographCard(CARD_EDITION_1, scene, SHARP);
    const lesion = discInPhoto(scene, LESION_MM, LESION_RADIUS_MM);
    const crop = <T extends Uint8Array>(data: T, channels: number): Uint8Array => {
      const rows = Array.from({ length: 720 }, (_, y) => data.subarray(y * 960 * channels, (y * 960 + 840) * channels));
      return Uint8Array.from(rows.flatMap((row) => [...row]));
    };
    const photo = { width: 840, height: 720, data: crop(whole.data, 3) };
    const { plane } = calibrated(cardAmong(findMarkers(opencv, photo)), photo);
    const area = plane.areaMm2({ width: 840, height: 720, data: crop(lesion.data, 1) });
    expect(Math.abs(area / LESION_MM2 - 1)).toBeLessThan(0.01);
  });

  it('is found with one of its markers covered, and says so', () => {
    const scene = { ...SCENE, tiltDeg: 20, tiltAxisDeg: 60 };
    const lesion = discInPhoto(scene, LESION_MM, LESION_RADIUS_MM);
    for (const covered of ALL) {
      const seen = exactMarkers(
        scene,
        ALL.filter((id) => id !== covered),
      );
      const card = cardAmong(seen);
      const { plane } = calibrated(card, photoOf(scene));
      expect(plane.calibration.card_markers).toBe(3);
      expect(Math.abs(plane.areaMm2(lesion) / LESION_MM2 - 1)).toBeLessThan(0.01);
    }
  });
});

const photoOf = ({ width, height }: CardScene): RgbImage => ({ width, height, data: new Uint8Array(0) });

describe('a card printed at the wrong size', () => {
  it('is corrected by what its scale really measures', () => {
    const scene = { ...SCENE, printScale: 0.97, tiltDeg: 10, tiltAxisDeg: 20 };
    const card = cardAmong(exactMarkers(scene, ALL));
    const lesion = discInPhoto(scene, LESION_MM, LESION_RADIUS_MM);
    const unchecked = calibrated(card, photoOf(scene)).plane;
    const checked = calibrated(card, photoOf(scene), 97).plane;
    expect(unchecked.areaMm2(lesion) / LESION_MM2).toBeCloseTo(1 / 0.97 ** 2, 2);
    expect(unchecked.calibration.note).toMatch(/not checked with a ruler/);
    expect(checked.areaMm2(lesion) / LESION_MM2).toBeCloseTo(1, 2);
    expect(checked.calibration).toMatchObject({ kind: 'card', card_scale_mm: 97, card_edition: 'dermetry-card-1' });
    expect(checked.relativeSdOf(lesion)).toBeLessThan(unchecked.relativeSdOf(lesion));
  });

  it('refuses a scale that is no length', () => {
    const card = cardAmong(exactMarkers(SCENE, ALL));
    expect(() => calibrated(card, photoOf(SCENE), 0)).toThrow(RangeError);
  });
});

describe('what is no flat card', () => {
  it('is refused when a marker is 1 mm out of its place: cut up, or bent', () => {
    const card = cardAmong(exactMarkers(SCENE, ALL, (id) => (id === 46 ? [1, 0] : [0, 0])));
    expect(() => calibrated(card, photoOf(SCENE))).toThrow(Refusal);
    expect(() => calibrated(card, photoOf(SCENE))).toThrow(/miss their places by/);
  });

  it('is refused above 30° of tilt', () => {
    const scene = { ...SCENE, tiltDeg: 36, tiltAxisDeg: 20 };
    const card = cardAmong(exactMarkers(scene, ALL));
    expect(() => calibrated(card, photoOf(scene))).toThrow(/tilted by 3\d°/);
  });

  it('is refused when two cards are in the frame', () => {
    const markers = [...exactMarkers(SCENE, ALL), ...exactMarkers({ ...SCENE, cardAtMm: [0, 30] }, ALL)];
    expect(() => findCard(markers)).toThrow(/More than one calibration card/);
  });

  it('is no card: plain markers, and two markers of a card', () => {
    const plain = exactMarkers(SCENE, ALL).map((marker, i) => ({ ...marker, id: i + 1 }));
    expect(findCard(plain)).toBeUndefined();
    expect(findCard(exactMarkers(SCENE, [44, 46]))).toBeUndefined();
    expect(findCard([])).toBeUndefined();
  });
});
