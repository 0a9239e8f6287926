/** Small dense linear algebra: a handful of unknowns, so that clearness wins over speed. */

/** Pivot below which a matrix counts as singular, relative to its largest entry. @source double precision, with margin */
const SINGULAR = 1e-13;

/** Solves A·x = b by Gaussian elimination with partial pivoting; with more rows than unknowns, in the least-squares sense. */
export function solveLinear(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const unknowns = a[0].length;
  if (a.length > unknowns) {
    const { matrix, vector } = normalEquations(a, b);
    return solveLinear(matrix, vector);
  }
  const inverseTimes = eliminate(
    a,
    b.map((value) => [value]),
  );
  return inverseTimes.map((row) => row[0]);
}

/** Inverse of a square matrix. */
export function invertMatrix(a: readonly (readonly number[])[]): number[][] {
  return eliminate(
    a,
    a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0))),
  );
}

/**
 * AᵀA and Aᵀb.
 * @param weights by which each row of both is multiplied first; left out, 1
 */
export function normalEquations(
  a: readonly (readonly number[])[],
  b: readonly number[],
  weights?: readonly number[],
): { matrix: number[][]; vector: number[] } {
  const n = a[0].length;
  const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const vector = new Array<number>(n).fill(0);
  for (let r = 0; r < a.length; r++) {
    const row = a[r];
    const weight = weights?.[r] ?? 1;
    for (let i = 0; i < n; i++) {
      const value = row[i] * weight;
      vector[i] += value * (b[r] * weight);
      for (let j = i; j < n; j++) matrix[i][j] += value * (row[j] * weight);
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i][j] = matrix[j][i];
  return { matrix, vector };
}

function eliminate(a: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] {
  const n = a.length;
  const work = a.map((row, i) => [...row, ...right[i]]);
  const largest = Math.max(...a.flat().map(Math.abs));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) {
      if (Math.abs(work[r][column]) > Math.abs(work[pivot][column])) pivot = r;
    }
    if (!(Math.abs(work[pivot][column]) > SINGULAR * largest)) {
      throw new RangeError('Expected an invertible matrix but received a singular one');
    }
    [work[column], work[pivot]] = [work[pivot], work[column]];
    for (let r = 0; r < n; r++) {
      if (r !== column) subtractRow(work[r], work[column], work[r][column] / work[column][column], column);
    }
  }
  return work.map((row, i) => row.slice(n).map((value) => value / row[i]));
}

function subtractRow(target: number[], source: readonly number[], factor: number, from: number): void {
  if (factor === 0) return;
  for (let j = from; j < target.length; j++) target[j] -= factor * source[j];
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
