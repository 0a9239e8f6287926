import { describe, expect, it } from 'vitest';
import { MINI, WRIGHT } from '../../agreement/peak-flow.fixture.ts';
import type { Figure } from '../../agreement/report/figure.ts';
import { baselineCharacteristics } from '../../outcomes/characteristics.ts';
import { instrumentReport, outcomeSettings } from '../../outcomes/report.ts';
import { row, study } from '../../outcomes/study.fixture.ts';
import type { OutcomeStudy } from '../../outcomes/study.ts';
import { inventedStudy } from '../../results/invented-study.ts';
import { type ComparedMethods, type StudyAgreement, studyAgreement } from '../../results/study-agreement.ts';
import { type ScoreOutcomes, type StudyOutcomes, studyOutcomes } from '../../results/study-outcomes.ts';
import { OUTCOME_COLOURS } from '../plots/svg.ts';
import { agreementReport } from './agreement-report.ts';
import { pText } from './figure-cells.ts';
import { outcomeReport } from './outcome-report.ts';
import { printable } from './pdf-font.ts';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';
import { reportPdf } from './report-pdf.ts';
import { reportText } from './report-text.ts';

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

/** Whatever stands in a cell or a note. */
const wordsOf = ({ sections }: Report): readonly string[] =>
  sections.flatMap(({ tables }) =>
    tables.flatMap(({ rows, notes }) => [
      ...notes,
      ...rows.flat().flatMap((cell) => (typeof cell === 'string' ? [cell] : [cell.main, cell.detail])),
    ]),
  );

/** z of 97.5 %, as the form of a limit names it, has seven. */
const hasDust = (number: string): boolean =>
  number.replace('.', '').replace(/^0+/, '').length > 6 && number !== '1.959964';

const USUAL_OUTCOMES = { missingRule: 'observed', responderPercent: 50 } as const;

const bias: Figure = {
  ...{ id: 'bias', name: 'bias', form: 'Wright − Mini', value: -2.117647, unit: 'l/min' },
  ...{ interval: [-22.0488, 17.8135], interval_form: '95 %, t', bootstrap_interval: [-20.1, 15.2] },
  ...{ p_value: 0.0004, test: 'paired t-test', reading: null, note: null, references: ['BlandAltman1986'] },
};
const nothing: Figure = {
  ...{ id: 'kappa_quadratic', name: 'kappa', form: 'quadratic', value: null, unit: '', interval: null },
  ...{ interval_form: null, bootstrap_interval: null, p_value: null, test: null, reading: null },
  ...{ note: `no grades ${NASTY}`, references: [] },
};
const pair = {
  ...{ first: 'Wright', second: 'Mini', a: WRIGHT, b: MINI, subjects: null },
  ...{ rows: WRIGHT.map((_, i) => i + 1), names: WRIGHT.map((_, i) => `S${i}`) },
};

function peakFlow(changes: Partial<ComparedMethods> = {}): StudyAgreement {
  const compared: ComparedMethods = {
    ...{ kind: 'reader_reader', methods: ['Wright', 'Mini'], n: 17, subjects: 17, missing: [], refused: null },
    ...{ warnings: [NASTY], figures: [bias, nothing], strata: [], responders: [], pair, ...changes },
  };
  return {
    ...{ bootstrap: { seed: 1, resamples: 2000 }, least_pairs: 3, least_stratum_pairs: 20, warnings: [NASTY] },
    references: { BlandAltman1986: 'Lancet 327:307' },
    instruments: [
      {
        ...{
          score: 'Peak flow',
          instrument: 'Peak flow',
          unit: 'l/min',
          compared: 'visit',
          definition_versions: ['1'],
        },
        ...{ units: 17, margin: 20, warnings: [], comparisons: [compared] },
      },
    ],
  };
}
const origin = { title: `Peak flow ${NASTY}`, provenance };
const peakFlowReport = (changes: Partial<ComparedMethods> = {}): Report => agreementReport(origin, peakFlow(changes));

describe('the report on agreement', () => {
  it('stands for itself, with everything that was not typed by us escaped', () => {
    const html = reportHtml(peakFlowReport());
    expectSelfContained(html);
    expect(html).toContain(`<h1>Peak flow ${ESCAPED}</h1>`);
    expect(html).toContain(`<dt>Study</dt><dd>${ESCAPED}</dd>`);
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html).toContain('Margin of equivalence by the protocol: ± 20 l/min;');
  });

  it('has of each score a summary, then the plots of each comparison, then all figures, and at the end how they are made', () => {
    const { sections } = peakFlowReport();
    expect(sections.map(({ heading, level, tables, plots }) => [level, heading, tables.length, plots.length])).toEqual([
      [1, 'Peak flow of visits (l/min)', 1, 0],
      [2, 'Peak flow: Wright and Mini', 0, 2],
      [2, expect.stringMatching(/^Peak flow: all figures/), 1, 0],
      [1, 'How the figures are made', 1, 0],
    ]);
    const html = reportHtml(peakFlowReport());
    expect([...html.matchAll(/<h([1-6])>/g)].map(([, level]) => level).join('')).toBe('1233222');
    for (const [, scope] of html.matchAll(/<th( [^>]*)?>/g)) expect(scope).toMatch(/^ scope="(col|row)"/);
    expect(html.match(/<table/g)).toHaveLength(
      html.match(/<div class="wide" role="region" tabindex="0"/g)?.length ?? 0,
    );
  });

  it('sums up each comparison: pairs, bias, limits, coefficients and what the margin says, with their intervals', () => {
    const spec = { ...bias, p_value: null, test: null, form: 'x', references: [] };
    const figures: readonly Figure[] = [
      bias,
      { ...spec, id: 'lower_limit_1.96', value: -78.1, interval: null, bootstrap_interval: [-112.9, -43.3] },
      { ...spec, id: 'upper_limit_1.96', value: 73.9, interval: [39.1, 108.6] },
      { ...spec, id: 'icc_2,1', unit: '', value: 0.9459283, interval: [0.8574, 0.9801] },
      { ...spec, id: 'ccc_n', unit: '', value: null, interval: null, note: 'too few' },
      { ...spec, id: 'equivalence', p_value: 0.031, reading: 'equivalent' },
      { ...spec, id: 'limits_within_margin', reading: 'limits: not within; intervals: not within' },
    ];
    const [{ tables }] = peakFlowReport({ figures }).sections;
    expect(tables[0].columns.map(({ name }) => name).slice(2)).toEqual([
      'Bias, l/min',
      'Limits of agreement, l/min',
      'ICC(2,1)',
      'CCC',
      'Margin ± 20',
    ]);
    expect(tables[0].rows[0]).toEqual([
      { main: 'Wright − Mini', detail: 'see the warning' },
      { main: '17', detail: '17 subjects' },
      { main: '−2.118', detail: '−22.05 to 17.81' },
      { main: '−78.10 to 73.90', detail: 'lower −112.9 to −43.30*, upper 39.10 to 108.6' },
      { main: '0.9459', detail: '0.8574 to 0.9801' },
      { main: '–', detail: 'too few' },
      { main: 'mean: equivalent', detail: 'p 0.031; limits: not within; intervals: not within' },
    ]);
  });

  it('never shows a figure whose form, unit, kind of interval, test and source are not in its row or in the legend', () => {
    const html = reportHtml(peakFlowReport());
    expect(html).toContain(
      '<tr><th scope="row">bias</th><td class="right">−2.118</td><td>l/min</td><td>−22.05 to 17.81</td><td>−20.10 to 15.20</td><td>&lt; 0.001</td><td></td></tr>',
    );
    expect(html).toContain(
      '<tr><th scope="row">bias</th><td>Wright − Mini</td><td>95 %, t</td><td>paired t-test</td><td>BlandAltman1986</td></tr>',
    );
    expect(html).toContain(`<td>no grades ${ESCAPED}</td>`);
    expect(html).toContain('<li>BlandAltman1986: Lancet 327:307</li>');
  });

  it('states who was left out, and what was refused and why', () => {
    const missing = [
      { method: 'Wright', units: 0 },
      { method: 'Mini', units: 4 },
    ];
    expect(reportHtml(peakFlowReport({ missing }))).toContain('Of 17 visits left out: 4 without Mini.');
    const refused = reportHtml(peakFlowReport({ missing, refused: 'needs 3 visits', figures: [], pair: null, n: 1 }));
    expect(refused).toContain('<caption>Not compared</caption>');
    expect(refused).toContain('<td>needs 3 visits</td><td>4 without Mini</td>');
    expect(refused).not.toContain('<svg ');
  });

  it('draws a point for each pair, up to a number that a page can hold', () => {
    const many = {
      ...pair,
      a: Array.from({ length: 7000 }, (_, i) => i),
      b: Array.from({ length: 7000 }, (_, i) => i + (i % 3)),
    };
    const html = reportHtml(peakFlowReport({ pair: many, n: 7000 }));
    expect(html).toContain('of them drawn, evenly chosen');
    expect(html.match(/<circle /g)).toHaveLength(6000);
  });

  it('prints no number with more digits than it has figures, of a whole study', () => {
    const data = inventedStudy(20);
    const units = data.units.map((unit, i) =>
      i === 5 ? { ...unit, reads: unit.reads.map((read) => ({ ...read, value: Number(read.value) / 3 - 1 })) } : unit,
    );
    const report = agreementReport(origin, studyAgreement({ ...data, units }, { seed: 1, leastStratumPairs: 15 }));
    const texts = [...wordsOf(report), ...wordsOf(outcomeReport(origin, studyOutcomes(data, USUAL_OUTCOMES)))];
    expect(texts.some((text) => text.includes('need readings above 0'))).toBe(true);
    // A count is whole.
    const targets = texts.indexOf('targets');
    expect(texts[targets - 1]).toMatch(/^\d+$/);
    expect(texts.flatMap((text) => [...text.matchAll(/\d+\.\d+/g)].map(String)).filter(hasDust)).toEqual([]);
  });

  it('prints p-values as journals do', () => {
    expect([0.0004, 0.001, 0.0496, 1].map(pText)).toEqual(['< 0.001', '0.001', '0.050', '1.000']);
  });
});

describe('the report on outcomes', () => {
  const subjects = [8, 4, 9].map((end, i) => ({
    ...{ subject: `${NASTY}${i}`, group: null, change: end - 10, change_percent: 10 * (end - 10) },
    points: [10, end].map((value, day) => ({ visit: `v${day}`, day: 84 * day, value })),
  }));
  const rows = subjects.map(({ subject, points }) =>
    row({ subject, group: null, instrument: 'PASI', before: points[0].value, after: [points[1].value] }),
  );
  const people: OutcomeStudy = study(rows, {
    baseline: [{ name: `Age ${NASTY}`, kind: 'number', values: [30, 40, 53.5] }],
  });
  const pasi: ScoreOutcomes = {
    ...{ score: 'PASI', source: 'manual', source_text: NASTY, warnings: ['few events'], subjects },
    ...{ report: instrumentReport(people, 'PASI'), responder_definition: 'PASI50' },
  };
  const outcomes = (scores: readonly ScoreOutcomes[]): StudyOutcomes => ({
    ...{ settings: outcomeSettings(people), one_group_because: 'blinded', subjects: 3, warnings: [NASTY], scores },
    characteristics: baselineCharacteristics(people),
  });

  it('has the people, then each score for itself', () => {
    const vasi = { ...pasi, score: 'T-VASI', report: { not_done: 'nothing yet' }, warnings: [] };
    const html = reportHtml(outcomeReport(origin, outcomes([pasi, vasi])));
    expectSelfContained(html);
    const headings = [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).toEqual(['Subjects', 'PASI (points)', 'T-VASI (points)', 'Conventions']);
    expect(html).toContain('<p class="warning">few events</p>');
    expect(html).toContain('not done: nothing yet');
    expect(html).toContain(`Source of all scores of this section: ${ESCAPED}.`);
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html).toContain('n = 3 subjects; 1 responder by PASI50');
  });

  it('lays published meaningful changes over the waterfall, each with its source, and tells what colours mean', () => {
    const { sections } = outcomeReport(origin, studyOutcomes(inventedStudy(8), USUAL_OUTCOMES));
    const [course, waterfall] = sections.flatMap(({ plots }) => plots);
    for (const label of ['−50 % [Ezzedine2025]', '−57 % [Ezzedine2025]', '−75 % [Kitchen2022]']) {
      expect(waterfall.svg).toContain(label);
    }
    expect(waterfall.caption).toContain('Dashed orange lines: published thresholds of meaningful change (MCID)');
    expect(course.caption).toContain('Each grey line is a subject');
    for (const colour of [OUTCOME_COLOURS.responder, OUTCOME_COLOURS.meaningful])
      expect(course.svg).not.toContain(colour);
    // PASI has none that is agreed.
    expect(outcomeReport(origin, outcomes([pasi])).sections[1].plots[1].svg).not.toContain('MCID');
  });

  it('refuses a table whose cells do not fit its columns', () => {
    const report = outcomeReport(origin, outcomes([pasi]));
    const table = { caption: 'x', columns: [{ name: 'a', align: 'left' as const }], rows: [['1', '2']], notes: [] };
    const ragged = {
      ...report,
      sections: [{ heading: 'x', level: 1 as const, warnings: [], tables: [table], plots: [] }],
    };
    expect(() => reportHtml(ragged)).toThrow('has not the 1 cells');
  });

  it('is the same report as text and as PDF, with letters that the font lacks replaced and said so', async () => {
    const report = outcomeReport({ ...origin, title: 'Study علی' }, outcomes([pasi]));
    const text = reportText(report);
    for (const { tables } of report.sections) for (const { caption } of tables) expect(text).toContain(caption);
    expect(text).toContain('Plot (html, pdf): PASI: course of each subject');
    const pdf = Buffer.from(await reportPdf(report, new Date(0)));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(printable('κ ² ≤ ≥ ± − √ λ ρ ’ “ ” – × · α β … Σ ∞ ≠')).toMatchObject({ lacks: false });
    expect(printable('علی')).toEqual({ text: '\uFFFD\uFFFD\uFFFD', lacks: true });
  });
});
