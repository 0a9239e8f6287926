import type { RgbImage } from '../domain/raster.ts';
import { connectedComponents } from './components.ts';
import type { Point } from './homography.ts';

/** An even, compact spot: what a patch of a chart looks like. Coordinates are pixels of the image. */
export interface ChartBlob {
  readonly centre: Point;
  /** Side of the square of its area. */
  readonly side: number;
}

/** Long side on which patches are searched: those of a chart a tenth as wide as the photo are still 7 px wide. */
const SEARCH_LONG_SIDE = 480;
/** Steps (code values, largest of the channels) up to which neighbours belong to one even surface; noise of a blocked pixel is 1 to 2. */
const EVEN_STEP = 7;
const LEAST_CELLS = 12;
/** A patch takes less than this share of the photo: 24 of them with their rims must fit. */
const MOST_SHARE = 1 / 40;
/** Area over that of the parallelogram with the same second moments: 1 for a parallelogram, 1.05 for an ellipse. */
const COMPACT = [0.8, 1.12] as const;
/** Longest over shortest axis of a patch seen at up to 55°. */
const MOST_ELONGATED = 2;

/** The even, compact spots of a photo, by steps between blocks of pixels. */
export function chartBlobs(image: RgbImage): readonly ChartBlob[] {
  const block = Math.max(2, Math.round(Math.max(image.width, image.height) / SEARCH_LONG_SIDE));
  // Two at least: single pixels are too noisy to be called even.
  const small = colourBlocks(image, block);
  const most = MOST_SHARE * small.width * small.height;
  return connectedComponents(evenCells(small), LEAST_CELLS).flatMap(({ pixels, runs }) => {
    if (pixels > most) return [];
    const shape = momentsOf(runs, pixels);
    const compactness = pixels / (12 * Math.sqrt(shape.determinant));
    if (!(compactness >= COMPACT[0] && compactness <= COMPACT[1]) || shape.elongation > MOST_ELONGATED) return [];
    // A cell is even when the next one right and below is: its centre lies half a cell further.
    const toImage = (v: number) => (v + 1) * block - 0.5;
    return [
      { centre: [toImage(shape.x), toImage(shape.y)], side: block * (Math.sqrt(pixels) + 1) } satisfies ChartBlob,
    ];
  });
}

/** Means over square blocks, code values; a rest at the right or bottom is dropped. */
function colourBlocks({ width, height, data }: RgbImage, block: number): RgbImage {
  const [columns, rows] = [Math.floor(width / block), Math.floor(height / block)];
  const sums = new Uint32Array(3 * columns);
  const means = new Uint8Array(3 * columns * rows);
  for (let y = 0; y < rows; y++) {
    sums.fill(0);
    for (let dy = 0; dy < block; dy++) addBlocks(data, 3 * (y * block + dy) * width, block, sums);
    for (let j = 0; j < sums.length; j++) means[y * sums.length + j] = sums[j] / block ** 2;
  }
  return { width: columns, height: rows, data: means };
}

function addBlocks(data: Uint8Array, start: number, block: number, sums: Uint32Array): void {
  let i = start;
  for (let j = 0; j < sums.length; j += 3) {
    let [red, green, blue] = [0, 0, 0];
    for (let dx = 0; dx < block; dx++, i += 3) {
      red += data[i];
      green += data[i + 1];
      blue += data[i + 2];
    }
    sums[j] += red;
    sums[j + 1] += green;
    sums[j + 2] += blue;
  }
}

/** Cells that differ little from the next to the right and below. */
function evenCells({ width, height, data }: RgbImage) {
  const even = new Uint8Array(width * height);
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x;
      // The diagonal too: at the corner of a patch it is all that parts the patch from the rim.
      if (isStep(data, 3 * i, 3) || isStep(data, 3 * i, 3 * width) || isStep(data, 3 * i, 3 * width + 3)) continue;
      even[i] = 1;
    }
  }
  return { width, height, data: even };
}

function isStep(data: Uint8Array, i: number, to: number): boolean {
  return (
    Math.abs(data[i] - data[i + to]) > EVEN_STEP ||
    Math.abs(data[i + 1] - data[i + 1 + to]) > EVEN_STEP ||
    Math.abs(data[i + 2] - data[i + 2 + to]) > EVEN_STEP
  );
}

interface Shape {
  readonly x: number;
  readonly y: number;
  /** Of the covariance of its pixels, each a unit square. */
  readonly determinant: number;
  readonly elongation: number;
}

function momentsOf(runs: readonly { y: number; start: number; end: number }[], pixels: number): Shape {
  let [sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0];
  for (const { y, start, end } of runs) {
    for (let x = start; x <= end; x++) {
      sx += x;
      sxx += x * x;
      sxy += x * y;
    }
    const length = end - start + 1;
    sy += length * y;
    syy += length * y * y;
  }
  const [x, y] = [sx / pixels, sy / pixels];
  const [cxx, cxy, cyy] = [sxx / pixels - x * x + 1 / 12, sxy / pixels - x * y, syy / pixels - y * y + 1 / 12];
  const spread = Math.sqrt((cxx - cyy) ** 2 / 4 + cxy ** 2);
  const middle = (cxx + cyy) / 2;
  return {
    x,
    y,
    determinant: cxx * cyy - cxy ** 2,
    elongation: Math.sqrt((middle + spread) / Math.max(1e-9, middle - spread)),
  };
}
