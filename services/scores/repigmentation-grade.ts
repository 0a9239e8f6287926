/** Bounds between the grades, in percent of net repigmentation, where nothing else is asked for. @source Batchelor2016 (VNS validation: quarters, success above 75 %) */
export const DEFAULT_GRADE_BOUNDS_PERCENT: readonly number[] = [25, 50, 75];

/** Whether these can bound grades: at least one, rising, strictly between 0 and 100. */
export function areGradeBounds(boundsPercent: readonly number[]): boolean {
  const all = [0, ...boundsPercent, 100];
  return boundsPercent.length > 0 && all.every((bound, i) => i === 0 || bound > all[i - 1]);
}

/**
 * Grade of a net repigmentation: `<=0 %`, one interval between neighbouring bounds (upper bound inclusive), `100 %`. With the
 * default bounds `0-25 %`, `25-50 %`, `50-75 %`, `75-100 %`. (docs/measurement.md, section 6)
 * @throws RangeError when the bounds do not rise from above 0 to below 100
 */
export function repigmentationGrade(netPercent: number, boundsPercent = DEFAULT_GRADE_BOUNDS_PERCENT): string {
  if (!areGradeBounds(boundsPercent)) {
    throw new RangeError(`Expected rising grade bounds between 0 and 100 % but received ${boundsPercent.join(', ')}`);
  }
  if (netPercent <= 0) return '<=0 %';
  if (netPercent >= 100) return '100 %';
  const bounds = [0, ...boundsPercent, 100];
  const upper = bounds.findIndex((bound, i) => i > 0 && netPercent <= bound);
  return `${bounds[upper - 1]}-${bounds[upper]} %`;
}

/** The bounds written as `25,50,75`; undefined when these are no bounds of grades. */
export function parseGradeBounds(text: string): readonly number[] | undefined {
  const bounds = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return areGradeBounds(bounds) ? bounds : undefined;
}
