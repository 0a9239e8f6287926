import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consensus, machineSeen, needsAdjudication, type RoundPlan, readOrder, repeatedUnits } from './reads.ts';

const units = Array.from({ length: 40 }, (_, n) => `unit-${n}`);
const order = (seed: string, reader: string, repeatPercent = 20) =>
  readOrder(seed, reader, { unitIds: units, repeatPercent });

describe('the order of reads', () => {
  it('is the same for the same seed and reader, and another for another seed or reader', () => {
    const own = order('seed', 'R1');
    expect(order('seed', 'R1')).toEqual(own);
    expect(order('seed', 'R2')).not.toEqual(own);
    expect(order('other', 'R1')).not.toEqual(own);
    expect(own.map(({ unitId }) => unitId).slice(0, units.length)).not.toEqual(units);
  });

  it('does not depend on the order in which the units are found', () => {
    const reversed = readOrder('seed', 'R1', { unitIds: units.toReversed(), repeatPercent: 20 });
    expect(reversed).toEqual(order('seed', 'R1'));
  });

  it('has each unit once, the repeated ones twice and the repeat after the first, for any seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 0, max: 100 }), (seed, reader, percent) => {
        const reads = order(seed, reader, percent);
        expect(reads).toHaveLength(40 + Math.round(40 * (percent / 100)));
        expect(new Set(reads.map(({ unitId }) => unitId)).size).toBe(40);
        for (const unit of repeatedUnits(seed, units, percent)) {
          const kinds = reads.filter(({ unitId }) => unitId === unit).map(({ kind }) => kind);
          expect(kinds).toEqual(['first', 'repeat']);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('repeats the same units for every reader', () => {
    const repeats = (reader: string) =>
      order('seed', reader)
        .filter(({ kind }) => kind === 'repeat')
        .map(({ unitId }) => unitId)
        .sort();
    expect(repeats('R1')).toEqual(repeats('R2'));
    expect(repeats('R1')).toHaveLength(8);
  });

  it('puts every unit first about equally often', () => {
    const firsts = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed++) {
      const [{ unitId }] = readOrder(`${seed}`, 'R', { unitIds: units.slice(0, 4), repeatPercent: 0 });
      firsts.set(unitId, (firsts.get(unitId) ?? 0) + 1);
    }
    // 500 expected, standard deviation 19: five of them.
    for (const count of firsts.values()) expect(Math.abs(count - 500)).toBeLessThan(97);
  });
});

describe('adjudication', () => {
  const plan = { adjudication_limit: 7.1, adjudicate_machine: false } as RoundPlan;

  it('is needed beyond the limit, and not at it', () => {
    expect(needsAdjudication(plan, { readers: [10, 17.1], machine: null })).toBe(false);
    expect(needsAdjudication(plan, { readers: [10, 17.2], machine: null })).toBe(true);
    expect(needsAdjudication({ ...plan, adjudication_limit: null }, { readers: [0, 99], machine: null })).toBe(false);
  });

  it('counts the machine where the protocol says so and the machine has a value', () => {
    const withMachine = { ...plan, adjudicate_machine: true };
    expect(needsAdjudication(plan, { readers: [10], machine: 30 })).toBe(false);
    expect(needsAdjudication(withMachine, { readers: [10], machine: 30 })).toBe(true);
    expect(needsAdjudication(withMachine, { readers: [10], machine: null })).toBe(false);
  });

  it('decides in the place of the mean', () => {
    expect(consensus({ readers: [10, 20], adjudication: undefined })).toBe(15);
    expect(consensus({ readers: [10, 20], adjudication: null })).toBeNull();
    expect(consensus({ readers: [10, 20], adjudication: 12 })).toBe(12);
    expect(consensus({ readers: [10, null], adjudication: undefined })).toBeNull();
  });
});

it.each([
  ['hidden', false, 'none'],
  ['hidden', true, 'none'],
  ['shown_after', false, 'none'],
  ['shown_after', true, 'after_own_read'],
  ['shown_with_photo', false, 'with_photo'],
] as const)('under %s, with an own signed read: %s, a value is entered having seen: %s', (machine, isSigned, seen) => {
  expect(machineSeen({ machine }, { isSigned })).toBe(seen);
});
