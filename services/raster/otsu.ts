/**
 * Threshold that splits a histogram into two classes of greatest between-class variance; where a gap between the classes
 * leaves a choice, the middle of the gap.
 * @returns the index of the last bin of the lower class; 0 for an empty histogram
 * @source Otsu1979 (doi 10.1109/TSMC.1979.4310076)
 */
export function otsuBin(histogram: ArrayLike<number>): number {
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < histogram.length; i++) {
    total += histogram[i];
    weighted += i * histogram[i];
  }
  let below = 0;
  let belowWeighted = 0;
  let first = 0;
  let last = 0;
  let bestVariance = -1;
  for (let i = 0; i < histogram.length - 1; i++) {
    below += histogram[i];
    belowWeighted += i * histogram[i];
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const difference = belowWeighted / below - (weighted - belowWeighted) / above;
    const variance = below * above * difference * difference;
    if (variance > bestVariance) {
      bestVariance = variance;
      first = i;
    }
    if (variance >= bestVariance) last = i;
  }
  return (first + last) >> 1;
}
