import { orientationExif, UPRIGHT } from './exif-orientation.ts';
import { buildSegment, JPEG_MARKER, type JpegSegment, splitJpeg } from './jpeg-segments.ts';

/** A file without its private parts, and the names of the kinds of part that were taken out. */
export interface CleanedFile {
  readonly bytes: Buffer;
  readonly removed: readonly string[];
}

const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;

/** JFIF APP0 up to the density; the two bytes after it are the size of a thumbnail, which is not kept (ITU-T T.871, 10.1). */
const JFIF_WITHOUT_THUMBNAIL_BYTES = 12;

/** What is known to travel in application segments, by the text they begin with. */
const SEGMENT_NAMES: readonly (readonly [prefix: string, name: string])[] = [
  ['Exif\0', 'exif'],
  ['http://ns.adobe.com/', 'xmp'],
  ['Photoshop 3.0', 'iptc'],
  ['MPF\0', 'further_pictures'],
  ['JFXX\0', 'embedded_thumbnail'],
];

function removedName(marker: number, payload: string): string {
  if (marker === JPEG_MARKER.com) return 'comment';
  return SEGMENT_NAMES.find(([prefix]) => payload.startsWith(prefix))?.[1] ?? 'application_data';
}

function isPrivate({ marker }: JpegSegment): boolean {
  const application = marker >= JPEG_MARKER.app0 && marker <= JPEG_MARKER.app15;
  // 0xf0–0xfd carry extensions that no baseline or progressive photo needs.
  return application || marker >= 0xf0;
}

/** The part of an application segment that decoding needs: JFIF density, ICC profile, Adobe colour transform. */
function neededPart(marker: number, segment: Buffer): Buffer | undefined {
  const payload = segment.subarray(4);
  const begins = (text: string): boolean => payload.subarray(0, text.length).toString('latin1') === text;
  if (marker === JPEG_MARKER.app0 && begins('JFIF\0')) {
    const head = payload.subarray(0, JFIF_WITHOUT_THUMBNAIL_BYTES);
    return buildSegment(marker, Buffer.concat([head, Buffer.alloc(2)]));
  }
  if ((marker === APP2 && begins('ICC_PROFILE\0')) || (marker === APP14 && begins('Adobe'))) return segment;
  return undefined;
}

/**
 * Takes everything out of a JPEG that its pixels do not need, without coding it anew: EXIF, XMP, IPTC, maker notes, comments,
 * thumbnails, further pictures and what follows the end. An orientation other than upright is put back alone.
 */
export function cleanJpeg(file: Uint8Array, orientation: number): CleanedFile {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const segments = splitJpeg(bytes);
  const parts: Buffer[] = [];
  const removed = new Set<string>();
  for (const segment of segments) {
    const whole = bytes.subarray(segment.start, segment.end);
    const kept = isPrivate(segment) ? neededPart(segment.marker, whole) : whole;
    if (kept) parts.push(kept);
    else removed.add(removedName(segment.marker, whole.subarray(4, 40).toString('latin1')));
  }
  if (bytes.length > (segments.at(-1)?.end ?? 0)) removed.add('trailing_data');
  if (orientation !== UPRIGHT) {
    // JFIF must stay first; EXIF comes right behind it.
    const at = segments[0]?.marker === JPEG_MARKER.app0 && parts[0]?.[1] === JPEG_MARKER.app0 ? 1 : 0;
    const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), orientationExif(orientation)]);
    parts.splice(at, 0, buildSegment(APP1, exif));
  }
  return { bytes: Buffer.concat([bytes.subarray(0, 2), ...parts]), removed: [...removed] };
}
