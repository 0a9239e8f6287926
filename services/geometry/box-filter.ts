/** One value per pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Mean over a square of side 2·radius + 1, cut at the borders; running sums, so that its time does not depend on the radius. */
export function boxMean(plane: Plane, radius: number): Plane {
  return alongColumns(alongRows(plane, radius), radius);
}

function alongRows({ width, height, data }: Plane, radius: number): Plane {
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += data[row + x];
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += data[row + x + radius];
      if (x - radius > 0) sum -= data[row + x - radius - 1];
      result[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
    }
  }
  return { width, height, data: result };
}

/** Whole rows are added and taken off at once, which walks through memory in order. */
function alongColumns({ width, height, data }: Plane, radius: number): Plane {
  const result = new Float32Array(data.length);
  const sums = new Float64Array(width);
  const add = (y: number, sign: 1 | -1) => {
    for (let x = 0, i = y * width; x < width; x++, i++) sums[x] += sign * data[i];
  };
  for (let y = 0; y < Math.min(radius, height); y++) add(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) add(y + radius, 1);
    if (y - radius > 0) add(y - radius - 1, -1);
    const count = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
    for (let x = 0, i = y * width; x < width; x++, i++) result[i] = sums[x] / count;
  }
  return { width, height, data: result };
}
