import { describe, expect, it } from 'vitest';
import { MINI, WRIGHT } from '../../agreement/peak-flow.fixture.ts';
import { type AgreementFigure, agreementReport, pText } from './agreement-report.ts';
import { type OutcomeInstrument, outcomeReport } from './outcome-report.ts';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';

const NASTY = '<script>alert(1)</script>"&';
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;';
const provenance = [
  { name: 'Software', value: 'dermetry 0.1.0' },
  { name: 'Study', value: NASTY },
];

/** What no report may have: anything that runs or is fetched. */
function expectSelfContained(html: string): void {
  expect(html).not.toMatch(/<script|javascript:|<iframe|<link|<img|@import|url\((?!#)|\son[a-z]+=/i);
  expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:/);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`.replaceAll("'", '&#39;'));
  expect(unclosed(html)).toEqual([]);
}

/** Elements that are open at the end, or closed out of turn. */
function unclosed(html: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name, rest] of html.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>/g)) {
    if (name === 'meta' || rest.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
}

const bias: AgreementFigure = {
  ...{ name: 'bias', form: 'Wright − Mini', value: -2.117647, unit: 'l/min', interval: [-22.0488, 17.8135] },
  ...{ interval_form: '95 %, t', bootstrap_interval: [-20.1, 15.2], p_value: 0.0004, test: 'paired t-test' },
  ...{ reading: null, note: null, references: ['BlandAltman1986'] },
};
const nothing: AgreementFigure = {
  ...{
    name: 'kappa',
    form: 'quadratic',
    value: null,
    unit: '1',
    interval: null,
    interval_form: null,
    bootstrap_interval: null,
  },
  ...{ p_value: null, test: null, reading: null, note: `no grades ${NASTY}`, references: [] },
};
const pairs = WRIGHT.map((first, i) => ({ first, second: MINI[i], subject: `S${i}` }));

function peakFlowReport(leftOut: readonly number[]): Report {
  return agreementReport({
    ...{ title: `Peak flow ${NASTY}`, provenance, warnings: [NASTY], by: 'site', conventions: ['two-sided'] },
    references: { BlandAltman1986: 'Lancet 327:307' },
    groups: ['A', null].map((group) => ({
      group,
      comparisons: [
        {
          ...{ methods: ['Wright', 'Mini'], n: 17, subjects: 17, left_out_rows: leftOut, figures: [bias, nothing] },
          blandAltman: {
            ...{ title: 'x', methods: ['Wright', 'Mini'], unit: 'l/min', pairs, bias: -2.1, limits: [-78.1, 73.9] },
            ...{ biasInterval: null, lowerLimitInterval: null, upperLimitInterval: null, proportional: null },
          },
          scatter: { title: 'x', methods: ['Wright', 'Mini'], unit: 'l/min', pairs, lines: [] },
        },
      ],
    })),
  });
}

describe('the report on agreement', () => {
  it('stands for itself, with everything that was not typed by us escaped', () => {
    const html = reportHtml(peakFlowReport([]));
    expectSelfContained(html);
    expect(html).toContain(`<h1>Peak flow ${ESCAPED}</h1>`);
    expect(html).toContain(`<dt>Study</dt><dd>${ESCAPED}</dd>`);
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html).toContain('<h2>Wright and Mini: site A</h2>');
  });

  it('never shows a figure without form, unit, kind of interval, name of test and source', () => {
    const html = reportHtml(peakFlowReport([]));
    expect(html).toContain('<th scope="row">bias<span class="detail">Wright − Mini</span></th>');
    expect(html).toContain('−2.118<span class="detail">l/min</span>');
    expect(html).toContain('−22.05 to 17.81<span class="detail">95 %, t; bootstrap −20.10 to 15.20</span>');
    expect(html).toContain('&lt; 0.001<span class="detail">paired t-test</span>');
    expect(html).toContain('<span class="detail">BlandAltman1986</span>');
    expect(html).toContain(`<td>no grades ${ESCAPED}</td>`);
    expect(html).toContain('<li>BlandAltman1986: Lancet 327:307</li>');
  });

  it('states who was left out', () => {
    expect(reportHtml(peakFlowReport([4]))).toContain('1 row left out for a missing value: 4.');
    const many = reportHtml(peakFlowReport(Array.from({ length: 25 }, (_, i) => i)));
    expect(many).toContain('17, 18, 19 and 5 more.');
  });

  it('prints p-values as journals do', () => {
    expect([0.0004, 0.001, 0.0496, 1].map(pText)).toEqual(['< 0.001', '0.001', '0.050', '1.000']);
  });
});

describe('the report on outcomes', () => {
  const table = {
    caption: 'Table 1',
    columns: [
      { name: '', align: 'left' as const },
      { name: 'All', align: 'right' as const },
    ],
    rows: [[{ main: 'Age', detail: 'years' }, '36.8 ± 12.5']],
    notes: ['n = 85'],
  };
  const pasi: OutcomeInstrument = {
    ...{ instrument: 'PASI', unit: '0 to 72', warnings: ['few events'], tables: [table] },
    courses: {
      ...{ title: 'x', value: { label: 'PASI', unit: '0 to 72' }, time: { label: 'Time', unit: 'days' } },
      courses: [{ subject: NASTY, group: null, points: [{ at: 0, value: 12 }] }],
    },
    waterfall: { title: 'x', label: 'Change', unit: '%', changes: [{ subject: 'P1', change: -60 }], threshold: null },
  };
  const report = (instruments: readonly OutcomeInstrument[]): Report =>
    outcomeReport({
      title: 'x',
      provenance,
      warnings: [],
      characteristics: table,
      instruments,
      conventions: [],
      references: {},
    });

  it('has the people, then each instrument for itself', () => {
    const other = { ...pasi, instrument: 'T-VASI', unit: '0 to 100', courses: null, waterfall: null, warnings: [] };
    const html = reportHtml(report([pasi, other]));
    expectSelfContained(html);
    const headings = [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).toEqual(['Baseline characteristics', 'PASI (0 to 72)', 'T-VASI (0 to 100)']);
    expect(html).toContain('<p class="warning">few events</p>');
    expect(html).toContain('<td class="right">36.8 ± 12.5</td>');
    expect(html.match(/<svg /g)).toHaveLength(2);
  });

  it('refuses a plot in the unit of another instrument, and a table whose cells do not fit its columns', () => {
    expect(() => report([{ ...pasi, unit: '0 to 100' }])).toThrow(RangeError);
    const ragged = { ...table, rows: [['Age']] };
    expect(() => reportHtml(report([{ ...pasi, tables: [ragged] }]))).toThrow('has not the 2 cells');
  });
});
