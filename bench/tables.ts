import { mean, median } from '../services/agreement/order-statistics.ts';
import { CONDITIONS } from '../services/domain/condition.ts';
import type { Outcome } from '../services/phantoms/measure-phantoms.ts';
import { TONE_CLASSES } from '../services/phantoms/phantoms.ts';
import type { Bar } from './bars.ts';
import type { Judged } from './baselines/measure-baselines.ts';

type Row = readonly string[];

export function table(header: Row, rows: readonly Row[]): string {
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (row: Row): string => `| ${widths.map((width, i) => (row[i] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

export function barsTable(bars: readonly Bar[]): string {
  const rows = bars.map(({ figure, bar, value, met }) => [figure, bar, value, met ? 'met' : 'MISSED']);
  return table(['figure', 'bar', 'measured', ''], rows);
}

const figures = (outcomes: readonly Judged[]): string =>
  outcomes.length === 0
    ? ''
    : `${median(outcomes.map((outcome) => outcome.iou)).toFixed(3)} / ${mean(outcomes.map((outcome) => outcome.dice)).toFixed(3)}`;

/** Median IoU / mean Dice per condition and tone class, one column for each method. */
export function methodTable(methods: ReadonlyMap<string, readonly Judged[]>): string {
  const rows = CONDITIONS.flatMap((condition) =>
    (['all', ...TONE_CLASSES] as const).map((tone) => {
      const pick = (outcomes: readonly Judged[]) =>
        outcomes.filter(
          ({ askedAs, phantom }) => askedAs === condition && (tone === 'all' || phantom.tone_class === tone),
        );
      return [condition, tone, ...[...methods.values()].map((outcomes) => figures(pick(outcomes)))];
    }),
  );
  return table(['condition', 'tone class', ...methods.keys()], rows);
}

/** Every lesion phantom, worst first, so that a miss can be looked at. */
export function photoTable(outcomes: readonly Outcome[]): string {
  const sorted = [...outcomes].sort((a, b) => a.iou - b.iou);
  const rows = sorted.map(({ phantom, iou, dice, percentOfSkin, areaCm2, refusal }) => [
    phantom.file,
    iou.toFixed(3),
    dice.toFixed(3),
    `${percentOfSkin.toFixed(2)} / ${phantom.lesion_percent_of_skin.toFixed(2)}`,
    `${areaCm2?.toFixed(2) ?? '-'} / ${phantom.lesion_area_cm2?.toFixed(2) ?? '-'}`,
    refusal ?? '',
  ]);
  return table(['photo', 'IoU', 'Dice', '% of skin / truth', 'cm² / truth', 'refused'], rows);
}

/** Healthy photos with a false lesion of at least so many percent of the skin, and those refused, worst first. */
export function falseLesionTable(outcomes: readonly Outcome[], leastPercent: number): string {
  const shown = outcomes.filter(({ percentOfSkin, refusal }) => percentOfSkin >= leastPercent || refusal !== null);
  const rows = [...shown]
    .sort((a, b) => b.percentOfSkin - a.percentOfSkin)
    .map(({ phantom, askedAs, percentOfSkin, refusal }) => [
      phantom.file,
      askedAs,
      percentOfSkin.toFixed(2),
      refusal ?? '',
    ]);
  return table(['healthy photo', 'asked as', 'false lesion, % of skin', 'refused'], rows);
}
