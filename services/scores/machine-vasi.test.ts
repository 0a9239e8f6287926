import { expect, test } from 'vitest';
import type { Measurement } from '../domain/measurement.ts';
import { machineVasi } from './machine-vasi.ts';

const patch = (pixels: number, depigmentation: number | null) => ({
  pixels,
  centroid_px: [0, 0] as [number, number],
  area_cm2: null,
  mean_contrast: 0,
  mean_depigmentation_percent: depigmentation,
  vasi_level_percent: null,
  colour: { lesion: null, healthy: null, delta_e_2000: null },
});

/** Two lesions of 100 and 300 pixels on 2 % of the body surface: 0.5 % at 60 % and 1.5 % at 96 %. */
const lesion: Measurement['lesion'] = {
  pixels: 400,
  count: 2,
  percent_of_skin: 10,
  area_cm2: null,
  area_cm2_interval: null,
  bsa_percent: 2,
  bsa_method: 'region_share',
  mean_depigmentation_percent: 87,
  patches: [patch(100, 60), patch(300, 96)],
};

test('the continuous score is %BSA times mean depigmentation, the laddered one moves each lesion to its level', () => {
  const score = machineVasi({ condition: 'vitiligo', lesion });
  expect(score.continuous).toBeCloseTo(1.74, 12);
  expect(score.laddered).toBeCloseTo(0.5 * 0.5 + 1.5 * 1, 12);
});

test('without %BSA, and for other conditions, there is no score', () => {
  const none = { continuous: null, laddered: null };
  expect(machineVasi({ condition: 'vitiligo', lesion: { ...lesion, bsa_percent: null } })).toEqual(none);
  expect(machineVasi({ condition: 'psoriasis', lesion })).toEqual(none);
});

test('without the depigmentation of every lesion there is no laddered score', () => {
  const incomplete = { ...lesion, patches: [patch(100, 60)] };
  expect(machineVasi({ condition: 'vitiligo', lesion: incomplete }).laddered).toBeNull();
  const unknown = { ...lesion, mean_depigmentation_percent: null, patches: [patch(100, 60), patch(300, null)] };
  expect(machineVasi({ condition: 'vitiligo', lesion: unknown })).toEqual({ continuous: null, laddered: null });
});

test('no lesion scores nought', () => {
  const none = { ...lesion, pixels: 0, count: 0, bsa_percent: 0, mean_depigmentation_percent: null, patches: [] };
  expect(machineVasi({ condition: 'vitiligo', lesion: none })).toEqual({ continuous: 0, laddered: 0 });
});
