import { twoSidedT } from '../statistics/distributions.ts';
import { type Finding, finding, type NotChecked } from './finding.ts';
import { type Interval, minus, plus, size, through, times } from './interval.ts';
import { meant, meantNotNegative, type Reading } from './printed.ts';
import { type Item, observed, type PublishedTable } from './published-table.ts';
import type { MeanStatement, TestName, TestStatement } from './statements.ts';
import { judge, type Variant } from './variants.ts';

const OF_TWO: readonly (TestName | null)[] = [null, 't', 'welch'];
const OF_CHANGE: readonly (TestName | null)[] = [null, 'paired t'];
const UNNAMED = 'If it is of a t-test, it is a fault; name the test (other for ranks or an adjusted one).';

/** P-values of means: t and Welch between two groups, paired t of a change within one. */
export function checkMeans(published: PublishedTable): readonly (Finding | NotChecked)[] {
  return published.items
    .filter(({ means }) => means.length > 0)
    .flatMap((item) =>
      item.tests.map((test) => (test.group === null ? betweenGroups(published, item, test) : ofChange(item, test))),
    );
}

/** A mean whose spread and n are known. */
interface Sample {
  readonly n: number;
  readonly mean: Interval;
  readonly variance: Interval;
}

/** @param reading null for the printed numbers as they stand */
function sampleOf({ mean, sd, n }: MeanStatement, reading: Reading | null): Sample | undefined {
  if (sd === null || n === null || n < 2) return undefined;
  const square = (value: number) => value * value;
  const exact = (value: number): Interval => ({ low: value, high: value });
  return {
    n,
    mean: reading === null ? exact(mean.value) : meant(mean, reading),
    variance: through(reading === null ? exact(sd.value) : meantNotNegative(sd, reading), square),
  };
}

/** p over all differences and standard errors; fewer degrees of freedom make it larger. */
function pRange(difference: Interval, squaredError: Interval, df: Interval): Interval {
  const distance = size(difference);
  const t = { low: distance.low / Math.sqrt(squaredError.high), high: distance.high / Math.sqrt(squaredError.low) };
  return { low: pOf(t.high, df.high), high: pOf(t.low, df.low) };
}

/** 0 / 0: no difference and no spread. */
const pOf = (t: number, df: number): number => (Number.isNaN(t) ? 1 : Number.isFinite(t) ? twoSidedT(t, df) : 0);

function studentRange(a: Sample, b: Sample): Interval {
  const df = a.n + b.n - 2;
  const pooled = times(plus(times(a.variance, a.n - 1), times(b.variance, b.n - 1)), 1 / df);
  return pRange(minus(a.mean, b.mean), times(pooled, 1 / a.n + 1 / b.n), { low: df, high: df });
}

/** Welch's degrees of freedom for two variances of means. */
function welchDf(va: number, vb: number, a: Sample, b: Sample): number {
  return va + vb === 0 ? a.n + b.n - 2 : (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
}

/** Degrees of freedom have one peak, n₁ + n₂ − 2, over the ratio of the variances: they are fewest at a corner. */
function welchRange(a: Sample, b: Sample): Interval {
  const [va, vb] = [times(a.variance, 1 / a.n), times(b.variance, 1 / b.n)];
  const corners = [va.low, va.high].flatMap((one) => [vb.low, vb.high].map((other) => welchDf(one, other, a, b)));
  const isExact = va.low === va.high && vb.low === vb.high;
  const df = { low: Math.min(...corners), high: isExact ? corners[0] : a.n + b.n - 2 };
  return pRange(minus(a.mean, b.mean), plus(va, vb), df);
}

type RangeOf = (samples: readonly Sample[]) => Interval;

function variantOf(test: TestName, name: string, means: readonly MeanStatement[], rangeOf: RangeOf): Variant {
  const range = (reading: Reading | null) => rangeOf(means.flatMap((mean) => sampleOf(mean, reading) ?? []));
  const p = range(null).high;
  const rounded = range('rounded');
  const label = `${name} (from rounded numbers p ${rounded.low.toPrecision(2)} to ${rounded.high.toPrecision(2)})`;
  return { test, label, p, range };
}

function betweenGroups(published: PublishedTable, item: Item, test: TestStatement): Finding | NotChecked {
  const { line } = test;
  const means = observed(published, item.means).filter((each) => each.time === test.time && each.level === test.level);
  if (!OF_TWO.includes(test.test))
    return { line, reason: `a test named ${test.test} cannot be recomputed from mean and SD` };
  if (means.length !== 2) return { line, reason: `means of two groups are needed, but there are ${means.length}` };
  if (means.some((mean) => sampleOf(mean, null) === undefined)) return { line, reason: 'SD and n of both are needed' };
  const variants = [
    variantOf('t', 't-test', means, ([a, b]) => studentRange(a, b)),
    variantOf('welch', 'Welch’s t-test', means, ([a, b]) => welchRange(a, b)),
  ];
  return finding('p_against_means', [test, ...means], judged(test, variants));
}

function ofChange({ means }: Item, test: TestStatement): Finding | NotChecked {
  const { line } = test;
  const change = means.find(
    ({ group, level, time }) => group === test.group && level === test.level && time === 'change',
  );
  if (!OF_CHANGE.includes(test.test))
    return { line, reason: `a test named ${test.test} cannot be recomputed from the change` };
  if (change === undefined || sampleOf(change, null) === undefined) {
    return { line, reason: 'mean, SD and n of the change in this group are needed' };
  }
  const variants = [
    variantOf('paired t', 'paired t-test', [change], ([{ n, mean, variance }]) =>
      pRange(mean, times(variance, 1 / n), { low: n - 1, high: n - 1 }),
    ),
  ];
  return finding('p_against_change', [test, change], judged(test, variants));
}

/** Means may be printed beside a rank test: without its name a p-value that no t-test gives is doubtful, not a fault. */
function judged(test: TestStatement, variants: readonly Variant[]) {
  const { grade, recomputed, explanation } = judge(test.p, test.test, variants);
  const unnamed = grade === 'fault' && test.test === null;
  return {
    printed: `p ${test.p.text}`,
    recomputed,
    grade: unnamed ? ('doubtful' as const) : grade,
    explanation: unnamed ? `${explanation} ${UNNAMED}` : explanation,
  };
}
