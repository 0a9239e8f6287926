import { expect, it } from 'vitest';
import { someMeasurement } from '../../../test/store.ts';
import { INSTRUMENTS } from '../../scores/instruments.ts';
import type { ExportedMeasurement, ExportedScore, VisitPlace } from '../study/study-data.ts';
import { FA_COLUMNS, faRecords } from './fa.ts';
import { numberedRecords } from './records.ts';
import { RS_COLUMNS, rsRecords } from './rs.ts';

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
