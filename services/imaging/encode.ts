import { MASK_FILE_VALUES, type Mask, type RgbImage } from '../domain/raster.ts';
import { nearestIndices } from '../raster/upload-size.ts';
import { fitLongSide } from './decode.ts';
import { refuseDecoderErrors } from './decode-errors.ts';
import { fromRgb, sharp } from './libvips.ts';
import { MAX_PIXELS } from './limits.ts';
import { drawBothOutlines, drawOutlines } from './overlay.ts';

export interface PhotoMasks {
  readonly skin: Mask;
  readonly lesion: Mask;
}

/** High enough that the border under the outline is not blurred by coding. */
const OVERLAY_JPEG_QUALITY = 88;
/** Of what a reader looks at: nothing that a person could see is lost. */
const READING_JPEG_QUALITY = 95;
/** Of the overlay with two outlines: a page holds many of them. */
const COMPARED_JPEG_QUALITY = 80;
const COMPARED_LONG_SIDE_PX = 900;
const THUMBNAIL_JPEG_QUALITY = 80;
const THUMBNAIL_LONG_SIDE_PX = 320;

function expectSameSize({ skin, lesion }: PhotoMasks): void {
  if (skin.width !== lesion.width || skin.height !== lesion.height) {
    throw new RangeError(
      `Expected masks of one size but received ${skin.width} × ${skin.height} and ${lesion.width} × ${lesion.height}`,
    );
  }
}

/** Grey levels of the mask file (`MASK_FILE_VALUES`) at `width` × `height`. */
function maskFileSamples({ skin, lesion }: PhotoMasks, width: number, height: number): Uint8Array {
  const columns = nearestIndices(width, skin.width);
  const rows = nearestIndices(height, skin.height);
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = rows[y] * skin.width;
    if (y > 0 && rows[y] === rows[y - 1]) {
      samples.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const at = row + columns[x];
      if (lesion.data[at]) samples[y * width + x] = MASK_FILE_VALUES.lesion;
      else if (skin.data[at]) samples[y * width + x] = MASK_FILE_VALUES.skin;
    }
  }
  return samples;
}

/** The mask file: 8-bit one-channel PNG of the upright photo's size, 0 not skin, 127 skin, 255 lesion. */
export async function encodeMaskPng(masks: PhotoMasks, width: number, height: number): Promise<Buffer> {
  expectSameSize(masks);
  return sharp(maskFileSamples(masks, width, height), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6, adaptiveFiltering: false })
    .toBuffer();
}

/** The photo with the lesion outlined and the edge of the skin faintly drawn, as JPEG of the image's size. */
export async function encodeOverlay(image: RgbImage, masks: PhotoMasks): Promise<Buffer> {
  expectSameSize(masks);
  return fromRgb(drawOutlines(image, masks))
    .jpeg({ quality: OVERLAY_JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** The photo with the lesion outlined twice, by the truth and by the machine, as a small JPEG. */
export async function encodeComparedOverlay(
  image: RgbImage,
  lesions: { readonly truth: Mask; readonly machine: Mask },
): Promise<Buffer> {
  return fromRgb(drawBothOutlines(image, lesions))
    .resize({ ...fitLongSide(image.width, image.height, COMPARED_LONG_SIDE_PX), fit: 'fill' })
    .jpeg({ quality: COMPARED_JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** A picture as PNG whose resolution is written into it (pHYs), so that it prints at its true size. */
export async function encodePrintPng(image: RgbImage, dpi: number): Promise<Buffer> {
  return fromRgb(image).withDensity(dpi).png().toBuffer();
}

/** A small upright sRGB JPEG without metadata, from a decoded image or from a file already accepted by `decodePhoto`. */
export async function encodeThumbnail(
  source: Uint8Array | RgbImage,
  longSidePx: number = THUMBNAIL_LONG_SIDE_PX,
): Promise<Buffer> {
  const jpeg = { quality: THUMBNAIL_JPEG_QUALITY };
  if (source instanceof Uint8Array) {
    return refuseDecoderErrors(() =>
      sharp(source, { autoOrient: true, limitInputPixels: MAX_PIXELS })
        .resize({ width: longSidePx, height: longSidePx, fit: 'inside', withoutEnlargement: true })
        .flatten()
        .toColourspace('srgb')
        .jpeg(jpeg)
        .toBuffer(),
    );
  }
  const size = fitLongSide(source.width, source.height, longSidePx);
  return fromRgb(source)
    .resize({ ...size, fit: 'fill' })
    .jpeg(jpeg)
    .toBuffer();
}

/**
 * The photo as a reader sees it: upright, in sRGB, of full size, and without anything that the file says beside its pixels, such
 * as when it was taken.
 */
export async function encodeForReading(source: Uint8Array): Promise<Buffer> {
  return await refuseDecoderErrors(() =>
    sharp(source, { autoOrient: true, limitInputPixels: MAX_PIXELS })
      .flatten()
      .toColourspace('srgb')
      .jpeg({ quality: READING_JPEG_QUALITY, chromaSubsampling: '4:4:4' })
      .toBuffer(),
  );
}
