/**
 * Optical density of a camera channel: the negative natural logarithm of linear light. In it a stain adds, and a
 * change of shading adds the same amount to all three channels (Tsumura 1999, Tsumura 2003).
 */

/** Light below this share of full scale is noise in an 8-bit photo: the first 7 code values of sRGB lie below it. */
const DARKEST_LINEAR = 0.002;

/** sRGB code value in [0, 1] to linear light in [0, 1]. @source IEC 61966-2-1 */
export function linearFromSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Optical density of an sRGB code value in [0, 255], at most 6.2 (the dark limit). */
export function opticalDensity(code: number): number {
  return Math.log(1 / Math.max(DARKEST_LINEAR, linearFromSrgb(code / 255)));
}

/** Optical density of each 8-bit code value. */
export const OPTICAL_DENSITY_OF_CODE: Float32Array = Float32Array.from({ length: 256 }, (_, code) =>
  opticalDensity(code),
);

/** Optical density of averages of code values in [0, 255], linear between whole codes (off by less than 0.02 above code 8). */
export function opticalDensities(codes: Float32Array): Float32Array {
  const densities = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const low = Math.min(254, Math.floor(codes[i]));
    const below = OPTICAL_DENSITY_OF_CODE[low];
    densities[i] = below + (codes[i] - low) * (OPTICAL_DENSITY_OF_CODE[low + 1] - below);
  }
  return densities;
}
