import sharp from 'sharp';
import type { RgbImage } from '../domain/raster.ts';

/**
 * The one place where libvips is set up. Everything that can read a file is blocked and only the five
 * formats a photo may have are opened again, from memory: no SVG, GIF, PDF, and no path on disk. An Ultra HDR JPEG
 * is then read by the plain JPEG loader, whose base picture is ordinary sRGB or P3.
 */
const ALLOWED_LOADERS = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadTiffBuffer',
  'VipsForeignLoadHeifBuffer',
];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ALLOWED_LOADERS });
// No photo is read twice in a row: a cache would only hold memory.
sharp.cache(false);
// Workers run side by side; one thread each keeps memory bounded and leaves the cores to them.
sharp.concurrency(1);

export { sharp };

/** A picture in memory as sharp takes it; the samples are not copied. */
export function fromRgb(image: RgbImage): ReturnType<typeof sharp> {
  const { width, height, data } = image;
  return sharp(data, { raw: { width, height, channels: 3 } });
}
