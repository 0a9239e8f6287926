import { describe, expect, it } from 'vitest';
import { runsOf } from '../raster/runs.ts';
import { coarseCells } from './coarse-cells.ts';
import { paleRegion } from './pale-region.ts';
import type { ColourGrid } from './refine-masks.ts';
import { isTanLine } from './tan-line.ts';

const [WIDTH, HEIGHT] = [256, 192];
type Where = (x: number, y: number) => boolean;

/** A forearm across the photo. */
const limb: Where = (_, y) => Math.abs(y - 96) < 44;
const everywhere: Where = () => true;

const overGrid = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => value(i % WIDTH, Math.floor(i / WIDTH)));

/** Optical density of tan skin, and of what has lost a third of its melanin. */
const [TAN, PALE] = [
  [0.7, 1.1, 1.5],
  [0.57, 0.91, 1.26],
];

/** Whether what a network found (`seen`) of what is pale is told to be a tan line. */
function judged(skin: Where, pale: Where, seen: Where = pale): boolean {
  const inPale = (x: number, y: number): boolean => skin(x, y) && pale(x, y);
  const inPiece = overGrid((x, y) => (skin(x, y) && seen(x, y) ? 1 : 0));
  const planes = [0, 1, 2].map((channel) => overGrid((x, y) => (inPale(x, y) ? PALE : TAN)[channel]));
  const grid = {
    ...{ width: WIDTH, height: HEIGHT, lesion: inPiece, skin: overGrid((x, y) => (skin(x, y) ? 1 : 0)) },
    opticalDensity: Float32Array.from(planes.flatMap((plane) => [...plane])),
  } as unknown as ColourGrid;
  const mask = { width: WIDTH, height: HEIGHT, data: Uint8Array.from(inPiece) };
  const piece = runsOf(mask);
  const region = paleRegion(piece, grid, coarseCells(mask, grid));
  return region !== null && isTanLine(region);
}

describe('a pale band across the skin', () => {
  it.each([0, 20, 45, 70, 90])('at %i degrees is the mark of a strap', (angleDeg) => {
    const [nx, ny] = [Math.cos((angleDeg * Math.PI) / 180), Math.sin((angleDeg * Math.PI) / 180)];
    expect(judged(everywhere, (x, y) => Math.abs((x - 128) * nx + (y - 96) * ny) < 12)).toBe(true);
  });

  it('around a limb is one, also where it is seen as an arc and is not quite even', () => {
    const band: Where = (x, y) => Math.abs(x - 128 - 0.005 * (y - 96) ** 2 - 1.2 * Math.sin(y / 5)) < 16;
    expect(judged(limb, band)).toBe(true);
  });

  it('is one where a network saw no more than a jagged part of it', () => {
    const band: Where = (x) => Math.abs(x - 128) < 16;
    expect(judged(limb, band, (x, y) => band(x, y) && y > 90 + 12 * Math.sin(x / 3))).toBe(true);
  });

  it('is one with a mole in it, and with a highlight beside it that is as pale', () => {
    const band: Where = (x, y) => Math.abs(x - 128) < 16 && Math.hypot(x - 130, y - 100) > 4;
    expect(judged(limb, band)).toBe(true);
    expect(judged(limb, (x, y) => band(x, y) || (Math.abs(y - 90) < 6 && x > 128 && x < 160), band)).toBe(true);
  });

  it('is none with a winding border', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 128 - 16 * Math.sin(y / 8)) < 16)).toBe(false);
    expect(judged(limb, (x, y) => Math.abs(x - 128) < 16 + 14 * Math.sin(y / 6))).toBe(false);
  });

  it('is none where it widens like a wedge', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 128) < 8 + 0.4 * (y - 52))).toBe(false);
  });

  it('is none when it ends within the skin', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 128) < 16 && y > 72)).toBe(false);
  });
});

describe('a patch', () => {
  it('whose border faces across at two places only has no arc, and is none', () => {
    const skin = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(1) };
    const region = { ...skin, data: skin.data.map((_, i) => (i === 50 * WIDTH + 10 || i === 50 * WIDTH + 40 ? 1 : 0)) };
    expect(isTanLine({ region, skin, piece: region, longSide: WIDTH })).toBe(false);
  });

  it('that is round, covers one end of a limb, or all of it, is no mark of a strap', () => {
    expect(judged(limb, (x, y) => Math.hypot(x - 128, y - 96) < 24)).toBe(false);
    expect(judged(limb, (x) => x > 160)).toBe(false);
    expect(judged(limb, everywhere)).toBe(false);
  });

  it('across a finger is none: it is too short to tell', () => {
    const finger: Where = (_, y) => Math.abs(y - 96) < 7;
    expect(judged(finger, (x) => Math.abs(x - 128) < 12)).toBe(false);
  });

  it('that touches a band but reaches out of it is none', () => {
    const band: Where = (x) => Math.abs(x - 128) < 12;
    const patch: Where = (x, y) => Math.hypot(x - 150, y - 96) < 20;
    expect(judged(limb, (x, y) => band(x, y) || patch(x, y), patch)).toBe(false);
  });
});
