import { Refusal } from '../refusal.ts';
import { type CaptureInfo, privateExifParts, readCaptureInfo } from './capture.ts';
import { type CleanedFile, cleanJpeg } from './clean-jpeg.ts';
import { cleanPng } from './clean-png.ts';
import { cleanWebp } from './clean-webp.ts';
import { refuseDecoderErrors } from './decode-errors.ts';
import type { PhotoFormat } from './formats.ts';
import { inspectPhoto, type PhotoHeader } from './inspect.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { openUpright } from './open.ts';

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
async function reencodeAsPng(file: Uint8Array, header: PhotoHeader): Promise<CleanedFile> {
  const bytes = await refuseDecoderErrors(() => openUpright(file, header).png({ compressionLevel: 6 }).toBuffer());
  if (bytes.length > MAX_FILE_BYTES) {
    throw new Refusal('file_too_large', 'The photo is too large for storage. Export it as JPEG of high quality.');
  }
  return { bytes, removed: ['all_metadata'] };
}

async function cleanFile(file: Uint8Array, header: PhotoHeader): Promise<CleanedFile> {
  const { orientation } = header;
  switch (header.format) {
    case 'jpeg':
      return cleanJpeg(file, orientation);
    case 'png':
      return cleanPng(file, orientation);
    case 'webp':
      return cleanWebp(file, orientation);
    case 'tiff':
    case 'avif':
      return reencodeAsPng(file, header);
  }
}

/**
 * Makes the bytes that may be stored from the bytes that were uploaded. Position, serial numbers, owner, maker notes, texts and
 * thumbnails do not survive; the capture fields are returned apart. Throws `Refusal`.
 */
export async function cleanForStorage(file: Uint8Array): Promise<CleanPhoto> {
  const header = await inspectPhoto(file);
  const { bytes, removed } = await cleanFile(file, header);
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
