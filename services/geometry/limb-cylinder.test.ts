import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { findLimb, type LimbCylinder, type Section, surfaceFactor } from './limb-cylinder.ts';
import { weightedPixels } from './plane-area.ts';

const SIZE = { width: 400, height: 300 } as const;
const ROUND: Section = { depthOverWidth: 1, edgeShiftPx: 0 };

function draw(isInside: (x: number, y: number) => boolean): Mask {
  const { width, height } = SIZE;
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    isInside(i % width, Math.floor(i / width)) ? 1 : 0,
  );
  return { width, height, data };
}

/** Distance from the axis through the middle of the frame, px. */
function offset(axisDeg: number): (x: number, y: number) => number {
  const [s, c] = [Math.sin((axisDeg * Math.PI) / 180), Math.cos((axisDeg * Math.PI) / 180)];
  return (x, y) => (y - 149.5) * c - (x - 199.5) * s;
}

function limbOf(mask: Mask): LimbCylinder {
  const limb = findLimb(mask);
  if ('reason' in limb) throw new Error(limb.reason);
  return limb;
}

describe('findLimb', () => {
  it.each([0, 20, 45, 70, 90, 120, 160])('finds a limb of radius 60 px whose axis lies at %d°', (axisDeg) => {
    const across = offset(axisDeg);
    const limb = limbOf(draw((x, y) => Math.abs(across(x, y)) <= 60));
    expect(Math.abs(((limb.axisDeg - axisDeg + 270) % 180) - 90)).toBeLessThan(0.5);
    expect(Math.abs(limb.radiusPx - 60)).toBeLessThan(1);
  });

  it('follows a taper of 5°', () => {
    const limb = limbOf(draw((x, y) => Math.abs(y - 149.5) <= 50 + 0.0437 * (x - 199.5)));
    expect(Math.abs(limb.radiusPx - 50)).toBeLessThan(1);
    expect(limb.far.slope - limb.near.slope).toBeCloseTo(0.0874, 2);
  });

  it.each<[string, (x: number, y: number) => boolean, RegExp]>([
    ['a close-up that fills the frame', () => true, /no two edges/],
    ['one edge only, as of a trunk', (x) => x > 90, /no two edges/],
    ['a wide piece of which little length is seen', (x) => x > 40 && x < 360, /Too little/],
    ['a disc', (x, y) => Math.hypot(x - 200, y - 150) < 110, /no two straight/],
    [
      'a hand: palm and spread fingers',
      (x, y) =>
        Math.hypot(x - 110, y - 150) < 70 ||
        (x < 110 && Math.abs(y - 150) < 45) ||
        [-0.5, -0.17, 0.17, 0.5].some((turn) => {
          const [dx, dy] = [x - 110, y - 150];
          const along = dx * Math.cos(turn) + dy * Math.sin(turn);
          return along > 0 && along < 190 && Math.abs(dy * Math.cos(turn) - dx * Math.sin(turn)) < 16;
        }),
      /no two straight|ends inside/,
    ],
    [
      'a closed hand or a foot, which ends inside the frame',
      (x, y) => x < 330 && Math.abs(y - 150) < 50,
      /ends inside/,
    ],
    [
      'a knee: two limbs that meet at an angle',
      (x, y) => Math.abs(y - 110 - Math.abs(x - 200) * 0.5) < 45,
      /no two straight/,
    ],
    ['two fingers', (_, y) => Math.abs(y - 100) < 25 || Math.abs(y - 200) < 25, /several pieces/],
    ['a strong taper', (x, y) => Math.abs(y - 149.5) <= 50 + 0.12 * (x - 199.5), /no two straight/],
    ['nothing', () => false, /no skin/],
  ])('does not take for a limb %s', (_, isInside, reason) => {
    expect(findLimb(draw(isInside))).toEqual({ reason: expect.stringMatching(reason) });
  });
});

describe('surfaceFactor', () => {
  /** A patch between two angles on a cylinder of radius r: projected width r (sin b − sin a), true width r (b − a). */
  it.each([
    [-30, 30],
    [-60, 60],
    [0, 45],
    [20, 75],
    [-90, 90],
  ])('gives a patch from %d° to %d° its true width, at any pose of the limb', (fromDeg, toDeg) => {
    const r = 70;
    const [a, b] = [fromDeg, toDeg].map((degrees) => (degrees * Math.PI) / 180);
    const truth = (b - a) / (Math.sin(b) - Math.sin(a));
    for (const axisDeg of [0, 30, 90, 135]) {
      const across = offset(axisDeg);
      const limb = limbOf(draw((x, y) => Math.abs(across(x, y)) <= r));
      const isAlong = (x: number, y: number) => Math.abs(offset(axisDeg + 90)(x, y)) <= 50;
      const patch = draw((x, y) => {
        const t = across(x, y) / r;
        return t >= Math.sin(a) && t <= Math.sin(b) && isAlong(x, y);
      });
      const pixels = patch.data.reduce((sum, value) => sum + value, 0);
      const ratio = weightedPixels(patch, surfaceFactor(limb, ROUND)) / pixels;
      // Where the surface turns away, half a pixel of the outline is several percent of the arc.
      expect(Math.abs(ratio / truth - 1)).toBeLessThan(Math.abs(toDeg) > 70 ? 0.04 : 0.02);
    }
  });

  it('is sin α / α turned over for ±α, as in the table of the clinical literature', () => {
    const limb: LimbCylinder = {
      scan: 'rows',
      near: { offset: -500.5, slope: 0, residual: 0 },
      far: { offset: 500.5, slope: 0, residual: 0 },
      axisDeg: 90,
      radiusPx: 501,
      edgeSdPx: 1,
    };
    const factor = surfaceFactor(limb, ROUND);
    const mean = (alphaDeg: number) => {
      const edge = Math.floor(501 * Math.sin((alphaDeg * Math.PI) / 180));
      let sum = 0;
      for (let x = -edge; x <= edge; x++) sum += factor(x, 0);
      return (2 * edge + 1) / sum;
    };
    expect(mean(30)).toBeCloseTo(0.955, 3);
    expect(mean(45)).toBeCloseTo(0.9, 3);
    expect(mean(60)).toBeCloseTo(0.827, 2);
  });

  it('is 1 on a section without depth and larger on a deep one', () => {
    const limb = limbOf(draw((_, y) => Math.abs(y - 149.5) <= 60));
    expect(surfaceFactor(limb, { depthOverWidth: 0, edgeShiftPx: 0 })(200, 180)).toBeCloseTo(1, 2);
    const at = (depthOverWidth: number) => surfaceFactor(limb, { depthOverWidth, edgeShiftPx: 0 })(200, 190);
    expect(at(1.25)).toBeGreaterThan(at(1));
  });
});
