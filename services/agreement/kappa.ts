import { twoSidedNormal, Z_95 } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { around, type Interval } from './interval.ts';

export interface Kappa {
  readonly n: number;
  readonly kappa: number;
  /** Fleiss–Cohen–Everitt, for the interval. */
  readonly standard_error: number;
  /** κ ± 1.959964 SE, not cut off at 1. Null where the standard error is 0. */
  readonly interval: Interval | null;
  /** Two-sided, of no agreement beyond chance, by the standard error under that hypothesis. */
  readonly p_value: number;
  /** Share of (weighted) agreement observed, and expected by chance. */
  readonly observed: number;
  readonly expected: number;
}

export const KAPPA_WEIGHTS = ['unweighted', 'linear', 'quadratic'] as const;
export type KappaWeights = (typeof KAPPA_WEIGHTS)[number];

/** How much each pair of grades disagrees; any unit, 0 on the diagonal. Grades count as numbers: from 0 to 4 is four times from 0 to 1. */
export function disagreementWeights(grades: readonly number[], weights: KappaWeights): readonly (readonly number[])[] {
  const power = { unweighted: 0, linear: 1, quadratic: 2 }[weights];
  return grades.map((a) => grades.map((b) => (a === b ? 0 : Math.abs(a - b) ** power)));
}

/**
 * Cohen's (weighted) kappa of two raters from the counts of pairs of categories.
 * @param counts rows are the first rater's categories, columns the second's
 * @param disagreement weights v; agreement weights are then 1 - v / max v
 * @throws Refusal where no agreement can be told from chance: both raters gave one and the same grade throughout
 * @source Cohen1960 (doi 10.1177/001316446002000104), Cohen1968 (doi 10.1037/h0026256), FleissCohenEveritt1969 (doi 10.1037/h0028106)
 */
export function kappa(counts: readonly (readonly number[])[], disagreement: readonly (readonly number[])[]): Kappa {
  const size = counts.length;
  if (counts.some((row) => row.length !== size) || disagreement.length !== size) {
    throw new RangeError(`Expected a square table and as many weights but received ${size} rows`);
  }
  const n = counts.flat().reduce((sum, count) => sum + count, 0);
  const worst = Math.max(...disagreement.flat());
  if (n === 0 || !(worst > 0)) return notComputable('Kappa', 'all grades are one and the same, or there are none.');
  const p = counts.map((row) => row.map((count) => count / n));
  const w = disagreement.map((row) => row.map((v) => 1 - v / worst));
  const { observed, expected, rows, columns } = sharesOf(p, w);
  // Mean agreement weight of a category of the one rater with what the other gives.
  const meanOfRow = w.map((row) => row.reduce((sum, weight, j) => sum + weight * columns[j], 0));
  const meanOfColumn = w.map((_, j) => w.reduce((sum, row, i) => sum + row[j] * rows[i], 0));
  const sum = (term: (i: number, j: number) => number): number =>
    p.reduce((total, row, i) => row.reduce((part, _, j) => part + term(i, j), total), 0);
  if (1 - expected <= Number.EPSILON) return notComputable('Kappa', 'chance alone would agree wholly.');
  const kappaW = (observed - expected) / (1 - expected);
  const scale = 1 / (Math.sqrt(n) * (1 - expected));
  const about = sum((i, j) => p[i][j] * (w[i][j] - (meanOfRow[i] + meanOfColumn[j]) * (1 - kappaW)) ** 2);
  const standard_error = scale * root(about - (kappaW - expected * (1 - kappaW)) ** 2);
  const byChance = sum((i, j) => rows[i] * columns[j] * (w[i][j] - meanOfRow[i] - meanOfColumn[j]) ** 2);
  const errorOfChance = scale * root(byChance - expected ** 2);
  return {
    ...{ n, kappa: kappaW, standard_error },
    interval: standard_error === 0 ? null : around(kappaW, Z_95 * standard_error),
    p_value: errorOfChance === 0 ? 1 : twoSidedNormal(kappaW / errorOfChance),
    ...{ observed, expected },
  };
}

type Matrix = readonly (readonly number[])[];

/** Weighted agreement, observed and expected by chance, with the margins. */
function sharesOf(p: Matrix, w: Matrix) {
  const rows = p.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columns = p.map((_, j) => p.reduce((sum, row) => sum + row[j], 0));
  let [observed, expected] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    for (let j = 0; j < p.length; j++) {
      observed += w[i][j] * p[i][j];
      expected += w[i][j] * rows[i] * columns[j];
    }
  }
  return { observed, expected, rows, columns };
}

/** The coefficient alone; NaN where chance alone would agree wholly. */
export function kappaOf(counts: Matrix, disagreement: Matrix): number {
  const n = counts.flat().reduce((sum, count) => sum + count, 0);
  const worst = Math.max(...disagreement.flat());
  const { observed, expected } = sharesOf(
    counts.map((row) => row.map((count) => count / n)),
    disagreement.map((row) => row.map((v) => 1 - v / worst)),
  );
  return 1 - expected <= Number.EPSILON ? Number.NaN : (observed - expected) / (1 - expected);
}

/** A variance that is 0 may come out as the dust of binary fractions on either side. */
const root = (variance: number): number => (variance <= Number.EPSILON ? 0 : Math.sqrt(variance));
