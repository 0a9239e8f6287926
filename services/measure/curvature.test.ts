import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MASK_FILE_VALUES, type Mask } from '../domain/raster.ts';
import { declaredCalibration, uncalibrated } from '../geometry/calibrate.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { curvedArea } from './curvature.ts';
import { lesionScale } from './lesion-scale.ts';

const SIZE = { width: 320, height: 240 } as const;

function draw(isInside: (x: number, y: number) => boolean): Mask {
  const { width, height } = SIZE;
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    isInside(i % width, Math.floor(i / width)) ? 1 : 0,
  );
  return { width, height, data };
}

/** An arm of radius 40 mm at 0.5 mm per pixel, across the frame, with a lesion from the front to 60° round it, 50 mm long. */
const ARM = draw((_, y) => Math.abs(y - 119.5) <= 80);
const ERRORS = { borderRelativeSd: 0.01, segmentationRelativeSd: 0, mostMissedPx: 0 };
const LESION = draw((x, y) => x >= 100 && x < 200 && y >= 120 && y < 120 + 80 * Math.sin(Math.PI / 3));
const plane = declaredCalibration(0.5, 1);
const input = {
  region: 'forearm' as const,
  skin: ARM,
  lesion: LESION,
  plane,
  scale: lesionScale(plane, LESION, ERRORS),
  uploadPerGrid: 1,
};

describe('area on a limb', () => {
  it('is the arc times the length, beside the projected area, and its interval holds both', () => {
    const truthCm2 = (40 * (Math.PI / 3) * 50) / 100;
    const { areaCm2, interval, curvature } = curvedArea(input);
    expect(curvature).toMatchObject({ model: 'cylinder', axis_deg: 0, reason: null });
    expect(curvature.radius_mm).toBeCloseTo(40, 1);
    expect(Math.abs((areaCm2 ?? 0) / truthCm2 - 1)).toBeLessThan(0.02);
    const projected = input.scale?.areaCm2Interval ?? [0, 0];
    expect(interval?.[0]).toBe(projected[0]);
    expect((interval?.[1] ?? 0) - (interval?.[0] ?? 0)).toBeGreaterThan(projected[1] - projected[0]);
    expect(interval?.[1]).toBeGreaterThan(truthCm2);
  });

  it('is absent, with a reason, without a scale, on another region, and where the width is no limb', () => {
    const none = uncalibrated('none');
    expect(curvedArea({ ...input, plane: none, scale: null }).curvature.reason).toMatch(/Without a scale/);
    expect(curvedArea({ ...input, region: 'trunk_back' })).toMatchObject({ areaCm2: null, interval: null });
    expect(curvedArea({ ...input, region: undefined }).curvature.reason).toMatch(/no body region/);
    for (const mmPerPixel of [0.1, 2]) {
      const other = declaredCalibration(mmPerPixel, 1);
      const { areaCm2, curvature } = curvedArea({ ...input, plane: other, scale: lesionScale(other, LESION, ERRORS) });
      expect(areaCm2).toBeNull();
      expect(curvature.reason).toMatch(/limbs have 18 to 80 mm/);
    }
  });

  it('of nothing is nothing', () => {
    const empty = draw(() => false);
    expect(curvedArea({ ...input, lesion: empty, scale: lesionScale(plane, empty, ERRORS) })).toMatchObject({
      areaCm2: 0,
    });
  });
});

interface Phantom {
  readonly truth: string;
  readonly view: string;
  readonly mm_per_pixel: number | null;
  readonly lesion_area_cm2: number | null;
  readonly lesion_projected_area_cm2: number | null;
}

async function readPhantom({ truth, mm_per_pixel: mmPerPixel }: Phantom) {
  const file = await readFile(join(PACKAGE_ROOT, 'test-images', truth));
  const { data, info } = await sharp(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const mask = (least: number): Mask => ({ ...info, data: data.map((value) => (value >= least ? 1 : 0)) });
  const declared = declaredCalibration(mmPerPixel ?? 1, 1);
  const [skin, lesion] = [mask(MASK_FILE_VALUES.skin), mask(MASK_FILE_VALUES.lesion)];
  return { ...input, skin, lesion, plane: declared, scale: lesionScale(declared, lesion, ERRORS) };
}

describe('on the rendered phantoms', () => {
  it('takes no close-up for a limb, and comes nearer to the truth on limbs', async () => {
    const index = JSON.parse(await readFile(join(PACKAGE_ROOT, 'test-images', 'phantoms.json'), 'utf8'));
    const phantoms: Phantom[] = index.photos.filter(
      ({ mm_per_pixel: scale, lesion_area_cm2: area }: Phantom) => scale && area,
    );
    let limbs = 0;
    for (const phantom of phantoms) {
      const { areaCm2, interval, curvature } = curvedArea(await readPhantom(phantom));
      if (phantom.view === 'close-up') expect(curvature.model).toBe('none');
      if (areaCm2 === null) continue;
      limbs++;
      const truth = phantom.lesion_area_cm2 ?? 0;
      const errorOf = (area: number | null): number => Math.abs((area ?? 0) / truth - 1);
      expect(errorOf(areaCm2)).toBeLessThan(errorOf(phantom.lesion_projected_area_cm2));
      expect(errorOf(areaCm2)).toBeLessThan(0.03);
      expect(interval?.[0]).toBeLessThan(truth);
      expect(interval?.[1]).toBeGreaterThan(truth);
    }
    expect(limbs).toBeGreaterThanOrEqual(3);
  }, 240_000);
});
