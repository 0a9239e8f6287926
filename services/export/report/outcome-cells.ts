import { isDone, type NotDone, type Tests } from '../../outcomes/attempt.ts';
import type { NumberSummary, SummaryForm } from '../../outcomes/summary.ts';
import type { Estimate, Interval, TestResult } from '../../statistics/test-result.ts';
import type { ReportColumn, ReportTable } from './report.ts';

/** What binary fractions leave of nought. */
const DUST = 1e-12;

/** A figure for people: two decimals, more digits where it is small, scientific where it is huge. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  const size = Math.abs(value);
  if (size < DUST) return '0.00';
  if (size >= 1e6) return value.toExponential(2);
  return size >= 0.1 ? value.toFixed(2) : String(Number(value.toPrecision(2)));
}

const LEAST_P = 0.001;
export const pValue = (p: number): string => (p < LEAST_P ? '<0.001' : p.toFixed(3));

export const interval = (range: Interval | null): string =>
  range === null ? '–' : `${figure(range[0])} to ${figure(range[1])}`;

export const summaryLabel = (form: SummaryForm): string => (form === 'mean_sd' ? 'mean ± SD' : 'median [quartiles]');

export function summaryCell(summary: NumberSummary, form: SummaryForm): string {
  const missing = summary.missing > 0 ? ` (${summary.missing} missing)` : '';
  if (summary.n === 0) return `–${missing}`;
  const [low, high] = summary.quartiles ?? [null, null];
  return form === 'mean_sd'
    ? `${figure(summary.mean)} ± ${figure(summary.sd)}${missing}`
    : `${figure(summary.median)} [${figure(low)}, ${figure(high)}]${missing}`;
}

export const shareCell = (count: number, n: number): string =>
  n === 0 ? '0' : `${count}/${n} (${((100 * count) / n).toFixed(1)} %)`;

export const estimateCell = (estimate: Estimate | NotDone | null): string => {
  if (estimate === null) return '–';
  return isDone(estimate) ? `${figure(estimate.value)} (${interval(estimate.interval)})` : 'not done';
};

/** A p-value with its test's name: never alone. */
export const chosenCell = ({ chosen }: Tests): string =>
  isDone(chosen) ? `${pValue(chosen.p_value)} (${chosen.test}, ${chosen.variant})` : 'not done';

const TEST_HEADER = ['of', 'test', 'variant', 'statistic', 'df', 'p', 'estimate (95 % interval)'] as const;

/** All to the left, but for what is said otherwise: texts in a cell are longer than numbers. */
export const columnsOf = (names: readonly string[]): readonly ReportColumn[] =>
  names.map((name) => ({ name, align: 'left' }));

/** A row with as many cells as there are columns. */
export const filled = (cells: readonly string[], columns: readonly unknown[]): readonly string[] =>
  columns.map((_, i) => cells[i] ?? '');

/** The chosen test, then the others, each with its variant; what was not done says why. */
function testRows(label: string, { chosen, sensitivity }: Tests): readonly (readonly string[])[] {
  return [chosen, ...sensitivity].map((each, i) => [label, ...testCells(each, i === 0)]);
}

function testCells(outcome: TestResult | NotDone, chosen: boolean): readonly string[] {
  if (!isDone(outcome)) return ['not done', outcome.not_done];
  const { test, variant, statistic, df, p_value: p, estimate } = outcome;
  const shownDf =
    df === null
      ? '–'
      : [df]
          .flat()
          .map((each) => String(Number(each.toFixed(2))))
          .join(', ');
  return [
    chosen ? test : `also: ${test}`,
    variant,
    statistic === null ? '–' : `${statistic.name} ${figure(statistic.value)}`,
    shownDf,
    pValue(p),
    estimate === null ? '–' : `${estimate.name} ${estimateCell(estimate)}, ${estimate.method}`,
  ];
}

/** What must be known of the tests, each remark once with all that it is of. */
function remarkLines(named: readonly (readonly [string, Tests])[]): readonly string[] {
  const labels = new Map<string, Set<string>>();
  for (const [label, { chosen, sensitivity }] of named) {
    for (const remark of [chosen, ...sensitivity].flatMap((each) => (isDone(each) ? each.remarks : []))) {
      labels.set(remark, (labels.get(remark) ?? new Set()).add(label));
    }
  }
  return [...labels].map(([remark, of]) => `${[...of].join('; ')}: ${remark}`);
}

/** Tests that belong to a table, below it, with what must be known of them. @param of caption of that table */
export function testsTable(of: string, named: readonly (readonly [string, Tests])[]): ReportTable {
  const columns = columnsOf(TEST_HEADER);
  const rows = named.flatMap(([label, tests]) => testRows(label, tests)).map((row) => filled(row, columns));
  return { caption: `${of}: tests`, columns, rows, notes: remarkLines(named) };
}
