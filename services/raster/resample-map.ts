import type { ScalarMap } from '../domain/raster.ts';
import { areaTaps } from './resize-area.ts';

/** Area average of a map onto another grid (on a finer one: the value of the cell below). */
export function resampleMap(map: ScalarMap, width: number, height: number): ScalarMap {
  const columns = areaTaps(map.width, width);
  const rows = areaTaps(map.height, height);
  const narrow = new Float32Array(map.height * width);
  for (let y = 0; y < map.height; y++) {
    columns.forEach(({ first, weights }, x) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += weights[k] * map.data[y * map.width + first + k];
      }
      narrow[y * width + x] = sum;
    });
  }
  const data = new Float32Array(width * height);
  rows.forEach(({ first, weights }, y) => {
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k];
      for (let x = 0; x < width; x++) {
        data[y * width + x] += weight * narrow[(first + k) * width + x];
      }
    }
  });
  return { width, height, data };
}
