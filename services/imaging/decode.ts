import type { RgbImage } from '../domain/raster.ts';
import { Refusal } from '../refusal.ts';
import { sha256Hex } from '../sha256.ts';
import { type CaptureInfo, readCaptureInfo } from './capture.ts';
import { refuseDecoderErrors } from './decode-errors.ts';
import type { PhotoFormat } from './formats.ts';
import { inspectPhoto, type PhotoHeader } from './inspect.ts';
import { MEASURING_LONG_SIDE_PX } from './limits.ts';
import { openUpright } from './open.ts';

export interface DecodedPhoto {
  /** Upright, sRGB, long side at most `maxLongSidePx`. */
  readonly image: RgbImage;
  /** Size of the upright photo as uploaded. */
  readonly width: number;
  readonly height: number;
  /** sha256 of the bytes given, hex. */
  readonly sha256: string;
  readonly format: PhotoFormat;
  readonly capture: CaptureInfo;
  readonly notes: readonly string[];
}

/** Size with the long side reduced to `maxLongSidePx`; never enlarged. */
export function fitLongSide(width: number, height: number, maxLongSidePx: number): { width: number; height: number } {
  const scale = Math.min(1, maxLongSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function dropOpaqueAlpha(rgba: Uint8Array, pixels: number): Uint8Array {
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    if (rgba[i * 4 + 3] !== 255) {
      throw new Refusal(
        'unsupported_format',
        'Parts of the picture are transparent, so their colour is unknown. Send the original photo without cut-outs.',
      );
    }
    rgb[i * 3] = rgba[i * 4];
    rgb[i * 3 + 1] = rgba[i * 4 + 1];
    rgb[i * 3 + 2] = rgba[i * 4 + 2];
  }
  return rgb;
}

/** Decodes the pixels upright in sRGB, reduced to `maxLongSidePx`. */
async function decodePixels(bytes: Uint8Array, header: PhotoHeader, maxLongSidePx: number): Promise<RgbImage> {
  const size = fitLongSide(header.width, header.height, maxLongSidePx);
  const { data, info } = await refuseDecoderErrors(() =>
    openUpright(bytes, header)
      // A triangle has no negative lobes: an edge gets no bright or dark rim, and its half level stays where it was.
      .resize({ ...size, fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  if (info.channels !== 3 && info.channels !== 4) {
    throw new Refusal('not_a_colour_photo', 'The photo has no colour. Send the original colour photo.');
  }
  const samples = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const rgb = info.channels === 3 ? samples : dropOpaqueAlpha(samples, info.width * info.height);
  return { width: info.width, height: info.height, data: rgb };
}

/** Decodes a photo to upright sRGB of bounded size. Throws `Refusal` for everything that cannot be measured rightly. */
export async function decodePhoto(
  bytes: Uint8Array,
  options: { readonly maxLongSidePx?: number } = {},
): Promise<DecodedPhoto> {
  const header = await inspectPhoto(bytes);
  const image = await decodePixels(bytes, header, options.maxLongSidePx ?? MEASURING_LONG_SIDE_PX);
  return {
    image,
    width: header.width,
    height: header.height,
    sha256: sha256Hex(bytes),
    format: header.format,
    capture: await readCaptureInfo(header.exif),
    notes: [],
  };
}
