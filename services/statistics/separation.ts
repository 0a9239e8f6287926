import type { LogisticData } from './logistic-likelihood.ts';

/** Share of the farthest step below which a row, or a coefficient, counts as not moving. */
const STILL = 1e-3;

/**
 * Whether a direction of the coefficients separates the outcomes: no row gets less likely along it and some get more so. The likelihood then
 * rises for ever and no finite estimate exists; otherwise one does.
 * @returns the coefficients that run away (index 0: the constant), or undefined where the direction does not separate
 * @source AlbertAnderson1984 (Biometrika 71:1)
 */
export function separatingCoefficients(
  { rows, outcome }: LogisticData,
  direction: readonly number[],
): readonly number[] | undefined {
  const gains = rows.map((row, i) => {
    const along = row.reduce((sum, x, j) => sum + x * direction[j], 0);
    return outcome[i] ? along : -along;
  });
  const most = Math.max(...gains);
  if (!(most > 0) || gains.some((gain) => gain < -STILL * most)) return undefined;
  const farthest = Math.max(...direction.slice(1).map(Math.abs));
  return direction.flatMap((each, j) => (j > 0 && Math.abs(each) > STILL * farthest ? [j] : []));
}
