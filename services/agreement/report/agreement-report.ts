import { RESAMPLES, type Resampling } from '../cluster-bootstrap.ts';
import { groupBy } from '../group-by.ts';
import { differenceFormFigures } from './difference-form-figures.ts';
import type { Figure, FigureContext } from './figure.ts';
import { gradeFigures } from './grade-figures.ts';
import { isGraded } from './grades.ts';
import { iccFigures } from './icc-figures.ts';
import { layoutBootstrap } from './layout-bootstrap.ts';
import { limitsFigures } from './limits-figures.ts';
import { concordanceFigures, regressionFigures } from './line-figures.ts';
import { marginFigures } from './margin-figures.ts';
import { type Pair, placesBySubject, type ReportOptions } from './pair.ts';
import { pairBootstrap } from './pair-bootstrap.ts';
import { REFERENCES, type Reference } from './references.ts';
import { repeatabilityFigures } from './repeatability-figures.ts';

/** One row of a table: what each method read of one and the same thing. */
export interface ReadingRow {
  /** As a spreadsheet numbers it. */
  readonly number: number;
  /** One per method; null where it is missing. */
  readonly readings: readonly (number | null)[];
  /** Null where it is missing; undefined where the table has no subjects. */
  readonly subject?: string | null;
  /** Tone class, site, region, lesion size: what the report is parted by. */
  readonly group?: string | null;
}

export interface AgreementTable {
  readonly methods: readonly string[];
  readonly rows: readonly ReadingRow[];
  readonly hasSubjects: boolean;
  /** What the groups are; null without. */
  readonly by: string | null;
}

/** Methods against one another, over the rows on which none of them is missing. */
export interface Comparison {
  readonly methods: readonly string[];
  readonly n: number;
  readonly subjects: number | null;
  /** Rows that lack a reading or the subject. */
  readonly left_out_rows: readonly number[];
  readonly figures: readonly Figure[];
}

export interface GroupReport {
  /** Null: all rows. */
  readonly group: string | null;
  readonly comparisons: readonly Comparison[];
}

export interface AgreementReport {
  readonly methods: readonly string[];
  /** differences are the first method less the second, in the order of the columns. */
  readonly unit: string;
  readonly rows: number;
  readonly by: string | null;
  readonly margin: number | null;
  readonly bootstrap: Resampling | null;
  readonly groups: readonly GroupReport[];
  readonly references: Readonly<Partial<Record<Reference, string>>>;
}

/** Name of the group of rows that have none. */
export const NO_GROUP = '(no value)';

/** Agreement of every pair of methods, and of all when there are more than two; over all rows, then group by group. */
export function agreementReport(table: AgreementTable, options: ReportOptions): AgreementReport {
  const groups: readonly GroupReport[] = [
    { group: null, comparisons: comparisonsOf(table, table.rows, options) },
    ...[...parts(table)].map(([group, rows]) => ({ group, comparisons: comparisonsOf(table, rows, options) })),
  ];
  return {
    methods: table.methods,
    unit: options.unit,
    rows: table.rows.length,
    by: table.by,
    margin: options.margin,
    bootstrap: table.hasSubjects ? { seed: options.seed, resamples: RESAMPLES } : null,
    groups,
    references: citations(groups),
  };
}

function parts({ by, rows }: AgreementTable): ReadonlyMap<string, readonly ReadingRow[]> {
  return by === null ? new Map() : groupBy(rows, ({ group }) => group ?? NO_GROUP);
}

function comparisonsOf(
  table: AgreementTable,
  rows: readonly ReadingRow[],
  options: ReportOptions,
): readonly Comparison[] {
  const places = table.methods.map((_, i) => i);
  const pairs = places.flatMap((i) => places.slice(i + 1).map((j) => [i, j] as const));
  const compared = pairs.map((pair) => comparePair(table, complete(table, rows, pair), options));
  return places.length > 2 ? [compareAll(table, complete(table, rows, places), options), ...compared] : compared;
}

interface Complete {
  readonly columns: readonly number[];
  readonly kept: readonly ReadingRow[];
  readonly leftOut: readonly number[];
}

/** Rows on which none of the methods is missing, nor the subject. */
function complete({ hasSubjects }: AgreementTable, rows: readonly ReadingRow[], columns: readonly number[]): Complete {
  const has = (row: ReadingRow): boolean =>
    columns.every((column) => row.readings[column] !== null) && (!hasSubjects || typeof row.subject === 'string');
  const leftOut = rows.filter((row) => !has(row)).map(({ number }) => number);
  return { columns, kept: rows.filter(has), leftOut };
}

const subjectsOf = ({ hasSubjects }: AgreementTable, { kept }: Complete): readonly string[] | null =>
  hasSubjects ? kept.map(({ subject }) => subject ?? '') : null;

/** A missing reading never gets here. */
const readingsOf = ({ kept }: Complete, column: number): readonly number[] =>
  kept.map(({ readings }) => readings[column] ?? Number.NaN);

function comparePair(table: AgreementTable, rows: Complete, options: ReportOptions): Comparison {
  const [first, second] = rows.columns;
  const pair: Pair = {
    first: table.methods[first],
    second: table.methods[second],
    a: readingsOf(rows, first),
    b: readingsOf(rows, second),
    rows: rows.kept.map(({ number }) => number),
    subjects: subjectsOf(table, rows),
  };
  return describe(table, rows, pairFigures(pair, options));
}

/** All figures of two methods, in the order of the report. */
export function pairFigures(pair: Pair, options: ReportOptions): readonly Figure[] {
  if (pair.a.length === 0) return [];
  const { unit, margin } = options;
  const { context, rows } = contextOf(pair, options);
  return [
    ...limitsFigures(pair, unit, context),
    ...(margin === null ? [] : marginFigures(pair, { margin, unit }, context)),
    ...differenceFormFigures(pair, context),
    ...iccFigures(rows, unit, context),
    ...concordanceFigures(pair, context),
    ...(isGraded(pair) ? gradeFigures(pair, context) : []),
    ...regressionFigures(pair, options, context),
    ...repeatabilityFigures(rows, unit, context),
  ];
}

/** What a reader looks for first, where there is no room for all. */
const KEY_FIGURES: readonly string[] = [
  'bias',
  'sd',
  'lower_limit_1.96',
  'upper_limit_1.96',
  'mean_absolute_difference',
  'icc_2,1',
  'ccc_n',
];

/** Bias, limits, ICC(2,1) and CCC of two methods: the same figures as in the whole report, and nothing else. */
export function keyFigures(pair: Pair, options: ReportOptions): readonly Figure[] {
  if (pair.a.length === 0) return [];
  const { context, rows } = contextOf(pair, options, KEY_FIGURES);
  return [
    ...limitsFigures(pair, options.unit, context),
    ...iccFigures(rows, options.unit, context),
    ...concordanceFigures(pair, context),
  ].filter(({ id }) => KEY_FIGURES.includes(id));
}

function contextOf(pair: Pair, options: ReportOptions, wanted?: readonly string[]) {
  const places = pair.subjects === null ? null : placesBySubject(pair);
  const repeated = places !== null && places.length < pair.a.length;
  const context: FigureContext = { repeated, bootstrap: places ? pairBootstrap(pair, options, wanted) : new Map() };
  const rows = pair.a.map((value, i) => [value, pair.b[i]]);
  return { context, rows };
}

/** Figures of more than two methods at once: ICC, errors of measurement, repeatability. @param rows a reading of each method */
export function layoutFigures(
  rows: readonly (readonly number[])[],
  subjects: readonly string[] | null,
  { unit, seed }: Pick<ReportOptions, 'unit' | 'seed'>,
): readonly Figure[] {
  if (rows.length === 0) return [];
  const places = subjects && placesBySubject({ a: rows.map(([reading]) => reading), subjects });
  const repeated = places !== null && places.length < rows.length;
  const context: FigureContext = { repeated, bootstrap: places ? layoutBootstrap(rows, places, seed) : new Map() };
  return [...iccFigures(rows, unit, context), ...repeatabilityFigures(rows, unit, context)];
}

function compareAll(table: AgreementTable, rows: Complete, options: ReportOptions): Comparison {
  const layout = rows.kept.map(({ readings }) => readings.map((reading) => reading ?? Number.NaN));
  return describe(table, rows, layoutFigures(layout, subjectsOf(table, rows), options));
}

function describe(table: AgreementTable, rows: Complete, figures: readonly Figure[]): Comparison {
  const subjects = subjectsOf(table, rows);
  return {
    methods: rows.columns.map((column) => table.methods[column]),
    n: rows.kept.length,
    subjects: subjects && new Set(subjects).size,
    left_out_rows: rows.leftOut,
    figures,
  };
}

function citations(groups: readonly GroupReport[]): AgreementReport['references'] {
  return citationsOf(groups.flatMap(({ comparisons }) => comparisons.flatMap(({ figures }) => figures)));
}

/** The sources that figures name, in full, by their keys. */
export function citationsOf(figures: readonly Figure[]): AgreementReport['references'] {
  const keys = figures.flatMap(({ references }) => references);
  const named = [...new Set(keys)].sort().map((key) => [key, REFERENCES[key]] as const);
  return Object.fromEntries(named);
}
