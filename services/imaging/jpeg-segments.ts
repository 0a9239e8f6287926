import { Refusal } from '../refusal.ts';

/** One piece of a JPEG file between two markers. `start` is the offset of the marker, `end` that of the next one. */
export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** Markers by ISO/IEC 10918-1 table B.1, second byte. */
export const JPEG_MARKER = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app0: 0xe0, app15: 0xef, com: 0xfe } as const;

const FIRST_RESTART = 0xd0;
const LAST_RESTART = 0xd7;

function damaged(what: string): Refusal {
  return new Refusal(
    'corrupt_image',
    `The JPEG is damaged or incomplete (${what}). Copy the photo again and resend it.`,
  );
}

/** Offset of the first marker at or after `at` that ends the coded data: not a stuffed zero, a restart or a fill byte. */
function endOfCodedData(bytes: Buffer, at: number): number {
  for (let next = bytes.indexOf(0xff, at); next >= 0 && next + 1 < bytes.length; next = bytes.indexOf(0xff, next + 1)) {
    const code = bytes[next + 1];
    const belongsToData = code === 0 || code === 0xff || (code >= FIRST_RESTART && code <= LAST_RESTART);
    if (!belongsToData) return next;
  }
  throw damaged('it ends in the middle of the picture');
}

/** Splits a JPEG into its segments, from the one after SOI up to EOI; what follows EOI is not part of the picture. */
export function splitJpeg(bytes: Buffer): readonly JpegSegment[] {
  const segments: JpegSegment[] = [];
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) throw damaged('a marker is missing');
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === JPEG_MARKER.eoi) {
      segments.push({ marker, start: at, end: at + 2 });
      return segments;
    }
    if (at + 4 > bytes.length) break;
    const headEnd = at + 2 + bytes.readUInt16BE(at + 2);
    if (headEnd > bytes.length) break;
    const end = marker === JPEG_MARKER.sos ? endOfCodedData(bytes, headEnd) : headEnd;
    segments.push({ marker, start: at, end });
    at = end;
  }
  throw damaged('its end is missing');
}

/** A segment with its marker and length. */
export function buildSegment(marker: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** Frames coded in one pass (baseline and extended sequential), by their SOF marker. */
const SEQUENTIAL_FRAMES = [0xc0, 0xc1];
/** Spectral selection 0–63 and no approximation: the only values a sequential scan may state (ISO/IEC 10918-1, table B.3). */
const PLAIN_SCAN = [0, 63, 0];

/**
 * Some phones write other spectral-selection values into a sequential scan header. Decoders ignore them with a warning, which would
 * be taken for damage; returns a copy with the only values allowed there, or the bytes themselves.
 */
export function withPlainScanHeader(file: Uint8Array): Uint8Array {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const segments = splitJpeg(bytes);
  if (!segments.some(({ marker }) => SEQUENTIAL_FRAMES.includes(marker))) return file;
  const wrong = segments
    .filter(({ marker }) => marker === JPEG_MARKER.sos)
    .map(({ start }) => start + 5 + 2 * bytes[start + 4])
    .filter((at) => PLAIN_SCAN.some((value, i) => bytes[at + i] !== value));
  if (wrong.length === 0) return file;
  const repaired = Buffer.from(bytes);
  for (const at of wrong) repaired.set(PLAIN_SCAN, at);
  return repaired;
}
