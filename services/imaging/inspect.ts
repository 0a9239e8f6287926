import { Refusal } from '../refusal.ts';
import { isAdobeRgb } from './capture.ts';
import { refuseUnknownColours } from './colour-encoding.ts';
import { refuseDecoderErrors } from './decode-errors.ts';
import { type PhotoFormat, sniffFormat } from './formats.ts';
import { sharp } from './libvips.ts';
import { MAX_FILE_BYTES, MAX_PIXELS, MIN_SHORT_SIDE_PX } from './limits.ts';
import { isCameraRaw } from './tiff-kind.ts';

/** What the header of a photo says, before a pixel is decoded. */
export interface PhotoHeader {
  readonly format: PhotoFormat;
  /** Size of the upright photo: EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1–8 still to be applied; 1 where there is none. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** EXIF block as a TIFF stream, without the `Exif\0\0` prefix; a TIFF file is one itself. */
  readonly exif: Uint8Array | undefined;
  readonly depth: 8 | 16;
  readonly hasProfile: boolean;
}

type SharpMetadata = Awaited<ReturnType<ReturnType<typeof sharp>['metadata']>>;

const EXIF_PREFIX = 'Exif\0\0';

function stripExifPrefix(exif: Uint8Array | undefined): Uint8Array | undefined {
  if (exif === undefined) return undefined;
  const prefix = Buffer.from(exif.subarray(0, EXIF_PREFIX.length)).toString('latin1');
  return prefix === EXIF_PREFIX ? exif.subarray(EXIF_PREFIX.length) : exif;
}

function refuseSize(width: number, height: number): void {
  if (width * height > MAX_PIXELS) {
    throw new Refusal(
      'image_too_large',
      `The photo has ${width} × ${height} pixels. Export it at ${MAX_PIXELS / 1e6} megapixels or less.`,
    );
  }
  if (Math.min(width, height) < MIN_SHORT_SIDE_PX) {
    throw new Refusal(
      'image_too_small',
      `The photo has ${width} × ${height} pixels; the shorter side must have at least ${MIN_SHORT_SIDE_PX}. Send the original photo, not a preview.`,
    );
  }
}

/** Interpretations by libvips that are colour photos of 8 or 16 bits. */
const COLOUR_SPACES = ['srgb', 'rgb', 'rgb16'];
const GREY_SPACES = ['b-w', 'grey16'];

function refuseKind(metadata: SharpMetadata): void {
  if ((metadata.pages ?? 1) > 1) {
    throw new Refusal('unsupported_format', 'The file holds several pictures. Send one photo per file, not animated.');
  }
  if (metadata.space === 'cmyk') {
    throw new Refusal(
      'unsupported_format',
      'The picture is in CMYK, which is made for print and has lost camera colours. Send the original RGB photo.',
    );
  }
  if (GREY_SPACES.includes(metadata.space)) {
    throw new Refusal('not_a_colour_photo', 'The photo has no colour. Send the original colour photo.');
  }
  if (!COLOUR_SPACES.includes(metadata.space)) {
    throw new Refusal('unsupported_format', 'The picture is not in RGB. Export the photo as JPEG in sRGB.');
  }
}

function refuseCameraRaw(format: PhotoFormat, bytes: Uint8Array): void {
  if (format === 'tiff' && isCameraRaw(bytes)) {
    throw new Refusal('unsupported_format', 'The file is a camera raw file. Export the photo as JPEG in sRGB.');
  }
}

async function refuseAdobeRgb(exif: Uint8Array | undefined): Promise<void> {
  if (await isAdobeRgb(exif)) {
    throw new Refusal(
      'unsupported_format',
      'The camera stored Adobe RGB without a colour profile. Set its colour space to sRGB, or export the photo in sRGB.',
    );
  }
}

/** Reads the header of a photo and refuses what cannot be measured; decodes no pixels. Throws `Refusal`. */
export async function inspectPhoto(bytes: Uint8Array): Promise<PhotoHeader> {
  const format = sniffFormat(bytes);
  if (bytes.length > MAX_FILE_BYTES) {
    throw new Refusal(
      'file_too_large',
      `The file has ${Math.ceil(bytes.length / 1e6)} MB. Send a photo of at most ${MAX_FILE_BYTES / 1e6} MB.`,
    );
  }
  refuseCameraRaw(format, bytes);
  // The size is judged here, with a sentence that names it; nothing is decoded before that.
  const metadata = await refuseDecoderErrors(() => sharp(bytes, { limitInputPixels: false }).metadata());
  refuseSize(metadata.width, metadata.height);
  refuseKind(metadata);
  refuseUnknownColours(format, bytes, metadata.icc);
  const exif = format === 'tiff' ? bytes : stripExifPrefix(metadata.exif);
  if (metadata.icc === undefined) await refuseAdobeRgb(exif);
  return {
    format,
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    orientation: metadata.orientation ?? 1,
    hasAlpha: metadata.hasAlpha,
    exif,
    depth: metadata.depth === 'ushort' ? 16 : 8,
    hasProfile: metadata.icc !== undefined,
  };
}
