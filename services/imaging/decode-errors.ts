import { Refusal } from '../refusal.ts';

/** libvips names the part that failed before a colon (`VipsJpeg: premature end …`); sharp's own begin with `Input`. */
const DECODER_MESSAGE = /^(Input (buffer|image|file)|[\w-]+: )/;
const PIXEL_LIMIT_MESSAGE = /pixel limit/;
const MEMORY_MESSAGE = /memory|malloc|alloc/i;

/**
 * Runs a decoding step on bytes that were found to be of an allowed format. What the decoder says about the bytes becomes a
 * `Refusal`; everything else (no memory, a fault of ours) is thrown as it is.
 */
export async function refuseDecoderErrors<T>(decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Refusal) throw error;
    if (PIXEL_LIMIT_MESSAGE.test(error.message)) {
      throw new Refusal('image_too_large', 'The photo has too many pixels. Export it at 100 megapixels or less.', {
        cause: error,
      });
    }
    if (!DECODER_MESSAGE.test(error.message) || MEMORY_MESSAGE.test(error.message)) throw error;
    throw new Refusal(
      'corrupt_image',
      'The photo is damaged or incomplete. Copy it from the camera again and resend it.',
      {
        cause: error,
      },
    );
  }
}
