import type { Mask } from '../domain/raster.ts';

/** Indices of the pixels of a mask that have a pixel outside it at a side. The edge of the frame is no border: nobody drew it. */
export function borderPixels({ width, height, data }: Mask): number[] {
  const border: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (!data[at]) continue;
      const open =
        (x > 0 && !data[at - 1]) ||
        (x < width - 1 && !data[at + 1]) ||
        (y > 0 && !data[at - width]) ||
        (y < height - 1 && !data[at + width]);
      if (open) border.push(at);
    }
  }
  return border;
}
