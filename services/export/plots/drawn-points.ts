/** More points than these hide one another, and make a file that nothing opens. */
const MOST_POINTS = 3000;

/** All points, or so many of them evenly chosen in their order. Figures are always of all. */
export function drawnOf<T>(points: readonly T[]): readonly T[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.floor((i * points.length) / MOST_POINTS)]);
}

/** What a heading says of it; nothing where all are drawn. */
export function drawnText(points: readonly unknown[]): string {
  return points.length <= MOST_POINTS ? '' : `; ${MOST_POINTS} of them drawn, evenly chosen`;
}
