/**
 * Three channels carry three stains: melanin, haemoglobin and shading, each a direction in optical density
 * (red, green, blue) of linear sRGB. Solving for them gives maps of the first two that shading does not touch.
 */
export type Triple = readonly [red: number, green: number, blue: number];

/**
 * Effective melanin: first principal component of the optical density of the forearms of 100 people, rendered to
 * linear sRGB under D65. The directions of extinction tables do not fit skin: multiple scattering flattens them.
 * @source Cooksey2017 (NIST, doi 10.6028/jres.122.026)
 */
export const MELANIN: Triple = [0.389, 0.559, 0.732];

/**
 * Effective haemoglobin: change of optical density for 20 % more blood (75 % saturated) in Jacques' skin model at
 * 1 to 4 % blood; the result moves by less than 0.03 over that range. @source Jacques2013 (doi 10.1088/0031-9155/58/11/R37), Prahl (extinction)
 */
export const HAEMOGLOBIN: Triple = [0.24, 0.7, 0.67];

export const SHADING: Triple = [1, 1, 1];

/** Rows of the inverse of the matrix whose columns are the three stains (Cramer's rule). */
function unmixingRows(a: Triple, b: Triple, c: Triple): readonly [Triple, Triple, Triple] {
  const cross = (u: Triple, v: Triple): Triple => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const bc = cross(b, c);
  const determinant = a[0] * bc[0] + a[1] * bc[1] + a[2] * bc[2];
  const over = (v: Triple): Triple => [v[0] / determinant, v[1] / determinant, v[2] / determinant];
  return [over(bc), over(cross(c, a)), over(cross(a, b))];
}

const [MELANIN_ROW, HAEMOGLOBIN_ROW, SHADING_ROW] = unmixingRows(MELANIN, HAEMOGLOBIN, SHADING);

/** Amounts of the three stains in an optical density (red, green, blue); units: those of the directions above. */
export interface Stains {
  readonly melanin: number;
  readonly haemoglobin: number;
  readonly shading: number;
}

const dot = (row: Triple, red: number, green: number, blue: number): number =>
  row[0] * red + row[1] * green + row[2] * blue;

export function unmix(red: number, green: number, blue: number): Stains {
  return {
    melanin: dot(MELANIN_ROW, red, green, blue),
    haemoglobin: dot(HAEMOGLOBIN_ROW, red, green, blue),
    shading: dot(SHADING_ROW, red, green, blue),
  };
}

const MEAN_ROW: Triple = [1 / 3, 1 / 3, 1 / 3];

/**
 * Amounts of melanin and haemoglobin in each cell of an optical density in three planes (red, green, blue), and its darkness:
 * the mean of the three, shading included.
 */
export function stainMaps(
  opticalDensity: Float32Array,
): Readonly<Record<'melanin' | 'haemoglobin' | 'darkness', Float32Array>> {
  return {
    melanin: weighted(opticalDensity, MELANIN_ROW),
    haemoglobin: weighted(opticalDensity, HAEMOGLOBIN_ROW),
    darkness: weighted(opticalDensity, MEAN_ROW),
  };
}

/** Plane by plane: an object for each cell would take longer to clear away than all the arithmetic. */
function weighted(opticalDensity: Float32Array, [red, green, blue]: Triple): Float32Array {
  const cells = opticalDensity.length / 3;
  const sums = new Float32Array(cells);
  for (let i = 0; i < cells; i++) {
    sums[i] = red * opticalDensity[i] + green * opticalDensity[cells + i] + blue * opticalDensity[2 * cells + i];
  }
  return sums;
}
