import { expect, it } from 'vitest';
import { greyCorrection, PAPER_LIGHT } from '../colour/grey-correction.ts';
import { CARD_EDITION_1 } from '../geometry/calibration-card.ts';
import { clearOutlines } from '../geometry/clear-markers.ts';
import { photographCard } from '../geometry/testing/rendered-card.ts';
import type { DecodedPhoto } from '../imaging/decode.ts';
import { decodePhoto } from '../imaging/decode.ts';
import { encodePrintPng } from '../imaging/encode.ts';
import { findScale } from './find-scale.ts';

/** 560 × 420 px at 2.8 px/mm, under warm light. */
const SCENE = {
  width: 560,
  height: 420,
  focalPx: 520,
  tiltDeg: 10,
  tiltAxisDeg: 30,
  pxPerMm: 2.8,
  cardAtMm: [-85, -65],
  cardTurnDeg: 5,
  printScale: 1,
  lens: 0,
  light: [1.1, 0.9, 0.6],
} as const;

async function photo(): Promise<DecodedPhoto> {
  const image = photographCard(CARD_EDITION_1, SCENE, { blurPx: 0.7, noise: 2, seed: 5 });
  return decodePhoto(await encodePrintPng(image, 72));
}

it('takes the scale from the card, tells what its greys say, and keeps the card out of the skin', async () => {
  const decoded = await photo();
  const { plane, printed, notes, greys } = await findScale(decoded, { cardScaleMm: 100, markerSideMm: 30 });
  const { calibration } = plane;
  expect(calibration).toMatchObject({
    kind: 'card',
    card_edition: 'dermetry-card-1',
    card_markers: 4,
    card_scale_mm: 100,
  });
  expect(Math.abs((calibration.mm_per_pixel ?? 0) * 2.8 - 1)).toBeLessThan(0.05);
  // The gains undo the light: 0.9 / 1.1 and 0.9 / 0.6.
  expect(Math.abs((calibration.grey_gains?.[0] ?? 0) / (0.9 / 1.1) - 1)).toBeLessThan(0.03);
  expect(Math.abs((calibration.grey_gains?.[2] ?? 0) / (0.9 / 0.6) - 1)).toBeLessThan(0.03);
  expect(calibration.grey_residual).toBeLessThan(0.05);
  // Rendered paper of 0.8 of white under this light: gains to the paper taken for granted.
  const correction = greyCorrection(greys ?? []);
  expect(correction).toMatchObject({ steps: 6, grade: 'good' });
  correction?.gains.forEach((gain, c) => {
    expect(Math.abs(gain / (PAPER_LIGHT / (0.8 * SCENE.light[c])) - 1)).toBeLessThan(0.03);
  });
  expect(notes.join()).toMatch(/plane of the marker or card/);
  const { width, height } = decoded.image;
  const all = { width, height, data: new Float32Array(width * height).fill(1) };
  const left = clearOutlines(all, printed, all).data.reduce((sum, value) => sum + value, 0);
  // 148 mm × 105 mm at 2.8 px/mm, seen under 10°.
  expect(Math.abs((width * height - left) / (148 * 105 * 2.8 ** 2 * Math.cos(Math.PI / 18)) - 1)).toBeLessThan(0.05);
}, 120_000);
