import { describe, expect, it } from 'vitest';
import { readScoreTable, type ScoreMapping } from './score-import.ts';

const mapping: ScoreMapping = {
  subject: 'Patient',
  visit: 'Visit',
  rater: { value: 'R1' },
  scored_at: 'Date',
  definition: 'F-VASI',
  items: { 'face.bsa_percent': 'Area', 'face.depigmentation_percent': 'Depig' },
  value: 'Total',
  visits: { V1: 'baseline' },
};
const HEAD = 'Patient,Visit,Date,Area,Depig,Total';
const read = (rows: readonly string[], changes: Partial<ScoreMapping> = {}) =>
  readScoreTable([HEAD, ...rows].join('\n'), { ...mapping, ...changes });

describe('a table of scores', () => {
  it('is read by its mapping, and totals are computed from the items', () => {
    const { rows, faults } = read(['S-1,V1,2025-03-30,2,50,1', 'S-2,week 12,2025-06-01T10:00:00+02:00,1,25,']);
    expect(faults).toEqual([]);
    expect(rows).toMatchObject([
      { line: 2, subject: 'S-1', visit: 'baseline', rater: 'R1', scoredAt: '2025-03-30T12:00:00.000Z' },
      { line: 3, subject: 'S-2', visit: 'week 12', scoredAt: '2025-06-01T08:00:00.000Z' },
    ]);
    expect(rows.map(({ checked }) => checked.value)).toEqual([1, 0.25]);
    expect(rows[0].items).toEqual([{ region: 'face', bsa_percent: 2, depigmentation_percent: 50 }]);
  });

  it('may have a byte-order mark, quotes, semicolons and decimal commas', () => {
    const csv = '\uFEFFPatient;Visit;Date;Area;Depig;Total\r\n"S-1";"V1";2025-03-30;2,5;50;"1,25"\r\n';
    const { rows, faults } = readScoreTable(csv, { ...mapping, delimiter: ';', decimal: ',' });
    expect([faults, rows[0].checked.value]).toEqual([[], 1.25]);
  });

  it('may hold totals only', () => {
    const { definition: _d, items: _i, ...rest } = mapping;
    const totals: ScoreMapping = { ...rest, instrument: 'PASI' };
    const { rows } = readScoreTable(`${HEAD}\nS-1,V1,2025-03-30,,,12.5`, totals);
    expect(rows[0]).toMatchObject({ instrument: 'PASI', items: null, checked: { value: 12.5 } });
  });

  it.each([
    ['an empty code', ',V1,2025-03-30,2,50,1', { line: 2, column: 'Patient', message: 'is empty' }],
    ['text for a number', 'S-1,V1,2025-03-30,two,50,1', { line: 2, column: 'Area' }],
    ['a decimal comma where there is none', 'S-1,V1,2025-03-30,"2,5",50,1', { line: 2, column: 'Area' }],
    ['a day that is not in the calendar', 'S-1,V1,2025-02-30,2,50,1', { line: 2, column: 'Date' }],
    ['a day the other way round', 'S-1,V1,30.03.2025,2,50,1', { line: 2, column: 'Date' }],
    ['a time without a zone', 'S-1,V1,2025-03-30T10:00:00,2,50,1', { line: 2, column: 'Date' }],
    ['an item out of range', 'S-1,V1,2025-03-30,2,150,1', { message: expect.stringContaining('0 to 100') }],
    ['an item that is missing', 'S-1,V1,2025-03-30,2,,1', { message: expect.stringContaining('depigmentation') }],
    [
      'a total that the items do not give',
      'S-1,V1,2025-03-30,2,50,2',
      { message: expect.stringContaining('value is 2') },
    ],
    ['a total out of range', 'S-1,V1,2025-03-30,2,50,4', { message: expect.stringContaining('0 to 3') }],
  ])('with %s has a fault by its line', (_what, row, fault) => {
    const { rows, faults } = read([row, 'S-1,V1,2025-03-30,2,50,1']);
    expect(rows).toHaveLength(1);
    expect(faults).toMatchObject([fault]);
  });

  it.each([
    ['a column that is not there', { subject: 'Code' }, /no column Code: it has Patient/],
    ['neither definition nor instrument', { definition: undefined }, /neither/],
    ['an instrument that the definition does not give', { instrument: 'PASI' }, /gives F-VASI/],
  ])('is refused as a whole with %s', (_what, changes, words) => {
    expect(() => read(['S-1,V1,2025-03-30,2,50,1'], changes as Partial<ScoreMapping>)).toThrow(words);
  });

  it('is refused as a whole when it cannot be read', () => {
    expect(() => read(['S-1,V1,2025-03-30'])).toThrow(/cannot be read.*line 2/i);
    expect(() => read([])).toThrow(/no row/);
    expect(() => readScoreTable('', mapping)).toThrow(/empty/);
    expect(() => readScoreTable(`${HEAD},Total\nS-1,V1,2025-03-30,2,50,1,1`, mapping)).toThrow(/two columns/);
  });
});
