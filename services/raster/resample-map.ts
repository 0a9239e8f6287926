import type { ScalarMap } from '../domain/raster.ts';
import { areaTaps } from './resize-area.ts';

/** Area average of a map onto another grid (on a finer one: the value of the cell below). */
export function resampleMap(map: ScalarMap, width: number, height: number): ScalarMap {
  if (map.width === 2 * width && map.height === 2 * height) return halved(map, width, height);
  const columns = areaTaps(map.width, width);
  const rows = areaTaps(map.height, height);
  const { data: values, width: stride } = map;
  const line = new Float32Array(stride);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let row = rows.from[y]; row < rows.to[y]; row++) {
      const share = rows.shares[y * rows.most + row - rows.from[y]];
      const start = row * stride;
      for (let x = 0; x < stride; x++) line[x] += share * values[start + x];
    }
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let column = columns.from[x], k = x * columns.most; column < columns.to[x]; column++, k++) {
        sum += columns.shares[k] * line[column];
      }
      data[y * width + x] = sum;
    }
  }
  return { width, height, data };
}

/** The same for half as many cells each way, to the last bit and several times quicker: a network's map on the coarse grid. */
function halved({ data: values, width: stride }: ScalarMap, width: number, height: number): ScalarMap {
  const data = new Float32Array(width * height);
  for (let y = 0, cell = 0; y < height; y++) {
    for (let x = 0, i = 2 * y * stride; x < width; x++, i += 2, cell++) {
      const left = Math.fround(0.5 * values[i] + 0.5 * values[i + stride]);
      const right = Math.fround(0.5 * values[i + 1] + 0.5 * values[i + stride + 1]);
      data[cell] = 0.5 * left + 0.5 * right;
    }
  }
  return { width, height, data };
}
