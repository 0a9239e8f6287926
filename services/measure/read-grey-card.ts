import { mean, median, percentile } from '../agreement/order-statistics.ts';
import { LEAST_LIGHT } from '../colour/grey-balance.ts';
import type { LinearRgb } from '../colour/lab.ts';
import type { GreyCard } from '../domain/grey-card.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';
import type { GreyCardRefusal } from '../domain/skin-colour.ts';
import { LINEAR_OF_SRGB } from '../geometry/grey.ts';

/** Part of the card's width and height that is read: its rim may be off by a hand's shake, mixes with what is beside it, and casts shadow. */
const READ_PART = 0.6;
/** Least measuring pixels along each side of what is read: two blocks of a JPEG, whose colour is stored at half the resolution. */
const LEAST_READ_SIDE = 16;
/** So large must the rectangle be, in measuring pixels. */
export const LEAST_RECT_SIDE = Math.ceil(LEAST_READ_SIDE / READ_PART);
/** Code value from which a channel may have been cut off; JPEG moves 255 by a level or two. */
const CLIPPED_CODE = 253;
/** More of the pixels than this at the ceiling move the mean. */
const MOST_CLIPPED_SHARE = 0.01;
/** Pixels with less or more light than this share of the others are left out of the mean, in percent: a speck, a fibre. */
const TAIL_PERCENT = 5;
/** Between the tails, in shares of the median; grain of 5 % (1-sigma) makes 0.16, and light that falls off by ±10 % moves L* by ±2.5. */
export const MOST_SPREAD = 0.2;
/** Strongest over weakest channel: grey under light of 4500 K seen by a camera that is set to 6500 K has 1.99. */
export const MOST_CHANNEL_RATIO = 2;
/** Share of what is read that may have been taken for skin. */
const MOST_SKIN_SHARE = 0.05;

/** What stands where a grey card was said to lie. */
export interface GreyCardReading {
  readonly card: GreyCard;
  /** Measuring pixels read; 0 where none could be. */
  readonly pixels: number;
  /** Linear light of the camera, 0 to 1; null where none could be read. */
  readonly light: LinearRgb | null;
  /** Largest of the three channels' distances between the 5th and the 95th percentile, over the median. */
  readonly spread: number | null;
  /** Why this is no grey card that colours can be referred to; null where it is. */
  readonly refusal: GreyCardRefusal | null;
}

/**
 * The light of a grey card, from the middle of its rectangle.
 * @param image upright sRGB at measuring size
 * @param upload size of the photo in whose pixels the rectangle is given
 * @param skin what was taken for skin, on the measuring grid; it is read and not changed
 */
export function readGreyCard(
  card: GreyCard,
  image: RgbImage,
  upload: { readonly width: number; readonly height: number },
  skin: Mask,
): GreyCardReading {
  const [x, y, width, height] = card.rectPx;
  const unread = { card, pixels: 0, light: null, spread: null };
  if (x + width > upload.width || y + height > upload.height) return { ...unread, refusal: 'outside_photo' };
  const columns = middlePart(x, width, image.width / upload.width);
  const rows = middlePart(y, height, image.height / upload.height);
  if (Math.min(columns.count, rows.count) < LEAST_READ_SIDE) return { ...unread, refusal: 'too_small' };
  const places = placesOf(columns, rows, image.width);
  const channels = [0, 1, 2].map((c) => channelOf(places.map((i) => LINEAR_OF_SRGB[image.data[3 * i + c]])));
  const light = trimmedMeans(channels);
  const spread = Math.max(...channels.map(({ low, middle, high }) => (high - low) / middle));
  const clippedShare = shareOf(places, (i) => image.data.subarray(3 * i, 3 * i + 3).some((v) => v >= CLIPPED_CODE));
  const skinShare = shareOf(places, (i) => skin.data[i] === 1);
  const refusal = refusalOf({ light, spread, clippedShare, skinShare });
  return { card, pixels: places.length, light, spread, refusal };
}

interface Seen {
  readonly light: LinearRgb;
  readonly spread: number;
  readonly clippedShare: number;
  readonly skinShare: number;
}

/** The first that holds: what cannot be read before what was read and is no grey. */
function refusalOf({ light, spread, clippedShare, skinShare }: Seen): GreyCardRefusal | null {
  const [weakest, strongest] = [Math.min(...light), Math.max(...light)];
  if (skinShare > MOST_SKIN_SHARE) return 'on_skin';
  if (clippedShare > MOST_CLIPPED_SHARE) return 'clipped';
  if (weakest < LEAST_LIGHT) return 'too_dark';
  if (spread > MOST_SPREAD) return 'uneven';
  if (strongest > MOST_CHANNEL_RATIO * weakest) return 'coloured';
  return null;
}

/** Measuring pixels along one axis. */
interface Span {
  readonly first: number;
  readonly count: number;
}

/** Those whose centre lies in the middle part of a side. */
function middlePart(start: number, length: number, measuringPerUpload: number): Span {
  const rim = (length * (1 - READ_PART)) / 2;
  const from = (start + rim) * measuringPerUpload;
  const to = (start + length - rim) * measuringPerUpload;
  const first = Math.ceil(from - 0.5);
  return { first, count: Math.ceil(to - 0.5) - first };
}

function placesOf(columns: Span, rows: Span, imageWidth: number): readonly number[] {
  return Array.from(
    { length: columns.count * rows.count },
    (_, k) => (rows.first + Math.floor(k / columns.count)) * imageWidth + columns.first + (k % columns.count),
  );
}

function shareOf(places: readonly number[], isSo: (place: number) => boolean): number {
  return places.filter(isSo).length / places.length;
}

interface Channel {
  readonly values: readonly number[];
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

function channelOf(values: readonly number[]): Channel {
  return {
    values,
    low: percentile(values, TAIL_PERCENT),
    // A black field, whose median is 0, is refused as too dark whatever its spread.
    middle: Math.max(Number.MIN_VALUE, median(values)),
    high: percentile(values, 100 - TAIL_PERCENT),
  };
}

/** Mean light of the pixels that are in no channel's tail. */
function trimmedMeans(channels: readonly Channel[]): LinearRgb {
  const isKept = (k: number) => channels.every(({ values, low, high }) => values[k] >= low && values[k] <= high);
  return channels.map(({ values }) => mean(values.filter((_, k) => isKept(k)))) as unknown as LinearRgb;
}
