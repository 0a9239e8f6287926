import type { RgbImage, ScalarMap } from '../domain/raster.ts';
import type { Rgb } from './legend.ts';
import { fromRgb, sharp } from './libvips.ts';

/** Each cell is a square of so many pixels: the map is as coarse as it looks. */
const CELL_PX = 4;
/** Neither a skin nor a lesion is of this colour, and it stands out from grey for colour-blind readers too. */
const UNCERTAIN: Rgb = [255, 140, 0];

/** The photo in grey with a tint where its lesion is uncertain, as PNG: no tint at 0, opaque at 1. */
export async function encodeUncertaintyMap(image: RgbImage, map: ScalarMap): Promise<Buffer> {
  const width = map.width * CELL_PX;
  const height = map.height * CELL_PX;
  const grey = await fromRgb(image).resize({ width, height, fit: 'fill' }).greyscale().raw().toBuffer();
  return sharp(tinted(grey, map), { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6, palette: false })
    .toBuffer();
}

/** @param grey one sample per pixel, `CELL_PX` times as wide and high as the map */
function tinted(grey: Uint8Array, map: ScalarMap): Uint8Array {
  const width = map.width * CELL_PX;
  const samples = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) {
    const x = Math.floor((i % width) / CELL_PX);
    const y = Math.floor(i / width / CELL_PX);
    const opacity = map.data[y * map.width + x];
    for (let channel = 0; channel < 3; channel++) {
      samples[i * 3 + channel] = Math.round(grey[i] * (1 - opacity) + UNCERTAIN[channel] * opacity);
    }
  }
  return samples;
}
