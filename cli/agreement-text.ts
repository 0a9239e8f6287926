import type { Interval } from '../services/agreement/interval.ts';
import type { AgreementReport, Comparison } from '../services/agreement/report/agreement-report.ts';
import type { Figure } from '../services/agreement/report/figure.ts';
import { table } from '../services/export/text-table.ts';

const NONE = '–';
/** Digits of a figure: more than are worth quoting, few enough to read. */
const DIGITS = 6;
const SMALLEST_P = 0.0001;
/** Rows that were left out, by name, in the text; the JSON document names all. */
const MOST_ROWS_NAMED = 20;

/** The report as tables for people: what the JSON document holds. */
export function agreementText(report: AgreementReport): string {
  const { methods, rows, unit, by, margin, bootstrap, groups, references } = report;
  const head = [
    `Agreement of ${methods.join(', ')}: ${rows} rows, unit: ${unit}. Differences are the first named less the second.`,
    ...(margin === null ? [] : [`Margin: ± ${margin} ${unit}.`]),
    ...(bootstrap === null
      ? ['Each row counts as a subject of its own; where that is not so, name the column with --subject.']
      : [`Bootstrap: ${bootstrap.resamples} resamples of whole subjects, seed ${bootstrap.seed}, 95 %, percentile.`]),
  ];
  const body = groups.flatMap(({ group, comparisons }) =>
    comparisons.map((each) => comparisonText(each, group === null ? null : `${by} = ${group}`)),
  );
  const sources = Object.entries(references).map(([key, citation]) => `${key}: ${citation}`);
  return `${head.join('\n')}\n\n${body.join('\n')}\nReferences\n${sources.join('\n')}\n`;
}

function comparisonText({ methods, n, subjects, left_out_rows, figures }: Comparison, group: string | null): string {
  const counts = `${n} complete rows${subjects === null ? '' : `, ${subjects} subjects`}`;
  const title = `== ${methods.join(' and ')}${group === null ? '' : `, ${group}`}: ${counts} ==`;
  const named = left_out_rows.slice(0, MOST_ROWS_NAMED).join(', ');
  const more = left_out_rows.length > MOST_ROWS_NAMED ? ` and ${left_out_rows.length - MOST_ROWS_NAMED} more` : '';
  const leftOut = left_out_rows.length === 0 ? '' : `Left out, a value is missing: rows ${named}${more}.\n`;
  if (figures.length === 0) return `${title}\n${leftOut}No complete row: no figures.\n`;
  const hasBootstrap = figures.some(({ bootstrap_interval }) => bootstrap_interval !== null);
  const bootstrapped = hasBootstrap ? ['bootstrap 95 %'] : [];
  const header = ['figure', 'value', 'unit', 'interval', ...bootstrapped, 'p', 'reading', 'source', 'form'];
  return `${title}\n${leftOut}${table(
    header,
    figures.map((figure) => cells(figure, hasBootstrap)),
  )}`;
}

function cells(figure: Figure, hasBootstrap: boolean): readonly string[] {
  const { name, value, unit, form, interval, interval_form, bootstrap_interval, p_value, test, reading, note } = figure;
  const how = [form, interval_form && `interval: ${interval_form}`, p_value !== null && `p: ${test}`, note];
  return [
    ...[name, value === null ? NONE : number(value), unit || NONE, interval === null ? NONE : range(interval)],
    ...(hasBootstrap ? [bootstrap_interval === null ? NONE : range(bootstrap_interval)] : []),
    pText(p_value),
    ...[reading ?? NONE, figure.references.join(', ') || NONE, how.filter((each) => each).join('; ')],
  ];
}

function pText(p: number | null): string {
  if (p === null) return NONE;
  return p < SMALLEST_P ? `< ${SMALLEST_P}` : p.toFixed(4);
}

const number = (value: number): string => String(Number(value.toPrecision(DIGITS)));
const range = ([lower, upper]: Interval): string => `${number(lower)} to ${number(upper)}`;
