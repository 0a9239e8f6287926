import type { BorderNoise, GuideStatistics } from './local-border.ts';

/**
 * In every window of the guide, slopes and offset of the linear function of colour that fits a target best: solves
 * (covariance + sensor * I + shading * 1 1ᵀ) slope = cross by Cramer's rule.
 * @param planes the target's covariance with red, green and blue, and its mean: the slopes and the offset are written over them
 */
export function ridgeFits(
  { where, covariances, means }: GuideStatistics,
  planes: readonly Float32Array[],
  { sensor, shading }: BorderNoise,
): void {
  const [red, green, blue, offset] = planes;
  const [varRr, covRg, covRb, varGg, covGb, varBb] = covariances;
  const [meanRed, meanGreen, meanBlue] = means;
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
      const r = (cofactorRr * red[i] + cofactorRg * green[i] + cofactorRb * blue[i]) / determinant;
      const g = (cofactorRg * red[i] + (rr * bb - rb * rb) * green[i] + cofactorGb * blue[i]) / determinant;
      const b = (cofactorRb * red[i] + cofactorGb * green[i] + (rr * gg - rg * rg) * blue[i]) / determinant;
      red[i] = r;
      green[i] = g;
      blue[i] = b;
      offset[i] = offset[i] - r * meanRed[i] - g * meanGreen[i] - b * meanBlue[i];
    }
  }
}
