import { fallPercent } from '../scores/responders.ts';
import { wilson } from '../statistics/proportions.ts';
import type { Estimate } from '../statistics/test-result.ts';
import { attempt, type NotDone } from './attempt.ts';
import { isMeaningful, MEANINGFUL_CHANGES, type MeaningfulChange } from './meaningful-change.ts';
import { endScore } from './missing-data.ts';
import { findInstrument, type OutcomeStudy, type RowGroup, type StudyRow } from './study.ts';

export interface MeaningfulRow {
  readonly threshold: MeaningfulChange;
  readonly groups: readonly {
    readonly group: string | null;
    readonly n: number;
    readonly reached: number;
    readonly proportion: Estimate | NotDone;
    /** Without both scores, or with a baseline of nought where the threshold is a share of it. */
    readonly not_counted: number;
  }[];
}

/** Of people with both scores; under no rule does a missing score reach a threshold. */
export function meaningfulRows(
  groups: readonly RowGroup[],
  all: readonly StudyRow[],
  { missingRule }: OutcomeStudy,
  instrument: string,
): readonly MeaningfulRow[] {
  const known = findInstrument(instrument);
  const thresholds = known === undefined ? [] : (MEANINGFUL_CHANGES[known] ?? []);
  return thresholds.map((threshold) => ({
    threshold,
    groups: [...groups, { group: null, rows: all }].map(({ group, rows }) => {
      const reached = rows.map((row) => {
        const after = endScore(row, missingRule).value;
        if (row.before === null || after === null) return null;
        return isMeaningful(threshold, { before: row.before, after, fallPercent: fallPercent(row.before, after) });
      });
      const n = reached.filter((each) => each !== null).length;
      const events = reached.filter((each) => each === true).length;
      return {
        ...{ group, n, reached: events },
        proportion: attempt(() => wilson({ events, n })),
        not_counted: rows.length - n,
      };
    }),
  }));
}
