import type { OutcomeStudy, StudyRow } from './study.ts';

/** A row of a person of group A measured with PASI, but for what is said. */
export const row = (part: Partial<StudyRow>): StudyRow => ({
  where: 'row',
  subject: null,
  group: 'A',
  instrument: 'PASI',
  before: 10,
  after: [5],
  stratum: null,
  ...part,
});

/** A study of these rows, with the visits that the first has. */
export const study = (rows: readonly StudyRow[], part: Partial<OutcomeStudy> = {}): OutcomeStudy => ({
  groupName: 'arm',
  beforeName: 'day 0',
  visitNames: (rows[0]?.after ?? [null]).map((_, i) => `visit ${i + 1}`),
  stratumName: null,
  rows,
  baseline: [],
  predictors: [],
  responderPercent: 50,
  missingRule: 'observed',
  ...part,
});

/** So many rows. */
export const times = (n: number, part: Partial<StudyRow>): readonly StudyRow[] =>
  Array.from({ length: n }, () => row(part));
