import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCsvTable } from '../csv/csv-table.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { checkTable } from './check-table.ts';

const csv = readFileSync(join(PACKAGE_ROOT, 'services/table-check/reference-study.csv'), 'utf8');
const check = checkTable(parseCsvTable(csv, 'reference-study.csv'));

/** Of the row's own finding, or of the level's. */
function found(rule: string, row: string, where: { level?: string; group?: string } = {}) {
  const all = check.findings.filter(
    (each) =>
      each.rule === rule &&
      each.row === row &&
      (where.level === undefined || each.level === where.level) &&
      (where.group === undefined || each.group === where.group),
  );
  expect(all, `${rule} of ${row}`).toHaveLength(1);
  return all[0];
}

/** Three decimals, of which two are known. */
const close = (two: string) => expect.toSatisfy((text: string) => Number(text).toFixed(2) === two);

describe('the tables of the reference study', () => {
  it.each([
    ['Predictor 1', '2.03', '0.0759'],
    ['Predictor 2', '0.568', '0.0682'],
    ['Predictor 4', '1.775', '0.0714'],
    ['Predictor 5', '0.534', '0.0497'],
  ])('%s: odds ratio, interval and p-value cannot all be true', (row, middle, p) => {
    expect(found('estimate_in_middle', row)).toMatchObject({ grade: 'fault' });
    expect(found('estimate_in_middle', row).recomputed).toContain(`middle ${middle}`);
    expect(found('p_against_interval', row)).toMatchObject({ grade: 'fault' });
    expect(found('p_against_interval', row).recomputed).toContain(`p ${p}`);
  });

  it('Predictor 3 is the mild one: off the middle, its p-value truncated', () => {
    expect(found('estimate_in_middle', 'Predictor 3').grade).toBe('fault');
    expect(found('p_against_interval', 'Predictor 3')).toMatchObject({
      grade: 'doubtful',
      recomputed: expect.stringContaining('0.0307'),
      explanation: expect.stringContaining('truncated'),
    });
  });

  it.each([
    ['Age ≥30', 'doubtful', ['χ² 4.942', '0.0262', '0.0471', '0.0337'], /Matches χ² 4\.942.*truncated/],
    ['Male', 'doubtful', ['χ² 1.064', '0.3024', '0.4180'], /no form of the test; χ² 1\.064/],
    ['Family history', 'doubtful', ['0.3084', '0.3576'], /no form of the test/],
    ['Moderate', 'doubtful', ['χ² 0.874', '0.3498', '0.3751'], /Matches Fisher’s exact test, which is not the stated/],
    ['Localized', 'consistent', ['χ² 0.753', '0.3855'], /Matches χ² 0\.753/],
    ['Responder', 'doubtful', ['χ² 1.115', '0.2910', '0.3504'], /no form of the test/],
    ['≥50 % improved', 'fault', ['χ² 2.173', '0.1405'], /Matches no form of the test\.$/],
  ])('%s: which form of the test its p-value is', (row, grade, figures, explanation) => {
    const finding = found('p_against_counts', row);
    expect(finding.grade).toBe(grade);
    for (const figure of figures) expect(finding.recomputed).toContain(figure);
    expect(finding.explanation).toMatch(explanation);
  });

  it('one p-value was copied to three levels of response, of which one cannot have it', () => {
    expect(found('copied_p', 'Response')).toMatchObject({ grade: 'fault', lines: [60, 61, 62] });
    expect(found('copied_p', 'Response').recomputed).toMatch(/^over all levels: χ² 1\.650, df 2: p 0\.4382/);
    const grades = ['complete', 'partial', 'none'].map(
      (level) => found('p_against_counts', 'Response', { level }).grade,
    );
    expect(grades).toEqual(['doubtful', 'fault', 'doubtful']);
  });

  it('the p-value of age is too small, that of the duration is right', () => {
    expect(found('p_against_means', 'Age years')).toMatchObject({ grade: 'doubtful' });
    expect(found('p_against_means', 'Age years').recomputed).toMatch(/p 0\.0201;.*p 0\.0215$/);
    expect(found('p_against_means', 'Duration years')).toMatchObject({ grade: 'consistent' });
    expect(found('p_against_means', 'Duration years').recomputed).toMatch(/p 0\.0483;.*p 0\.0439$/);
  });

  it('PASI and VASI were pooled, and compared in one test', () => {
    expect(found('one_instrument', 'Severity score', { group: 'All' })).toMatchObject({
      grade: 'fault',
      lines: [27, 25, 26],
    });
    const compared = check.findings.find(({ rule, lines }) => rule === 'one_instrument' && lines[0] === 28);
    expect(compared).toMatchObject({ grade: 'fault' });
  });

  it('the pooled SD of the depigmentation is off, its mean is not', () => {
    expect(found('pooled_sd', 'Depigmentation %')).toMatchObject({ grade: 'fault', recomputed: '10.126' });
    expect(found('pooled_mean', 'Depigmentation %').grade).toBe('consistent');
  });

  it('a cross-sectional study has no outcomes before and after', () => {
    expect(found('design', '')).toMatchObject({ grade: 'fault', lines: [2, 38] });
  });

  it('two definitions of improvement stand side by side', () => {
    expect(found('one_improvement', 'VASI')).toMatchObject({
      grade: 'doubtful',
      recomputed: '-47.059 % change of the means',
    });
  });

  it.each([
    ['PASI', 'r = 0.800'],
    ['VASI', 'r = 0.797'],
    ['Lesion size %BSA', 'r = 0.942'],
  ])('leaves the change of %s alone', (row, r) => {
    expect(found('change_is_difference', row).grade).toBe('consistent');
    expect(found('implied_correlation', row)).toMatchObject({ grade: 'consistent', recomputed: r });
  });

  it.each([
    ['Age years', '36.76', '12.48'],
    ['Duration years', '5.59', '3.25'],
    ['Severity score', '11.67', '4.44'],
  ])('leaves the pooled figures of %s alone', (row, mean, sd) => {
    expect(found('pooled_mean', row)).toMatchObject({ grade: 'consistent', recomputed: close(mean) });
    expect(found('pooled_sd', row)).toMatchObject({ grade: 'consistent', recomputed: close(sd) });
  });

  it('leaves the sums alone, and nothing unchecked', () => {
    const sums = check.findings.filter(({ rule }) => rule === 'levels_add_up' || rule === 'groups_add_up');
    expect(sums.map(({ grade }) => grade)).toEqual(['consistent', 'consistent', 'consistent']);
    expect(check.not_checked).toEqual([]);
    expect(check.faults).toBe(16);
  });
});
