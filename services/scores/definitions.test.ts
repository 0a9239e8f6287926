import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoreDefinition } from './definition.ts';
import { computeScore, findDefinition, refuseOtherTotal, SCORE_DEFINITIONS } from './definitions.ts';
import { INSTRUMENT_RANGES } from './instruments.ts';
import type { ScoreItems } from './read-items.ts';

function definition(id: string): ScoreDefinition {
  const found = findDefinition(id);
  if (found === undefined) throw new RangeError(`Expected a definition but received ${id}`);
  return found;
}
const score = (id: string, items: ScoreItems) => computeScore(definition(id), items);
const every = (id: string, values: Readonly<Record<string, number>>): ScoreItems =>
  (definition(id).regions ?? []).map((region) => ({ region, ...values }));

/** All regions of VASI clear, but for those given as [hand units, depigmentation]. */
function vasi(id: string, involved: Readonly<Record<string, readonly [number, number]>>) {
  const items = (definition(id).regions ?? []).map((region) => {
    const [hand_units, depigmentation_percent] = involved[region] ?? [0, 0];
    return { region, hand_units, depigmentation_percent };
  });
  return score(id, items);
}

describe('VASI', () => {
  it('of 3 hand units at 50 % on the arms and 4 at 75 % on the legs is 4.5', () => {
    for (const id of ['VASI_5_REGIONS', 'VASI_6_REGIONS_CONTINUOUS', 'T-VASI']) {
      const { value, parts } = vasi(id, { upper_extremities: [3, 50], lower_extremities: [4, 75] });
      expect([value, parts.upper_extremities, parts.lower_extremities, parts.hands]).toEqual([4.5, 1.5, 3, 0]);
    }
  });

  it('has five regions or six, and says which of them are missing', () => {
    const five = every('VASI_5_REGIONS', { hand_units: 0, depigmentation_percent: 0 });
    expect(score('VASI_5_REGIONS', five).value).toBe(0);
    expect(() => score('VASI_6_REGIONS', five)).toThrow(/without head_neck\./);
    expect(() => score('VASI_5_REGIONS', [])).toThrow(/hands, upper_extremities, trunk, lower_extremities, feet/);
  });

  it('moves every patch to the ladder by itself under its name, and not under the continuous one', () => {
    const rest = every('VASI_5_REGIONS', { hand_units: 0, depigmentation_percent: 0 }) as Record<string, number>[];
    const items = [
      ...rest.slice(1),
      { region: 'hands', bsa_percent: 1, depigmentation_percent: 60 },
      { region: 'hands', bsa_percent: 1, depigmentation_percent: 70 },
    ];
    const laddered = score('VASI_5_REGIONS', items);
    expect(laddered.value).toBe(1.25);
    expect(laddered.warnings).toEqual([
      'hands: 60 % depigmentation counts as the nearest level, 50 %.',
      'hands: 70 % depigmentation counts as the nearest level, 75 %.',
    ]);
    expect(score('VASI_5_REGIONS_CONTINUOUS', items)).toMatchObject({ value: 1.3, warnings: [] });
  });

  it('warns of more area than a region has, and cuts nothing off', () => {
    const { value, warnings } = vasi('VASI_5_REGIONS', { hands: [6, 100], feet: [7, 100] });
    expect(value).toBe(13);
    expect(warnings).toEqual([
      expect.stringMatching(/^hands: 6 % of the body surface .* is 5 %\. Nothing was cut off/),
    ]);
  });

  it('takes a hand for 1 %, or for what it was measured to be', () => {
    const items = every('VASI_5_REGIONS', { hand_units: 2, depigmentation_percent: 100 });
    expect(score('VASI_5_REGIONS', items).value).toBe(10);
    const adult = every('VASI_5_REGIONS', {
      hand_units: 2,
      depigmentation_percent: 100,
      hand_unit_bsa_percent: 0.87,
    });
    expect(score('VASI_5_REGIONS', adult).value).toBe(8.7);
    const [first, ...others] = adult as Record<string, number>[];
    expect(() => score('VASI_5_REGIONS', [{ ...first, hand_unit_bsa_percent: 1 }, ...others])).toThrow(/the same/);
  });

  it('refuses the palm without fingers as a unit, area in two units, and area without any', () => {
    const palm = { hand_units: 2, depigmentation_percent: 100, hand_unit_bsa_percent: 0.5 };
    expect(() => score('F-VASI', every('F-VASI', palm))).toThrow(/0.6 to 1.5/);
    const both = { hand_units: 2, bsa_percent: 2, depigmentation_percent: 50 };
    expect(() => score('F-VASI', every('F-VASI', both))).toThrow(/not both/);
    expect(() => score('F-VASI', every('F-VASI', { depigmentation_percent: 50 }))).toThrow(/hand_units or bsa_percent/);
  });

  it('shares of the six regions make a whole body: all of it depigmented is 100 without a warning', () => {
    const shares = { head_neck: 9, hands: 5, upper_extremities: 14, trunk: 27, lower_extremities: 38, feet: 7 };
    const all = Object.entries(shares).map(([region, percent]) => [region, [percent, 100]] as const);
    expect(vasi('T-VASI', Object.fromEntries(all))).toMatchObject({ value: 100, warnings: [] });
  });
});

describe('F-VASI', () => {
  const face = (bsa_percent: number, depigmentation_percent: number) =>
    score('F-VASI', [{ region: 'face', bsa_percent, depigmentation_percent }]).value;

  it('is 1.0 for 1 % at 100 %, and 0.5 in the three published ways', () => {
    expect(face(1, 100)).toBe(1);
    expect([face(0.5, 100), face(2 / 3, 75), face(1, 50)]).toEqual([0.5, 0.5, 0.5]);
  });

  it('is of the face alone and ends at 3: not head and neck, not 100', () => {
    expect(face(3, 100)).toBe(3);
    expect(() => face(9, 100)).toThrow('F-VASI goes from 0 to 3, but the value is 9.');
    const headNeck = [{ region: 'head_neck', bsa_percent: 1, depigmentation_percent: 100 }];
    expect(() => score('F-VASI', headNeck)).toThrow(/no region "head_neck": it has face/);
  });

  it('warns of more face than there is even where the total is possible', () => {
    const { value, warnings } = score('F-VASI', [{ region: 'face', bsa_percent: 4, depigmentation_percent: 50 }]);
    expect([value, warnings.length]).toEqual([2, 1]);
  });
});

const signs = (erythema: number, induration: number, scaling: number) => ({ erythema, induration, scaling });

describe('PASI', () => {
  it('is 72 where all is worst, and 0.1 at the least that is something', () => {
    expect(score('PASI', every('PASI', { ...signs(4, 4, 4), area_grade: 6 })).value).toBe(72);
    expect(score('PASI', every('PASI', { ...signs(4, 4, 4), area_percent: 100 })).value).toBe(72);
    const [head, ...rest] = every('PASI', { ...signs(0, 0, 0), area_grade: 0 }) as Record<string, number>[];
    expect(score('PASI', [{ ...head, erythema: 1, area_grade: 1 }, ...rest]).value).toBe(0.1);
  });

  it('weighs head, upper limbs, trunk and lower limbs by 0.1, 0.2, 0.3 and 0.4', () => {
    const { parts } = score('PASI', every('PASI', { ...signs(1, 2, 3), area_percent: 20 }));
    expect(parts).toEqual({ head: 1.2, upper_limbs: 2.4, trunk: 3.6, lower_limbs: 4.8 });
  });

  it('moves by 2.1 when a trunk of 7 points goes from 29 to 30 %', () => {
    const at = (area_percent: number) => score('PASI', every('PASI', { ...signs(3, 2, 2), area_percent })).parts.trunk;
    expect(at(30) - at(29)).toBeCloseTo(2.1, 12);
  });

  it('reads 30 % of the head as grade 3 and 10 % of the upper limbs as grade 2, which a public demo does not', () => {
    // The demo prints grades 2 and 1; five points in both regions give 1.5 + 2.0 and not 1.0 + 1.0.
    const clear = every('PASI', { ...signs(0, 0, 0), area_percent: 0 }) as Record<string, number>[];
    const head = { region: 'head', ...signs(2, 1, 2), area_percent: 30 };
    const upper = { region: 'upper_limbs', ...signs(2, 1, 2), area_percent: 10 };
    const { value, parts } = score('PASI', [head, upper, ...clear.slice(2)]);
    expect([value, parts.head, parts.upper_limbs]).toEqual([3.5, 1.5, 2]);
    expect(() => score('PASI', [{ ...head, area_grade: 2 }, upper, ...clear.slice(2)])).toThrow(
      'PASI: 30 % of head is area grade 3, but area_grade is 2.',
    );
    expect(() => score('PASI', [head, { ...upper, area_grade: 1 }, ...clear.slice(2)])).toThrow(/is area grade 2/);
  });

  it('is refused without induration, which nobody fills in, and names where it is missing', () => {
    const flat = every('PASI', { erythema: 2, scaling: 2, area_percent: 20 });
    for (const id of ['PASI', 'PASI_CONTINUOUS_AREA']) {
      expect(() => score(id, flat)).toThrow(
        /without induration of head, induration of upper_limbs, induration of trunk, induration of lower_limbs/,
      );
      expect(() => score(id, flat)).toThrow(expect.objectContaining({ code: 'incomplete_score' }));
    }
  });

  it('is refused without area, with a half grade, a grade of 5, an unknown item or a region twice', () => {
    const good = every('PASI', { ...signs(1, 1, 1), area_percent: 5 }) as Record<string, number>[];
    const withHead = (changes: Record<string, number>) => [{ ...good[0], ...changes }, ...good.slice(1)];
    expect(() => score('PASI', every('PASI', signs(1, 1, 1)))).toThrow(/area_percent or area_grade of head/);
    expect(() => score('PASI', withHead({ erythema: 1.5 }))).toThrow(/whole number/);
    expect(() => score('PASI', withHead({ erythema: 5 }))).toThrow(/0 to 4, but received 5 of head/);
    expect(() => score('PASI', withHead({ itch: 2 }))).toThrow(/no item itch/);
    expect(() => score('PASI', [...good, good[0]])).toThrow(/head comes twice/);
    expect(() => score('PASI', { erythema: 2 })).toThrow(/needs a list/);
  });

  it('has a twin without steps under another name', () => {
    const items = every('PASI', { ...signs(3, 2, 2), area_percent: 20 });
    expect(score('PASI', items).value).toBe(14);
    expect(score('PASI_CONTINUOUS_AREA', items).value).toBe(17.5);
    expect(definition('PASI_CONTINUOUS_AREA').instrument).not.toBe('PASI');
  });
});

describe('sPGA and PGA × BSA', () => {
  it('are the mean of three signs, and that times %BSA up to 500', () => {
    expect(score('sPGA', signs(3, 2, 2)).value).toBeCloseTo(7 / 3, 9);
    expect(score('PGA_X_BSA', { ...signs(3, 3, 3), bsa_percent: 8 }).value).toBe(24);
    expect(score('PGA_X_BSA', { ...signs(5, 5, 5), bsa_percent: 100 }).value).toBe(500);
    expect(() => score('sPGA', { erythema: 3, scaling: 2 })).toThrow(/without induration\./);
    expect(() => score('sPGA', [])).toThrow(/named numbers/);
  });
});

describe('MASI and mMASI', () => {
  it('end at 48 and 24', () => {
    expect(score('MASI', every('MASI', { darkness: 4, homogeneity: 4, area_grade: 6 })).value).toBe(48);
    expect(score('mMASI', every('mMASI', { darkness: 4, area_percent: 90 })).value).toBe(24);
  });

  it('weigh forehead and cheeks by 0.3 and the chin by 0.1', () => {
    const { parts, value } = score('mMASI', every('mMASI', { darkness: 2, area_percent: 29 }));
    expect(parts).toEqual({ forehead: 1.2, right_malar: 1.2, left_malar: 1.2, chin: 0.4 });
    expect(value).toBe(4);
  });

  it('are refused without a cheek', () => {
    const items = every('mMASI', { darkness: 2, area_percent: 29 }) as { region: unknown }[];
    const three = items.filter(({ region }) => region !== 'left_malar') as unknown as ScoreItems;
    expect(() => score('mMASI', three)).toThrow(/without left_malar/);
  });
});

describe('every definition', () => {
  it('has an id of its own, a version and a source, and an instrument with a range', () => {
    expect(new Set(SCORE_DEFINITIONS.map(({ id }) => id)).size).toBe(SCORE_DEFINITIONS.length);
    for (const { version, sources, instrument } of SCORE_DEFINITIONS) {
      expect(version).toMatch(/^\d+$/);
      expect(sources.length).toBeGreaterThan(0);
      expect(INSTRUMENT_RANGES[instrument]).toBeDefined();
    }
  });

  // Whole items of the signs and an area that a body has, so that totals stay in range.
  const groups = (each: ScoreDefinition) => {
    const area = { bsa_percent: each.id.startsWith('F-VASI') ? 3 : 5, area_percent: 100 };
    const names = each.fields.filter(
      ({ name }) => !['hand_units', 'hand_unit_bsa_percent', 'area_grade'].includes(name),
    );
    const values = names.map(({ name, maximum, integer }) => {
      const most = area[name as keyof typeof area] ?? maximum;
      const value = integer ? fc.integer({ min: 0, max: most }) : fc.double({ min: 0, max: most, noNaN: true });
      return [name, value] as const;
    });
    const group = fc.record(Object.fromEntries(values));
    return each.regions === null ? [group] : each.regions.map(() => group);
  };
  const asItems = (each: ScoreDefinition, drawn: readonly Record<string, number>[]): ScoreItems =>
    each.regions === null ? drawn[0] : drawn.map((group, k) => ({ region: each.regions?.[k] ?? '', ...group }));

  it.each(SCORE_DEFINITIONS.map((each) => [each.id, each] as const))('%s stays in its range', (_, each) => {
    const { minimum, maximum } = INSTRUMENT_RANGES[each.instrument];
    fc.assert(
      fc.property(fc.tuple(...groups(each)), (drawn) => {
        const { value, parts } = computeScore(each, asItems(each, drawn));
        expect(value).toBeGreaterThanOrEqual(minimum);
        expect(value).toBeLessThanOrEqual(maximum);
        if (each.regions !== null) {
          expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(value, 6);
        }
      }),
    );
  });

  it.each(SCORE_DEFINITIONS.map((each) => [each.id, each] as const))('%s never falls when an item rises', (_, each) => {
    fc.assert(
      fc.property(fc.tuple(...groups(each)), fc.tuple(...groups(each)), (one, other) => {
        const by = (pick: (a: number, b: number) => number) =>
          one.map((group, k) =>
            Object.fromEntries(Object.entries(group).map(([name, value]) => [name, pick(value, other[k][name])])),
          );
        const low = computeScore(each, asItems(each, by(Math.min))).value;
        const high = computeScore(each, asItems(each, by(Math.max))).value;
        expect(high).toBeGreaterThanOrEqual(low);
      }),
    );
  });
});

describe('a written total', () => {
  it('may be rounded to one decimal, no more', () => {
    const pasi = definition('PASI');
    expect(() => refuseOtherTotal(pasi, 14.13, 14.1)).not.toThrow();
    expect(() => refuseOtherTotal(pasi, 14.1, 13.6)).toThrow('The items give PASI 14.1, but the value is 13.6');
  });
});
