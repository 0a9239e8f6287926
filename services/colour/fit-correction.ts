import { mean } from '../agreement/order-statistics.ts';
import { deltaE2000, type LinearRgb, labFromLinear } from './lab.ts';

/** Three rows; each output channel is a row times the input light. */
export type ColourMatrix = readonly [LinearRgb, LinearRgb, LinearRgb];

export function applyMatrix(matrix: ColourMatrix, [r, g, b]: LinearRgb): LinearRgb {
  const row = ([x, y, z]: LinearRgb) => x * r + y * g + z * b;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** Colour error left by a correction, in ΔE00. */
export interface CorrectionResidual {
  readonly mean: number;
  readonly worst: number;
}

/** Sums of products of the light seen, and of it with the light wanted: all that a least-squares fit needs. */
interface Moments {
  readonly seen: number[][];
  readonly wanted: number[][];
}

/**
 * The 3 × 3 matrix that takes seen light to the reference with the least squared error in linear light.
 * @throws RangeError when the lights seen do not span three dimensions
 */
export function fitCorrection(seen: readonly LinearRgb[], reference: readonly LinearRgb[]): ColourMatrix {
  return solve(moments(seen, reference));
}

/** What the fit to all patches leaves on them. */
export function fitResidual(seen: readonly LinearRgb[], reference: readonly LinearRgb[]): CorrectionResidual {
  const matrix = fitCorrection(seen, reference);
  return summary(
    seen.map((light, k) => deltaE2000(labFromLinear(applyMatrix(matrix, light)), labFromLinear(reference[k]))),
  );
}

/**
 * How well a correction predicts colours that it was not fitted to: each patch is predicted by the fit to all the others; ΔE00.
 * @source Allen1974 (leave-one-out; Technometrics 16:125)
 */
export function leaveOneOutErrors(seen: readonly LinearRgb[], reference: readonly LinearRgb[]): readonly number[] {
  const all = moments(seen, reference);
  return seen.map((light, k) => {
    const one = moments([light], [reference[k]]);
    const without = { seen: difference(all.seen, one.seen), wanted: difference(all.wanted, one.wanted) };
    return deltaE2000(labFromLinear(applyMatrix(solve(without), light)), labFromLinear(reference[k]));
  });
}

export function summary(errors: readonly number[]): CorrectionResidual {
  return { mean: mean(errors), worst: Math.max(...errors) };
}

function moments(seen: readonly LinearRgb[], reference: readonly LinearRgb[]): Moments {
  const sum = (first: readonly LinearRgb[], second: readonly LinearRgb[]) =>
    [0, 1, 2].map((i) => [0, 1, 2].map((j) => first.reduce((total, light, k) => total + light[i] * second[k][j], 0)));
  return { seen: sum(seen, seen), wanted: sum(reference, seen) };
}

function difference(a: readonly number[][], b: readonly number[][]): number[][] {
  return a.map((row, i) => row.map((value, j) => value - b[i][j]));
}

/** wanted · seen⁻¹ by cofactors. */
function solve({ seen: [p, q, r], wanted }: Moments): ColourMatrix {
  const cross = (u: number[], v: number[]) => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const inverse = [cross(q, r), cross(r, p), cross(p, q)];
  const determinant = p[0] * inverse[0][0] + p[1] * inverse[0][1] + p[2] * inverse[0][2];
  // Of a symmetric positive matrix; relative to its trace, so that a dim photo is not taken for a grey one.
  if (!(determinant > SINGULAR * (p[0] + q[1] + r[2]) ** 3)) {
    throw new RangeError('Expected lights that span three dimensions but received fewer');
  }
  const row = (w: number[]): LinearRgb =>
    [0, 1, 2].map(
      (j) => (w[0] * inverse[0][j] + w[1] * inverse[1][j] + w[2] * inverse[2][j]) / determinant,
    ) as unknown as LinearRgb;
  return [row(wanted[0]), row(wanted[1]), row(wanted[2])];
}

/** Determinant over cubed trace below which three channels carry the same. */
const SINGULAR = 1e-9;
