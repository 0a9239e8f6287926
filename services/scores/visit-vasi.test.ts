import { describe, expect, it } from 'vitest';
import type { BodyRegion } from '../domain/body-region.ts';
import type { Measurement } from '../domain/measurement.ts';
import type { VisitPhoto } from './visit-surfaces.ts';
import { visitVasi } from './visit-vasi.ts';

/** One lesion of so many %BSA at so many percent of depigmentation. */
function measured(bsa_percent: number | null, depigmentation: number): VisitPhoto['measurement'] {
  const lesion: Measurement['lesion'] = {
    pixels: 100,
    count: 1,
    percent_of_skin: 10,
    area_cm2: null,
    area_cm2_interval: null,
    bsa_percent,
    bsa_method: bsa_percent === null ? null : 'region_share',
    mean_depigmentation_percent: depigmentation,
    patches: [
      {
        pixels: 100,
        centroid_px: [0, 0],
        area_cm2: null,
        mean_contrast: 0,
        mean_depigmentation_percent: depigmentation,
      },
    ],
  };
  return { condition: 'vitiligo', lesion };
}
const photo = (id: string, region: BodyRegion, changes: Partial<VisitPhoto> = {}): VisitPhoto => ({
  id,
  region,
  view: 'whole_region',
  illumination: 'visible',
  measurement: measured(0.5, 80),
  ...changes,
});
const four = (region: BodyRegion): VisitPhoto[] => [1, 2, 3, 4].map((k) => photo(`${region} ${k}`, region));
const WHOLE_BODY: readonly VisitPhoto[] = [
  ...(['face', 'scalp', 'neck'] as const).map((region) => photo(region, region)),
  photo('neck behind', 'neck'),
  ...(['hand', 'upper_arm', 'forearm', 'thigh', 'lower_leg', 'foot'] as const).flatMap(four),
  ...(['trunk_front', 'trunk_back', 'genitalia', 'buttocks'] as const).map((region) => photo(region, region)),
];

describe('the machine VASI of a visit', () => {
  it('of a whole body is the sum over all photos, and names nothing as missing', () => {
    const visit = visitVasi(WHOLE_BODY);
    expect(WHOLE_BODY).toHaveLength(32);
    expect([visit.missing, visit.notCounted]).toEqual([[], []]);
    // 0.5 % at 80 %: 0.4 as measured, 0.375 on the ladder (75 %).
    expect(visit.tVasi.continuous).toBeCloseTo(32 * 0.4, 9);
    expect(visit.tVasi.laddered).toBeCloseTo(32 * 0.375, 9);
    expect(visit.vasi5Regions.continuous).toBeCloseTo(28 * 0.4, 9);
    expect(visit.fVasi.continuous).toBeCloseTo(0.4, 12);
    expect(visit.regions.find(({ region }) => region === 'hands')?.continuous).toBeCloseTo(1.6, 12);
  });

  it('has no total where one side of one hand was not photographed, and says which', () => {
    const visit = visitVasi(WHOLE_BODY.filter(({ id }) => id !== 'hand 4'));
    expect(visit.missing).toEqual([{ bodyRegion: 'hand', photos: 3, needed: 4 }]);
    expect([visit.tVasi, visit.vasi5Regions]).toEqual([
      { continuous: null, laddered: null },
      { continuous: null, laddered: null },
    ]);
    expect(visit.regions.find(({ region }) => region === 'hands')).toMatchObject({ continuous: null, laddered: null });
    expect(visit.regions.find(({ region }) => region === 'feet')?.continuous).toBeCloseTo(1.6, 12);
    expect(visit.photographed.continuous).toBeCloseTo(31 * 0.4, 9);
  });

  it('of a face alone has an F-VASI and names every other region as missing, none as nought', () => {
    const visit = visitVasi([photo('face', 'face')]);
    expect(visit.fVasi.laddered).toBeCloseTo(0.375, 12);
    expect(visit.tVasi.continuous).toBeNull();
    expect(visit.missing).toHaveLength(12);
    expect(visitVasi([]).missing).toHaveLength(13);
  });

  it('takes the newest of several photos of a surface that is single on the body', () => {
    const visit = visitVasi([photo('old', 'face', { measurement: measured(3, 100) }), photo('new', 'face')]);
    expect(visit.fVasi.continuous).toBeCloseTo(0.4, 12);
    expect(visit.notCounted).toEqual([{ photoId: 'old', reason: 'newer_photo' }]);
  });

  it('counts none of five photos of hands, because two of them must show the same side', () => {
    const visit = visitVasi([...four('hand'), photo('hand 5', 'hand')]);
    expect(visit.missing).toContainEqual({ bodyRegion: 'hand', photos: 0, needed: 4 });
    expect(visit.notCounted.map(({ reason }) => reason)).toEqual(Array(5).fill('too_many_photos'));
    expect(visit.photographed.continuous).toBe(0);
  });

  it.each([
    ['not_measured', { measurement: null }],
    ['not_a_whole_region', { view: 'close_up' }],
    ['woods_lamp', { illumination: 'woods_lamp' }],
    ['no_score', { measurement: measured(null, 80) }],
    ['not_vitiligo', { measurement: { ...measured(1, 80), condition: 'psoriasis' } as VisitPhoto['measurement'] }],
    ['not_a_whole_region', { region: 'other' }],
  ] as const)('does not count a photo that is %s', (reason, changes) => {
    const visit = visitVasi([photo('p', 'face', changes as Partial<VisitPhoto>)]);
    expect(visit.notCounted).toEqual([{ photoId: 'p', reason }]);
    expect(visit.fVasi).toEqual({ continuous: null, laddered: null });
  });

  it("reads as a rater's who takes hands of 0.87 % for 1 %", () => {
    expect(visitVasi([photo('face', 'face')], 0.87).fVasi.continuous).toBeCloseTo(0.4 / 0.87, 12);
  });
});
