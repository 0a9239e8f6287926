/** Builds EXIF blocks for tests, byte by byte as TIFF 6.0 says: what a phone writes, with all that must not be stored. */

type Entry = readonly [
  tag: number,
  type: 'ascii' | 'short' | 'long' | 'rational' | 'undefined',
  value: string | Buffer | number,
];

const TYPE_CODES = { ascii: 2, short: 3, long: 4, rational: 5, undefined: 7 } as const;
const RATIONAL_DENOMINATOR = 1000;

/** Texts that a test looks for in what was stored. */
export const PRIVATE_TEXTS = {
  artist: 'Jane Q. Photographer',
  owner: 'Clinic Of Doctor Who',
  serial: 'SN-0123456789',
  makerNote: 'MAKERNOTE-secret-blob',
  thumbnail: 'THUMBNAIL-picture-bytes',
  xmp: 'XMP-edit-history',
  comment: 'COMMENT-patient-name',
} as const;

/** 48° 51′ 24″: three rationals as they stand in the GPS directory. */
export const GPS_LATITUDE = rationals([48, 51, 24]);

function rationals(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(Math.round(value * RATIONAL_DENOMINATOR), i * 8);
    bytes.writeUInt32BE(RATIONAL_DENOMINATOR, i * 8 + 4);
  });
  return bytes;
}

function valueBytes([, type, value]: Entry): { bytes: Buffer; count: number } {
  if (type === 'ascii') {
    const bytes = Buffer.from(`${value}\0`, 'latin1');
    return { bytes, count: bytes.length };
  }
  if (Buffer.isBuffer(value)) return { bytes: value, count: type === 'rational' ? value.length / 8 : value.length };
  if (type === 'rational') return { bytes: rationals([Number(value)]), count: 1 };
  const bytes = Buffer.alloc(type === 'short' ? 2 : 4);
  if (type === 'short') bytes.writeUInt16BE(Number(value));
  else bytes.writeUInt32BE(Number(value));
  return { bytes, count: 1 };
}

/** One directory that will stand at offset `at`, followed by the values that do not fit in it. */
function directory(at: number, entries: readonly Entry[], next = 0): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4);
  head.writeUInt16BE(entries.length, 0);
  const tail: Buffer[] = [];
  let tailAt = at + head.length;
  entries.forEach((entry, i) => {
    const { bytes, count } = valueBytes(entry);
    const slot = 2 + i * 12;
    head.writeUInt16BE(entry[0], slot);
    head.writeUInt16BE(TYPE_CODES[entry[1]], slot + 2);
    head.writeUInt32BE(count, slot + 4);
    if (bytes.length <= 4) {
      bytes.copy(head, slot + 8);
      return;
    }
    head.writeUInt32BE(tailAt, slot + 8);
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    tail.push(padded);
    tailAt += padded.length;
  });
  head.writeUInt32BE(next, head.length - 4);
  return Buffer.concat([head, ...tail]);
}

/** A whole EXIF block (TIFF stream) with everything a phone may write. Sizes settle when the offsets are filled in. */
export function phoneExif(orientation: number): Buffer {
  const exifIfd: readonly Entry[] = [
    [0x829a, 'rational', 0.008],
    [0x829d, 'rational', 1.8],
    [0x8827, 'short', 125],
    [0x9003, 'ascii', '2024:03:01 14:05:09'],
    [0x920a, 'rational', 5.7],
    [0x927c, 'undefined', Buffer.from(PRIVATE_TEXTS.makerNote)],
    [0xa405, 'short', 26],
    [0xa430, 'ascii', PRIVATE_TEXTS.owner],
    [0xa431, 'ascii', PRIVATE_TEXTS.serial],
  ];
  const gpsIfd: readonly Entry[] = [
    [1, 'ascii', 'N'],
    [2, 'rational', GPS_LATITUDE],
    [3, 'ascii', 'E'],
    [4, 'rational', rationals([2, 21, 3])],
  ];
  const thumbnail = Buffer.from(PRIVATE_TEXTS.thumbnail);
  const ifd1 = (at: number): readonly Entry[] => [
    [0x0103, 'short', 6],
    [0x0201, 'long', at],
    [0x0202, 'long', thumbnail.length],
  ];
  const ifd0 = (exifAt: number, gpsAt: number): readonly Entry[] => [
    [0x0112, 'short', orientation],
    [0x013b, 'ascii', PRIVATE_TEXTS.artist],
    [0x8769, 'long', exifAt],
    [0x8825, 'long', gpsAt],
  ];
  const exifAt = 8 + directory(8, ifd0(0, 0)).length;
  const gpsAt = exifAt + directory(exifAt, exifIfd).length;
  const ifd1At = gpsAt + directory(gpsAt, gpsIfd).length;
  const thumbnailAt = ifd1At + directory(ifd1At, ifd1(0)).length;
  return Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08', 'latin1'),
    directory(8, ifd0(exifAt, gpsAt), ifd1At),
    directory(exifAt, exifIfd),
    directory(gpsAt, gpsIfd),
    directory(ifd1At, ifd1(thumbnailAt)),
    thumbnail,
  ]);
}
