import exifr from 'exifr';

/** What the camera wrote about taking the photo; nothing that says who or where. */
export interface CaptureInfo {
  /** Local time, ISO 8601 without zone. */
  readonly capturedAt: string | null;
  readonly focalLengthMm: number | null;
  readonly focalLength35mm: number | null;
  readonly exposureTimeS: number | null;
  readonly fNumber: number | null;
  readonly iso: number | null;
}

const EXIF_TAGS = [
  'DateTimeOriginal',
  'FocalLength',
  'FocalLengthIn35mmFormat',
  'ExposureTime',
  'FNumber',
  'ISO',
] as const;

/** EXIF writes `2024:03:01 14:05:09`; cameras whose clock was never set write zeros or blanks. */
const EXIF_TIME = /^([12]\d{3}):(0[1-9]|1[0-2]):(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)/;

function isoLocalTime(value: unknown): string | null {
  const match = typeof value === 'string' ? EXIF_TIME.exec(value) : null;
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

function positive(value: unknown): number | null {
  const number = Array.isArray(value) ? value[0] : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null;
}

type ExifrOptions = Exclude<Parameters<typeof exifr.parse>[1], undefined>;

async function parseTags(exif: Uint8Array, options: ExifrOptions): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await exifr.parse(exif, options)) ?? {};
  } catch {
    // A damaged EXIF block says nothing about the pixels: the fields are then unknown.
    return {};
  }
}

/** Reads the capture fields from an EXIF block (a TIFF stream); every field is null that is absent or makes no sense. */
export async function readCaptureInfo(exif: Uint8Array | undefined): Promise<CaptureInfo> {
  const tags =
    exif === undefined
      ? {}
      : await parseTags(exif, { pick: [...EXIF_TAGS], reviveValues: false, translateValues: false });
  return {
    capturedAt: isoLocalTime(tags.DateTimeOriginal),
    focalLengthMm: positive(tags.FocalLength),
    focalLength35mm: positive(tags.FocalLengthIn35mmFormat),
    exposureTimeS: positive(tags.ExposureTime),
    fNumber: positive(tags.FNumber),
    iso: positive(tags.ISO),
  };
}

/** A camera that stores Adobe RGB says so by this interoperability index only (DCF 2.0, 'optional colour space'). */
const ADOBE_RGB_INDEX = 'R03';

/** Whether an EXIF block says that the pixels are in Adobe RGB. */
export async function isAdobeRgb(exif: Uint8Array | undefined): Promise<boolean> {
  if (exif === undefined) return false;
  const tags = await parseTags(exif, { exif: true, interop: true, reviveValues: false });
  return String(tags.InteropIndex ?? '').startsWith(ADOBE_RGB_INDEX);
}

/** EXIF tags by which a person, a device or a place could be found, and what they are called in `CleanPhoto.removed`. */
const PRIVATE_TAGS: readonly (readonly [tag: string, name: string])[] = [
  ['GPSLatitude', 'gps_position'],
  ['GPSLongitude', 'gps_position'],
  ['SerialNumber', 'serial_number'],
  ['BodySerialNumber', 'serial_number'],
  ['LensSerialNumber', 'serial_number'],
  ['CameraOwnerName', 'owner'],
  ['OwnerName', 'owner'],
  ['Artist', 'owner'],
  ['Copyright', 'owner'],
  ['MakerNote', 'maker_note'],
  ['makerNote', 'maker_note'],
  ['ThumbnailOffset', 'embedded_thumbnail'],
];

/** Names of the private parts an EXIF block holds. */
export async function privateExifParts(exif: Uint8Array | undefined): Promise<readonly string[]> {
  if (exif === undefined) return [];
  const options = { tiff: true, ifd1: true, exif: true, gps: true, makerNote: true };
  const blocks = await parseTags(exif, { ...options, mergeOutput: false, reviveValues: false });
  const tags = Object.entries(blocks).flatMap(([name, block]) => [name, ...Object.keys(block ?? {})]);
  return [...new Set(PRIVATE_TAGS.filter(([tag]) => tags.includes(tag)).map(([, name]) => name))];
}
