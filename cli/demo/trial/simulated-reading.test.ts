import { describe, expect, it } from 'vitest';
import { iccOf } from '../../../services/agreement/intraclass.ts';
import { meanSquares } from '../../../services/agreement/mean-squares.ts';
import { findDefinition } from '../../../services/scores/definitions.ts';
import { readItems } from '../../../services/scores/read-items.ts';
import { standardDeviation } from '../../../services/statistics/sample.ts';
import { readDemoTrial, type SimulatedReader } from './plan.ts';
import { type Occasion, readingErrors, simulatedReading } from './simulated-reading.ts';

const trial = await readDemoTrial();
const [readerA, readerB] = trial.readers;
const definition = findDefinition('F-VASI');

/** The F-VASI that the server computes from what the reader enters. */
function scoreOf(items: ReturnType<typeof simulatedReading>): number {
  if (definition === undefined) throw new Error('There is no F-VASI.');
  return definition.compute(readItems(definition, items)).value;
}

/** Evenly between 1 and 2 points, far from the ends of the scale. */
const truths = Array.from({ length: 3_000 }, (_, i) => 1 + i / 3_000);
const errors = readingErrors(truths, trial);
const readAll = (reader: SimulatedReader, kind = 'first'): readonly number[] =>
  truths.map((truth, i) => scoreOf(simulatedReading(errors, { reader, unit: `unit ${i}`, kind, truth })));

describe('simulated readings', () => {
  it('agree between readers as the published readers did', () => {
    const b = readAll(readerB);
    const rows = readAll(readerA).map((value, i) => [value, b[i]]);
    expect(iccOf(meanSquares(rows), '2,1')).toBeCloseTo(trial.scatter.icc_between_readers, 2);
  });

  it('agree better with the same reader than with another, by the published share', () => {
    const first = readAll(readerA);
    const again = readAll(readerA, 'repeat').map((value, i) => value - first[i]);
    const share = standardDeviation(again) ** 2 / 2 / errors.sd ** 2;
    expect(Math.abs(share - trial.scatter.repeat_variance_share)).toBeLessThan(0.03);
  });

  it('are the same for the same seed, another for another occasion', () => {
    const occasion: Occasion = { reader: readerA, unit: 'N-01 baseline', kind: 'first', truth: 1 };
    expect(simulatedReading(errors, occasion)).toEqual(simulatedReading(errors, occasion));
    expect(simulatedReading(errors, { ...occasion, kind: 'repeat' })).not.toEqual(simulatedReading(errors, occasion));
    expect(simulatedReading({ ...errors, seed: 'other' }, occasion)).not.toEqual(simulatedReading(errors, occasion));
  });

  it('stay on the scale and are whole fingertips', () => {
    for (const truth of [0, 3]) {
      for (let i = 0; i < 50; i++) {
        const [{ hand_units: hands }] = simulatedReading(errors, {
          reader: readerA,
          unit: `${i}`,
          kind: 'first',
          truth,
        });
        expect(hands).toBeGreaterThanOrEqual(0);
        expect(hands).toBeLessThanOrEqual(3);
        expect(Math.abs(hands * 32.1 - Math.round(hands * 32.1))).toBeLessThan(0.01);
      }
    }
  });

  it('cannot have readers who differ more than the published ones', () => {
    const readers = trial.readers.map((reader) => ({ ...reader, offset_sd: 2 * reader.offset_sd }));
    expect(() => readingErrors(truths, { ...trial, readers })).toThrow(RangeError);
  });
});
