import { Refusal } from '../refusal.ts';
import { type CaptureInfo, privateExifParts, readCaptureInfo } from './capture.ts';
import { type CleanedFile, cleanJpeg } from './clean-jpeg.ts';
import { cleanPng } from './clean-png.ts';
import { cleanWebp } from './clean-webp.ts';
import { refuseDecoderErrors } from './decode-errors.ts';
import type { PhotoFormat } from './formats.ts';
import { inspectPhoto } from './inspect.ts';
import { sharp } from './libvips.ts';
import { MAX_FILE_BYTES, MAX_PIXELS } from './limits.ts';

/** A photo as it may be stored: pixels untouched, orientation and colour profile kept, everything private gone. */
export interface CleanPhoto {
  readonly bytes: Buffer;
  readonly format: PhotoFormat;
  /** Size of the upright photo. */
  readonly width: number;
  readonly height: number;
  readonly capture: CaptureInfo;
  /** Kinds of data taken out, sorted; for the record of the upload. */
  readonly removed: readonly string[];
  readonly notes: readonly string[];
}

/** TIFF and AVIF hide metadata in many places: they are stored as a lossless upright sRGB PNG instead. */
async function reencodeAsPng(file: Uint8Array): Promise<CleanedFile> {
  const bytes = await refuseDecoderErrors(() =>
    sharp(file, { failOn: 'error', limitInputPixels: MAX_PIXELS, autoOrient: true })
      .toColourspace('srgb')
      .png({ compressionLevel: 6 })
      .toBuffer(),
  );
  if (bytes.length > MAX_FILE_BYTES) {
    throw new Refusal('file_too_large', 'The photo is too large for storage. Export it as JPEG of high quality.');
  }
  return { bytes, removed: ['all_metadata'] };
}

async function cleanFile(format: PhotoFormat, file: Uint8Array, orientation: number): Promise<CleanedFile> {
  switch (format) {
    case 'jpeg':
      return cleanJpeg(file, orientation);
    case 'png':
      return cleanPng(file, orientation);
    case 'webp':
      return cleanWebp(file, orientation);
    case 'tiff':
    case 'avif':
      return reencodeAsPng(file);
  }
}

/**
 * Makes the bytes that may be stored from the bytes that were uploaded. Position, serial numbers, owner, maker notes, texts and
 * thumbnails do not survive; the capture fields are returned apart. Throws `Refusal`.
 */
export async function cleanForStorage(file: Uint8Array): Promise<CleanPhoto> {
  const header = await inspectPhoto(file);
  const { bytes, removed } = await cleanFile(header.format, file, header.orientation);
  const reencoded = header.format === 'tiff' || header.format === 'avif';
  return {
    bytes,
    format: reencoded ? 'png' : header.format,
    width: header.width,
    height: header.height,
    capture: await readCaptureInfo(header.exif),
    removed: [...new Set([...removed, ...(await privateExifParts(header.exif))])].sort(),
    notes: reencoded ? [`The ${header.format.toUpperCase()} was stored as a PNG of the same pixels in sRGB.`] : [],
  };
}
