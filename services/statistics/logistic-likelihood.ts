import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A yes-or-no outcome and its rows of predictors, the constant first. */
export interface LogisticData {
  readonly rows: readonly (readonly number[])[];
  readonly outcome: readonly boolean[];
}

/** `jeffreys` adds half the logarithm of the information's determinant (Firth). */
export type Penalty = 'none' | 'jeffreys';

export interface Maximum {
  readonly coefficients: readonly number[];
  readonly logLikelihood: number;
  /** Inverse of the Fisher information; null where that is singular. */
  readonly covariance: Matrix | null;
  readonly converged: boolean;
  /** The last step taken: where there is no maximum, the direction in which the likelihood still rises. */
  readonly lastStep: readonly number[];
}

/** One coefficient that is not free. */
export interface Held {
  readonly index: number;
  readonly value: number;
}

/** Largest change of a linear predictor at which the maximum is reached; Newton's steps square it each time. */
const CONVERGED = 1e-9;
/** Newton's method needs about ten; without a maximum the predictors grow by 1 in each step, to about e³⁰ : 1. */
const MOST_STEPS = { none: 30, jeffreys: 500 } as const;
const MOST_HALVINGS = 30;
/** A loss of likelihood below this is rounding. */
const ROUNDING = 1e-10;
/** Longest step of a linear predictor: a first step from afar must not leap into flat land. */
const LONGEST_STEP = 5;

interface State {
  readonly logLikelihood: number;
  readonly probabilities: readonly number[];
  readonly covariance: Matrix | null;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** ln(1 + eˣ) without overflow. */
const softPlus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

function stateAt({ rows, outcome }: LogisticData, coefficients: readonly number[], penalty: Penalty): State {
  const predictors = rows.map((row) => dot(row, coefficients));
  const probabilities = predictors.map((eta) => 1 / (1 + Math.exp(-eta)));
  const plain = predictors.reduce((sum, eta, i) => sum + (outcome[i] ? eta : 0) - softPlus(eta), 0);
  const information = informationOf(rows, probabilities);
  const cholesky = new CholeskyDecomposition(information);
  if (!cholesky.isPositiveDefinite()) {
    return { logLikelihood: penalty === 'none' ? plain : Number.NEGATIVE_INFINITY, probabilities, covariance: null };
  }
  const halfLogDeterminant = cholesky.lowerTriangularMatrix.diagonal().reduce((sum, each) => sum + Math.log(each), 0);
  return {
    logLikelihood: plain + (penalty === 'none' ? 0 : halfLogDeterminant),
    probabilities,
    covariance: cholesky.solve(Matrix.eye(information.rows)),
  };
}

function informationOf(rows: readonly (readonly number[])[], probabilities: readonly number[]): Matrix {
  const size = rows[0].length;
  const information = Matrix.zeros(size, size);
  rows.forEach((row, i) => {
    const weight = probabilities[i] * (1 - probabilities[i]);
    for (let j = 0; j < size; j++) {
      for (let k = 0; k <= j; k++) information.set(j, k, information.get(j, k) + weight * row[j] * row[k]);
    }
  });
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) information.set(k, j, information.get(j, k));
  return information;
}

/** x'·C·x */
function quadratic(covariance: Matrix, row: readonly number[]): number {
  return row.reduce((sum, x, j) => sum + x * row.reduce((part, y, k) => part + covariance.get(j, k) * y, 0), 0);
}

function scoreOf({ rows, outcome }: LogisticData, { probabilities, covariance }: State, penalty: Penalty) {
  const score = new Array<number>(rows[0].length).fill(0);
  rows.forEach((row, i) => {
    const p = probabilities[i];
    let residual = (outcome[i] ? 1 : 0) - p;
    // Firth: each residual gains h (1/2 - p), h being the row's leverage.
    if (penalty === 'jeffreys' && covariance) residual += p * (1 - p) * quadratic(covariance, row) * (0.5 - p);
    row.forEach((x, j) => {
      score[j] += x * residual;
    });
  });
  return score;
}

/** Newton's step of the free coefficients: the information's free block, inverted, times the score. */
function stepOf(data: LogisticData, state: State, penalty: Penalty, held: Held | undefined): number[] | null {
  const score = scoreOf(data, state, penalty);
  if (held === undefined) {
    if (state.covariance === null) return null;
    return state.covariance.mmul(Matrix.columnVector(score)).to1DArray();
  }
  const free = score.map((_, j) => j).filter((j) => j !== held.index);
  const block = informationOf(data.rows, state.probabilities).selection(free, free);
  const cholesky = new CholeskyDecomposition(block);
  if (!cholesky.isPositiveDefinite()) return null;
  const solved = cholesky.solve(Matrix.columnVector(free.map((j) => score[j]))).to1DArray();
  return score.map((_, j) => (j === held.index ? 0 : solved[free.indexOf(j)]));
}

/** The most likely coefficients by Newton's method with halved steps (iteratively reweighted least squares). */
export function maximise(
  data: LogisticData,
  penalty: Penalty,
  { held, start }: { readonly held?: Held; readonly start?: readonly number[] } = {},
): Maximum {
  let coefficients = [...(start ?? data.rows[0].map(() => 0))];
  if (held) coefficients[held.index] = held.value;
  let state = stateAt(data, coefficients, penalty);
  let lastStep = coefficients.map(() => 0);
  for (let i = 0; i < MOST_STEPS[penalty]; i++) {
    const full = stepOf(data, state, penalty, held);
    if (full === null) break;
    const reach = Math.max(...data.rows.map((row) => Math.abs(dot(row, full))));
    let scale = Math.min(1, LONGEST_STEP / reach);
    let next = stateAt(data, moved(coefficients, full, scale), penalty);
    for (let h = 0; h < MOST_HALVINGS && !(next.logLikelihood >= state.logLikelihood - ROUNDING); h++) {
      scale /= 2;
      next = stateAt(data, moved(coefficients, full, scale), penalty);
    }
    coefficients = moved(coefficients, full, scale);
    state = next;
    lastStep = full;
    if (reach < CONVERGED) return { coefficients, ...state, converged: true, lastStep };
  }
  return { coefficients, ...state, converged: false, lastStep };
}

const moved = (from: readonly number[], step: readonly number[], scale: number): number[] =>
  from.map((value, j) => value + scale * step[j]);
