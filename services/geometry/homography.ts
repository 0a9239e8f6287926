import { solveLinear } from './linear.ts';

/** A point in pixels; whole numbers are pixel centres, x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** A 3×3 projective map, row by row. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

export const IDENTITY: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function mapPoint(h: Homography, [x, y]: Point): Point {
  const w = h[6] * x + h[7] * y + h[8];
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

export function centroid(points: readonly Point[]): Point {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return [mean(0), mean(1)];
}

/** `multiply(a, b)` applies b first. */
export function multiply(a: Homography, b: Homography): Homography {
  const cell = (row: number, column: number) =>
    a[3 * row] * b[column] + a[3 * row + 1] * b[column + 3] + a[3 * row + 2] * b[column + 6];
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(1, 0), cell(1, 1), cell(1, 2), cell(2, 0), cell(2, 1), cell(2, 2)];
}

export function determinant(h: Homography): number {
  return h[0] * (h[4] * h[8] - h[5] * h[7]) - h[1] * (h[3] * h[8] - h[5] * h[6]) + h[2] * (h[3] * h[7] - h[4] * h[6]);
}

export function invert(h: Homography): Homography {
  const d = determinant(h);
  if (!Number.isFinite(1 / d)) throw new RangeError(`Expected an invertible homography but received determinant ${d}`);
  const adjugate: Homography = [
    h[4] * h[8] - h[5] * h[7],
    h[2] * h[7] - h[1] * h[8],
    h[1] * h[5] - h[2] * h[4],
    h[5] * h[6] - h[3] * h[8],
    h[0] * h[8] - h[2] * h[6],
    h[2] * h[3] - h[0] * h[5],
    h[3] * h[7] - h[4] * h[6],
    h[1] * h[6] - h[0] * h[7],
    h[0] * h[4] - h[1] * h[3],
  ];
  return adjugate.map((value) => value / d) as unknown as Homography;
}

/** The homography through four (exactly) or more (least squares, algebraic) point pairs, with its last entry 1. */
export function homographyFromPoints(from: readonly Point[], to: readonly Point[]): Homography {
  if (from.length < 4 || from.length !== to.length) {
    throw new RangeError(`Expected at least 4 point pairs but received ${from.length} and ${to.length} points`);
  }
  const rows: number[][] = [];
  const values: number[] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]);
    values.push(u, v);
  });
  return [...solveLinear(rows, values), 1] as unknown as Homography;
}

/** How many unit areas of the target one unit area at `point` covers: the Jacobian determinant of the map. */
export function areaFactor(h: Homography, [x, y]: Point): number {
  const w = h[6] * x + h[7] * y + h[8];
  return determinant(h) / (w * w * w);
}

/**
 * The map between the pixel grids of one picture at two sizes. Pixel centres are whole numbers, so that a centre x
 * lies at x + 1/2 pixel widths from the edge.
 */
export function resizeHomography(factorX: number, factorY: number): Homography {
  return [factorX, 0, factorX / 2 - 0.5, 0, factorY, factorY / 2 - 0.5, 0, 0, 1];
}
