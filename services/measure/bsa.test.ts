import { describe, expect, it } from 'vitest';
import { BODY_REGIONS, type BodyRegion } from '../domain/body-region.ts';
import { BSA_FORMULAS } from '../domain/patient.ts';
import { bodySurfaceSquareMetres, bsaPercentOfArea } from './body-surface.ts';
import { lesionBsa } from './bsa.ts';
import { ageGroupOf, LUND_BROWDER_AGES, regionSharePercent } from './lund-browder.ts';

describe('body surface', () => {
  it.each([
    [170, 70, 1.8181, 1.8097, 1.8257],
    [180, 90, 2.1213, 2.0989, 2.1378],
    [160, 50, 1.4907, 1.5011, 1.4873],
    [110, 19, 0.7619, 0.7583, 0.7619],
    [150, 120, 2.2361, 2.0782, 2.3215],
  ])('at %s cm and %s kg is %s m² by Mosteller, %s by Du Bois, %s by Haycock', (height, weight, ...surfaces) => {
    for (const [index, formula] of BSA_FORMULAS.entries()) {
      expect(bodySurfaceSquareMetres(formula, height, weight)).toBeCloseTo(surfaces[index], 4);
    }
  });

  it.each(BSA_FORMULAS)('refuses a height of nothing (%s)', (formula) => {
    expect(() => bodySurfaceSquareMetres(formula, 0, 70)).toThrow(RangeError);
  });

  it('of 1.8181 m² holds 181.81 cm² in one percent', () => {
    expect(bsaPercentOfArea(181.81, 1.8181)).toBeCloseTo(1, 6);
  });
});

describe('Lund-Browder shares', () => {
  it.each(LUND_BROWDER_AGES)('make 100 %% with the unseen sides in the column from %s years', (age) => {
    const share = (region: BodyRegion): number => regionSharePercent(region, age) ?? Number.NaN;
    const once = share('trunk_front') + share('trunk_back') + share('buttocks') + share('genitalia');
    const limbs = (['upper_arm', 'forearm', 'hand', 'thigh', 'lower_leg', 'foot'] as const).map(share);
    expect(once + 2 * (share('scalp') + share('neck')) + 4 * limbs.reduce((sum, each) => sum + each, 0)).toBe(100);
  });

  it.each([
    [0, 9.5, 2.75, 2.5],
    [0.9, 9.5, 2.75, 2.5],
    [1, 8.5, 3.25, 2.5],
    [4.9, 8.5, 3.25, 2.5],
    [5, 6.5, 4, 2.75],
    [10, 5.5, 4.25, 3],
    [15, 4.5, 4.5, 3.25],
    [16, 3.5, 4.75, 3.5],
    [undefined, 3.5, 4.75, 3.5],
  ])('at %s years are %s for half a head, %s for half a thigh, %s for half a lower leg', (age, head, thigh, leg) => {
    expect(regionSharePercent('scalp', age)).toBe(head);
    expect(regionSharePercent('thigh', age)).toBe(thigh);
    expect(regionSharePercent('lower_leg', age)).toBe(leg);
  });

  it('know the face of an adult only, and nothing of "other"', () => {
    expect(regionSharePercent('face')).toBe(3);
    expect(regionSharePercent('face', 8)).toBeNull();
    expect(BODY_REGIONS.filter((region) => regionSharePercent(region) === null)).toEqual(['other']);
  });

  it('name the age group and refuse an age below nought', () => {
    expect([undefined, 0.5, 3, 15.5, 40].map(ageGroupOf)).toEqual([
      ...['adult', '0 years', '1 to 4 years', '15 years', 'adult'],
    ]);
    expect(() => ageGroupOf(-1)).toThrow(RangeError);
  });
});

describe('%BSA of a lesion', () => {
  const patient = { heightCm: 170, weightKg: 70 };

  it('goes by measured area where scale and patient are known, and shows the other route beside it', () => {
    // 36.362 cm² of 1.8181 m² are 0.2 %; 10 % of a face of 3 % are 0.3 %.
    const found = lesionBsa({ areaCm2: 36.362, percentOfSkin: 10, region: 'face', view: 'whole_region', patient });
    expect(found).toEqual({
      bsa_percent: 0.2,
      bsa_method: 'absolute_mosteller',
      bsa_routes: {
        absolute: { percent: 0.2, formula: 'mosteller', body_surface_m2: 1.8181 },
        region_share: { percent: 0.3, region_bsa_percent: 3, age_group: 'adult' },
        difference_bsa_percent: -0.1,
        ratio: 0.6667,
      },
    });
  });

  it('names the formula that was asked for', () => {
    const heavy = { heightCm: 150, weightKg: 120, bsaFormula: 'haycock' } as const;
    const found = lesionBsa({ areaCm2: 232.15, percentOfSkin: 10, patient: heavy });
    expect([found.bsa_method, found.bsa_percent]).toEqual(['absolute_haycock', 1]);
  });

  it("goes by the share of a region that the photo shows whole, at the patient's age", () => {
    const whole = { areaCm2: null, percentOfSkin: 50, view: 'whole_region' } as const;
    expect(lesionBsa({ ...whole, region: 'trunk_back', patient })).toMatchObject({
      bsa_percent: 6.5,
      bsa_method: 'region_share',
      bsa_routes: { absolute: null, difference_bsa_percent: null, ratio: null },
    });
    const child = lesionBsa({ ...whole, region: 'thigh', patient: { ageYears: 7 } });
    expect(child.bsa_percent).toBe(2);
    expect(child.bsa_routes?.region_share?.age_group).toBe('5 to 9 years');
  });

  it('has no ratio where there is no lesion', () => {
    const clear = lesionBsa({ areaCm2: 0, percentOfSkin: 0, region: 'hand', view: 'whole_region', patient });
    expect(clear.bsa_percent).toBe(0);
    expect(clear.bsa_routes).toMatchObject({ difference_bsa_percent: 0, ratio: null });
  });

  it.each([
    ['a part of a region', { region: 'trunk_back', view: 'part_of_region' }],
    ['a region without a share', { region: 'other', view: 'whole_region' }],
    ['a height without a weight', { patient: { heightCm: 170 } }],
  ] as const)('is absent for %s', (_, known) => {
    const found = lesionBsa({ areaCm2: 20, percentOfSkin: 50, ...known });
    expect([found.bsa_percent, found.bsa_method]).toEqual([null, null]);
  });
});
