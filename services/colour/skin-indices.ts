import type { LinearRgb } from './lab.ts';

/** Light below this share of white is noise in an 8-bit photo (see optical-density.ts). */
const DARKEST_LINEAR = 0.002;

/**
 * Melanin and erythema index of linear light: 100 · log10(1 / R) and 100 · log10(R / G). Both grow with their pigment; melanin adds
 * to the erythema index, too. A change of exposure moves the melanin index by a constant and leaves the erythema index as it is.
 * @source Yamamoto2008 (doi 10.1111/j.1600-0846.2007.00256.x), Takiwaki1998 (J Med Invest 44:121)
 */
export function skinIndices([red, green]: LinearRgb): { readonly melanin: number; readonly erythema: number } {
  const [r, g] = [Math.max(DARKEST_LINEAR, red), Math.max(DARKEST_LINEAR, green)];
  return { melanin: 100 * Math.log10(1 / r), erythema: 100 * Math.log10(r / g) };
}
