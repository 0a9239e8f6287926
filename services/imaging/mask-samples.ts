import { sharp } from './libvips.ts';

/** Grey levels of a mask file, one byte per pixel. */
export async function maskSamples(png: Uint8Array): Promise<Uint8Array> {
  return sharp(png).toColourspace('b-w').raw().toBuffer();
}
