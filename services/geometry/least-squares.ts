import { invertMatrix, normalEquations, solveLinear } from './linear.ts';

export interface LeastSquaresFit {
  readonly parameters: readonly number[];
  /** Half the sum of squared residuals. */
  readonly cost: number;
  /** Covariance of the parameters, for residuals of unit variance. */
  readonly covariance: readonly (readonly number[])[];
}

const MAX_ITERATIONS = 40;
const FIRST_DAMPING = 1e-3;
const DAMPING_STEP = 10;
const MAX_DAMPING = 1e8;
/** Relative step of numerical derivatives: near the cube root of double precision. */
const DERIVATIVE_STEP = 1e-6;
/** A smaller relative gain in cost ends the search. */
const ENOUGH = 1e-10;

/** Minimises the sum of squared residuals from `start` by Levenberg's and Marquardt's method. @source Marquardt1963 */
export function leastSquares(
  residualsOf: (parameters: readonly number[]) => readonly number[],
  start: readonly number[],
): LeastSquaresFit {
  const normalAt = (parameters: readonly number[], residuals: readonly number[]) =>
    normalEquations(jacobian(residualsOf, parameters), residuals);
  let parameters = start;
  let residuals = residualsOf(parameters);
  let normal = normalAt(parameters, residuals);
  let damping = FIRST_DAMPING;
  for (let i = 0; i < MAX_ITERATIONS && damping < MAX_DAMPING; i++) {
    const damped = normal.matrix.map((row, r) =>
      row.map((value, c) => (r === c ? value * (1 + damping) + Number.MIN_VALUE : value)),
    );
    const step = solveLinear(damped, normal.vector);
    const next = parameters.map((value, p) => value - step[p]);
    const nextResiduals = residualsOf(next);
    const gain = costOf(residuals) - costOf(nextResiduals);
    if (gain > 0) {
      const isEnough = gain < ENOUGH * costOf(residuals);
      parameters = next;
      residuals = nextResiduals;
      normal = normalAt(parameters, residuals);
      damping /= DAMPING_STEP;
      if (isEnough) break;
    } else {
      damping *= DAMPING_STEP;
    }
  }
  return { parameters, cost: costOf(residuals), covariance: invertMatrix(normal.matrix) };
}

function costOf(residuals: readonly number[]): number {
  return residuals.reduce((sum, r) => sum + (r * r) / 2, 0);
}

function jacobian(
  residualsOf: (parameters: readonly number[]) => readonly number[],
  at: readonly number[],
): number[][] {
  const columns = at.map((value, p) => {
    const step = DERIVATIVE_STEP * Math.max(1, Math.abs(value));
    const shifted = (by: number) => residualsOf(at.map((v, i) => (i === p ? v + by : v)));
    const above = shifted(step);
    const below = shifted(-step);
    return above.map((r, i) => (r - below[i]) / (2 * step));
  });
  return columns[0].map((_, row) => columns.map((column) => column[row]));
}
