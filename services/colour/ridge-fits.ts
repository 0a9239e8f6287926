import type { BorderNoise, GuideStatistics } from './local-border.ts';

/**
 * In every window of the guide, slopes and offset of the linear function of colour that fits the target best: solves
 * (covariance + sensor * I + shading * 1 1ᵀ) slope = cross by Cramer's rule.
 * @param cross covariance of each channel with the target
 * @param targetMean mean of the target
 * @returns planes of red, green and blue slope and of the offset
 */
export function ridgeFits(
  { where, covariances, means }: GuideStatistics,
  [crossRed, crossGreen, crossBlue]: readonly Float32Array[],
  targetMean: Float32Array,
  { sensor, shading }: BorderNoise,
): readonly Float32Array[] {
  const [varRr, covRg, covRb, varGg, covGb, varBb] = covariances;
  const [meanRed, meanGreen, meanBlue] = means;
  const [red, green, blue, offset] = [0, 1, 2, 3].map(() => new Float32Array(targetMean.length));
  for (const { from, to } of where) {
    for (let i = from; i < to; i++) {
      const rr = varRr[i] + sensor + shading;
      const rg = covRg[i] + shading;
      const rb = covRb[i] + shading;
      const gg = varGg[i] + sensor + shading;
      const gb = covGb[i] + shading;
      const bb = varBb[i] + sensor + shading;
      const cofactorRr = gg * bb - gb * gb;
      const cofactorRg = gb * rb - rg * bb;
      const cofactorRb = rg * gb - gg * rb;
      const cofactorGb = rg * rb - rr * gb;
      const determinant = rr * cofactorRr + rg * cofactorRg + rb * cofactorRb;
      const r = (cofactorRr * crossRed[i] + cofactorRg * crossGreen[i] + cofactorRb * crossBlue[i]) / determinant;
      const g =
        (cofactorRg * crossRed[i] + (rr * bb - rb * rb) * crossGreen[i] + cofactorGb * crossBlue[i]) / determinant;
      const b =
        (cofactorRb * crossRed[i] + cofactorGb * crossGreen[i] + (rr * gg - rg * rg) * crossBlue[i]) / determinant;
      red[i] = r;
      green[i] = g;
      blue[i] = b;
      offset[i] = targetMean[i] - r * meanRed[i] - g * meanGreen[i] - b * meanBlue[i];
    }
  }
  return [red, green, blue, offset];
}
