import type { PhotoFormat } from './formats.ts';
import type { PhotoHeader } from './inspect.ts';
import { withPlainScanHeader } from './jpeg-segments.ts';
import { sharp } from './libvips.ts';
import { MAX_PIXELS } from './limits.ts';

/**
 * A damaged JPEG shows itself by warnings only (a wrong code shifts the colour of every block after it), so they are errors here.
 * The other formats carry checksums or lengths, and warn about harmless metadata.
 */
function failOn(format: PhotoFormat): 'warning' | 'error' {
  return format === 'jpeg' ? 'warning' : 'error';
}

/** Opens an inspected photo upright in 8-bit sRGB; nothing is decoded until the result is asked for. */
export function openUpright(bytes: Uint8Array, header: PhotoHeader): ReturnType<typeof sharp> {
  const input = header.format === 'jpeg' ? withPlainScanHeader(bytes) : bytes;
  const options = { failOn: failOn(header.format), limitInputPixels: MAX_PIXELS, autoOrient: true };
  const upright = sharp(input, options).toColourspace('srgb');
  // libvips brings 16-bit photos with a profile to P3 for working; the way on to sRGB has to be asked for.
  return header.depth === 16 && header.hasProfile ? upright.withIccProfile('srgb', { attach: false }) : upright;
}
