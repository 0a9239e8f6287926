/** Halvings that take any interval down to the last bit of a double. */
const HALVINGS = 200;

/** Where a function that rises from `low` to `high` passes nought, by halving: it needs no derivative and cannot diverge. */
export function findRoot(rising: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (rising(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
