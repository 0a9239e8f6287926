import type { RgbImage } from '../domain/raster.ts';
import { sharp } from './libvips.ts';

/** A picture in memory as sharp takes it; the samples are not copied. */
export function fromRgb(image: RgbImage): ReturnType<typeof sharp> {
  const { width, height, data } = image;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Resizes to exactly `width` × `height` by area-weighted linear interpolation (no overshoot at edges). */
export async function resizeRgb(image: RgbImage, width: number, height: number): Promise<RgbImage> {
  if (image.width === width && image.height === height) return image;
  const data = await fromRgb(image).resize({ width, height, fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
