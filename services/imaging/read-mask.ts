import { MASK_FILE_VALUES, type Mask } from '../domain/raster.ts';
import { splitPng } from './clean-png.ts';
import { sniffFormat } from './formats.ts';
import { sharp } from './libvips.ts';
import { MAX_FILE_BYTES, MAX_PIXELS } from './limits.ts';

/** A mask drawn by somebody: `skin` is absent in a plain lesion mask, which does not say what is skin. */
export interface DrawnMask {
  readonly width: number;
  readonly height: number;
  readonly lesion: Mask;
  readonly skin: Mask | undefined;
}

/** Why a file is no mask, as a sentence that says what to do. */
export interface MaskFault {
  readonly fault: string;
  /** It may be a mask, but of another picture. */
  readonly isOfOtherSize?: true;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Says so where a mask is not as large as the upright photo that it was drawn on. */
export function faultOfMaskSize(mask: Size, photo: Size): string | undefined {
  if (mask.width === photo.width && mask.height === photo.height) return undefined;
  return `The mask has ${mask.width} × ${mask.height} pixels, the photo, upright, ${photo.width} × ${photo.height}. Draw it on the photo at its full size, upright.`;
}

/** An animated PNG says so in a chunk of its own, which decoders that know stills only pass over. @source PNG specification, 11.3.5 */
function isAnimated(png: Uint8Array): boolean {
  return splitPng(png).some(({ type }) => type === 'acTL');
}

const VALUES = 'Save it as an 8-bit PNG of 0 (not skin), 127 (skin) and 255 (lesion), or of 0 and 255 (lesion) only';
/** More values than this are not listed in a message. */
const MOST_VALUES_NAMED = 5;

/**
 * Reads a mask file: an 8-bit PNG whose pixels are 0, 127 or 255, grey or with equal channels. Where 127 does not occur it is
 * a plain lesion mask. Nothing is rounded: a mask with other values was scaled, smoothed or saved lossily.
 * @param photo size that it has to have; left out, any
 */
export async function readMask(bytes: Uint8Array, photo?: Size): Promise<DrawnMask | MaskFault> {
  try {
    if (bytes.length > MAX_FILE_BYTES) {
      return { fault: `The mask has more than ${MAX_FILE_BYTES / 1e6} MB. Save it as an 8-bit PNG of one channel.` };
    }
    if (sniffFormat(bytes) !== 'png') return { fault: `The mask is no PNG. ${VALUES}.` };
    if (isAnimated(bytes)) return { fault: `The mask is animated. ${VALUES}.` };
    const png = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' });
    const { depth, width, height } = await png.metadata();
    if (depth === 'ushort') return { fault: `The mask has 16 bits. ${VALUES}.` };
    // Before a pixel is decoded: a small file may hold a huge picture.
    const misfit = photo && faultOfMaskSize({ width, height }, photo);
    if (misfit !== undefined) return { fault: misfit, isOfOtherSize: true };
    const { data, info } = await png.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return masksOf(data, info.width, info.height, info.channels);
  } catch (cause) {
    return { fault: `The mask cannot be read (${cause instanceof Error ? cause.message : String(cause)}). ${VALUES}.` };
  }
}

function masksOf(samples: Uint8Array, width: number, height: number, channels: number): DrawnMask | MaskFault {
  const grey = greyLevels(samples, channels);
  if (!(grey instanceof Uint8Array)) return grey;
  const strange = strangeValues(grey);
  if (strange.length > 0) {
    const more = strange.length > MOST_VALUES_NAMED ? ' and others' : '';
    return { fault: `The mask has the values ${strange.slice(0, MOST_VALUES_NAMED).join(', ')}${more}. ${VALUES}.` };
  }
  const lesion = { width, height, data: grey.map((value) => (value === MASK_FILE_VALUES.lesion ? 1 : 0)) };
  if (!grey.includes(MASK_FILE_VALUES.skin)) return { width, height, lesion, skin: undefined };
  const skin = { width, height, data: grey.map((value) => (value === MASK_FILE_VALUES.notSkin ? 0 : 1)) };
  return { width, height, lesion, skin };
}

/** @param channels grey; grey and opacity; red, green, blue; the same and opacity */
function greyLevels(samples: Uint8Array, channels: number): Uint8Array | MaskFault {
  const colours = channels < 3 ? 1 : 3;
  const grey = new Uint8Array(samples.length / channels);
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    const value = samples[at];
    const equal = colours === 1 || (samples[at + 1] === value && samples[at + 2] === value);
    if (!equal) return { fault: `The mask is in colour. ${VALUES}.` };
    const opaque = channels === colours || samples[at + colours] === 255;
    if (!opaque) return { fault: `The mask is transparent. ${VALUES}.` };
    grey[i] = value;
  }
  return grey;
}

/** Values that a mask file cannot have, in order. */
function strangeValues(grey: Uint8Array): readonly number[] {
  const counts = new Uint32Array(256);
  for (let i = 0; i < grey.length; i++) counts[grey[i]]++;
  const known: readonly number[] = Object.values(MASK_FILE_VALUES);
  return [...counts.keys()].filter((value) => counts[value] > 0 && !known.includes(value));
}
