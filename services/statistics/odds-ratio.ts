import { type FourFold, marginsOf } from './contingency.ts';
import { Z_95 } from './distributions.ts';
import { notComputable } from './refuse.ts';
import type { Estimate } from './test-result.ts';

const FIGURE = 'Crude odds ratio';

/**
 * The crude odds ratio a·d / (b·c) with Woolf's interval.
 * @param zeroCells `add_half` adds one half to every cell of a table with an empty one (Haldane and Anscombe), and says so
 * @throws Refusal `not_computable` with an empty row or column, and with an empty cell unless halves are added
 * @source Woolf1955 (Ann Hum Genet 19:251); Haldane1956, Anscombe1956
 */
export function crudeOddsRatio(counts: FourFold, zeroCells: 'refuse' | 'add_half' = 'refuse'): Estimate {
  marginsOf(FIGURE, counts);
  const empty = counts.flat().includes(0);
  if (empty && zeroCells === 'refuse') notComputable(FIGURE, 'a cell of the table is empty.');
  const added = empty ? 0.5 : 0;
  const [a, b, c, d] = counts.flat().map((count) => count + added);
  const log = Math.log((a * d) / (b * c));
  const half = Z_95 * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return {
    name: 'crude odds ratio',
    value: Math.exp(log),
    interval: [Math.exp(log - half), Math.exp(log + half)],
    method: empty ? 'Woolf, one half added to every cell' : 'Woolf',
  };
}
