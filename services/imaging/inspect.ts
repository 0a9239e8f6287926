import { Refusal } from '../refusal.ts';
import { refuseDecoderErrors } from './decode-errors.ts';
import { type PhotoFormat, sniffFormat } from './formats.ts';
import { sharp } from './libvips.ts';
import { MAX_FILE_BYTES, MAX_PIXELS, MIN_SHORT_SIDE_PX } from './limits.ts';

/** What the header of a photo says, before a pixel is decoded. */
export interface PhotoHeader {
  readonly format: PhotoFormat;
  /** Size of the upright photo: EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1–8 still to be applied; 1 where there is none. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** EXIF block as a TIFF stream, without the `Exif\0\0` prefix. */
  readonly exif: Uint8Array | undefined;
  readonly iccProfile: Uint8Array | undefined;
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

function refuseKind(metadata: SharpMetadata): void {
  if ((metadata.pages ?? 1) > 1) {
    throw new Refusal(
      'unsupported_format',
      'The file holds several pictures (pages or an animation). Send one photo per file.',
    );
  }
  if (metadata.space === 'cmyk') {
    throw new Refusal(
      'unsupported_format',
      'The picture is in CMYK, which is made for print and has lost camera colours. Send the original RGB photo.',
    );
  }
  if (metadata.channels < 3) {
    throw new Refusal('not_a_colour_photo', 'The photo has no colour. Send the original colour photo.');
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
  const metadata = await refuseDecoderErrors(() => sharp(bytes, { limitInputPixels: false }).metadata());
  refuseSize(metadata.width, metadata.height);
  refuseKind(metadata);
  return {
    format,
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    orientation: metadata.orientation ?? 1,
    hasAlpha: metadata.hasAlpha,
    exif: stripExifPrefix(metadata.exif),
    iccProfile: metadata.icc,
  };
}
