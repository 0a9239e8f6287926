import { describe, expect, it } from 'vitest';
import { someMeasurement } from '../../../test/store.ts';
import { INSTRUMENTS } from '../../scores/instruments.ts';
import type { ExportedMeasurement, ExportedRead, ExportedScore, VisitPlace } from '../study/study-data.ts';
import { armCode, DM_COLUMNS } from './dm.ts';
import { FA_COLUMNS, faRecords } from './fa.ts';
import { numberedRecords } from './records.ts';
import { RS_COLUMNS, rsReadRecords, rsRecords } from './rs.ts';

const place: VisitPlace = {
  ...{ studyCode: 'STUDY', siteCode: 'A', subjectId: 's1', subjectCode: '001', visitId: 'v1' },
  ...{ visitLabel: 'baseline', visitNumber: 1, visitDate: null, ageYears: null },
};
const score: ExportedScore = {
  ...{ place, photo: null, id: 'x', supersedes: null, isLatest: true, instrument: 'PASI', value: 12 },
  ...{ items: null, definition: null, rater: 'R1', reason: null, scoredAt: new Date(0), createdAt: new Date(0) },
};
const measurement: ExportedMeasurement = {
  ...{ place, id: 'm', supersedes: null, isLatest: true, measuredAt: new Date(0), result: someMeasurement() },
  photo: {
    ...{ id: 'p', sha256: '', condition: 'vitiligo', bodyRegion: 'trunk_front', view: 'whole_region' },
    ...{ illumination: 'visible', capturedAt: '2025-03-30T02:30:00', replacedBy: null },
  },
};

it.each(INSTRUMENTS)(
  '%s has a test code and name that the standard allows, and no other has the same',
  (instrument) => {
    const codeOf = (each: typeof instrument) => rsRecords({ ...score, instrument: each })[0].values.RSTESTCD;
    expect(codeOf(instrument)).toMatch(/^[A-Z][A-Z0-9_]{0,7}$/);
    expect(INSTRUMENTS.filter((each) => codeOf(each) === codeOf(instrument))).toEqual([instrument]);
    expect(String(rsRecords({ ...score, instrument })[0].values.RSTEST).length).toBeLessThanOrEqual(40);
  },
);

it('every finding has a test code and name that the standard allows', () => {
  const records = faRecords(measurement);
  expect(records).toHaveLength(5);
  for (const { values } of records) {
    expect(values.FATESTCD).toMatch(/^[A-Z][A-Z0-9_]{0,7}$/);
    expect(String(values.FATEST).length).toBeLessThanOrEqual(40);
    expect([values.FALOC, values.FADTC]).toEqual(['TRUNK FRONT', '2025-03-30']);
  }
});

it('every value has a variable of the standard', () => {
  const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);
  expect(names(RS_COLUMNS)).toEqual(expect.arrayContaining(Object.keys(rsRecords(score)[0].values)));
  expect(names(FA_COLUMNS)).toEqual(expect.arrayContaining(Object.keys(faRecords(measurement)[0].values)));
  expect([RS_COLUMNS.length, FA_COLUMNS.length]).toEqual([35, 30]);
});

it('what was replaced, has no total or could not be measured has no record', () => {
  expect(rsRecords({ ...score, isLatest: false })).toEqual([]);
  expect(rsRecords({ ...score, value: null })).toEqual([]);
  expect(faRecords({ ...measurement, isLatest: false })).toEqual([]);
  const { result } = measurement;
  const uncalibrated = { ...result, lesion: { ...result.lesion, area_cm2: null, bsa_percent: null } };
  expect(faRecords({ ...measurement, result: uncalibrated }).map(({ values }) => values.FATESTCD)).toEqual([
    ...['LESPSKIN', 'LESNUM', 'LESDEPIG'],
  ]);
});

describe('reads in RS', () => {
  const read: ExportedRead = {
    ...{ place, photo: null, pictures: [], roundId: 'r', readId: 'a', versionId: 'v', version: 1, isLatest: true },
    ...{ kind: 'first', position: 1, reader: { id: 'k', pseudonym: 'READER 1' }, instrument: 'PASI', value: 12 },
    plan: { definition: 'PASI', design: 'two_readers', unit: 'visit', machine: 'hidden' },
    ...{ definition: { id: 'PASI', version: '1' }, items: {}, machineSeen: 'none', machineValue: null, reason: null },
    ...{ adjudication: 'done', enteredAt: new Date(0), signedAt: new Date(0), signatureMeaning: 'authorship' },
    contentSha256: '',
  };
  const accepted = (changes: Partial<ExportedRead>) => rsReadRecords({ ...read, ...changes })[0].values.RSACPTFL;

  it('name the evaluator in the words of the guide, and flag the adjudicated one', () => {
    const [{ values }] = rsReadRecords(read);
    expect(values).toMatchObject({ RSEVAL: 'INDEPENDENT ASSESSOR', RSEVALID: 'READER 1', RSGRPID: 'r', RSSPID: 'v' });
    expect(RS_COLUMNS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(values)));
    expect(accepted({})).toBeUndefined();
    expect(accepted({ kind: 'adjudication' })).toBe('Y');
    // Beside independent assessors no evaluator may be empty.
    expect(rsRecords(score)[0].values.RSEVAL).toBe('INVESTIGATOR');
  });

  it('are neither repeats nor what was corrected', () => {
    expect(rsReadRecords({ ...read, kind: 'repeat' })).toEqual([]);
    expect(rsReadRecords({ ...read, isLatest: false })).toEqual([]);
  });
});

describe('DM', () => {
  const cellOf = (name: string, treatment: string | null) =>
    DM_COLUMNS.find((column) => column.name === name)?.of({ place, treatment, unblindedAt: new Date(0) });

  it('has planned and actual arm, both or neither with its code', () => {
    expect(DM_COLUMNS).toHaveLength(32);
    expect(['USUBJID', 'SITEID', 'ARMCD', 'ARM', 'ACTARMCD', 'ACTARM'].map((name) => cellOf(name, 'VERUM'))).toEqual([
      ...['STUDY-A-001', 'A', 'VERUM', 'VERUM', 'VERUM', 'VERUM'],
    ]);
    expect(['ARMCD', 'ARM', 'ACTARMCD', 'ACTARM'].map((name) => cellOf(name, null))).toEqual([null, null, null, null]);
  });

  it('has codes of 20 characters at most, one for one arm', () => {
    const arms = ['ruxolitinib cream 1.5 % once daily', 'ruxolitinib cream 1.5 % twice daily', 'vehicle'];
    const codes = arms.map(armCode);
    expect(new Set(codes).size).toBe(arms.length);
    for (const code of codes) expect(code.length).toBeLessThanOrEqual(20);
  });
});

it('records are numbered within their subject', async () => {
  async function* rows() {
    yield* ['s1', 's1', 's2'].map((subjectId) => ({ ...score, place: { ...place, subjectId } }));
  }
  const numbers: number[] = [];
  for await (const { sequence } of numberedRecords(rows(), rsRecords)) numbers.push(sequence);
  expect(numbers).toEqual([1, 2, 1]);
});

it('an outline that a person drew says so, with what it corrects', () => {
  const { result } = measurement;
  const of = (origin: 'manual' | 'corrected', parent: string | null) =>
    faRecords({ ...measurement, result: { ...result, origin, parent } })[0].values;
  expect([of('manual', null).FACAT, of('manual', null).FASCAT]).toEqual([
    'IMAGE ANALYSIS OF A DRAWN OUTLINE',
    expect.stringMatching(/OUTLINE MANUAL$/),
  ]);
  expect(of('corrected', 'the-parent').FASCAT).toMatch(/OUTLINE CORRECTED, PARENT the-parent$/);
});
