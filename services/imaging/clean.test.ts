import { describe, expect, it } from 'vitest';
import { cleanForStorage } from './clean.ts';
import { decodePhoto } from './decode.ts';
import { GPS_LATITUDE, PRIVATE_TEXTS, phoneExif } from './exif.fixture.ts';
import { buildSegment } from './jpeg-segments.ts';
import { sharp } from './libvips.ts';
import { photoPipeline } from './photo.fixture.ts';

const APP1 = 0xe1;
const APP2 = 0xe2;
const APP13 = 0xed;
const COMMENT = 0xfe;

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const exifPayload = (orientation: number): Buffer => Buffer.concat([latin1('Exif\0\0'), phoneExif(orientation)]);
const xmp = `<x:xmpmeta>${PRIVATE_TEXTS.xmp}</x:xmpmeta>`;

/** A JPEG as a phone and an editor leave it: EXIF, XMP, IPTC, comment, index of further pictures and one behind the end. */
async function phoneJpeg(orientation: number, profile?: 'p3'): Promise<Buffer> {
  const pipeline = profile ? photoPipeline().withIccProfile(profile) : photoPipeline();
  const jpeg = await pipeline.jpeg({ quality: 90 }).toBuffer();
  return Buffer.concat([
    jpeg.subarray(0, 2),
    buildSegment(APP1, exifPayload(orientation)),
    buildSegment(APP1, latin1(`http://ns.adobe.com/xap/1.0/\0${xmp}`)),
    buildSegment(APP13, latin1(`Photoshop 3.0\x008BIM ${PRIVATE_TEXTS.artist}`)),
    buildSegment(APP2, latin1('MPF\0II*\0')),
    buildSegment(COMMENT, latin1(PRIVATE_TEXTS.comment)),
    jpeg.subarray(2),
    latin1(`MotionPhoto ${PRIVATE_TEXTS.serial}`),
  ]);
}

function expectNothingPrivate(stored: Buffer): void {
  for (const [kind, text] of Object.entries(PRIVATE_TEXTS)) {
    expect(stored.indexOf(text, 0, 'latin1'), `${kind} in the stored bytes`).toBe(-1);
  }
  expect(stored.indexOf(GPS_LATITUDE), 'position in the stored bytes').toBe(-1);
}

async function expectSamePixels(before: Buffer, after: Buffer): Promise<void> {
  const [a, b] = await Promise.all([decodePhoto(before), decodePhoto(after)]);
  expect([b.width, b.height]).toEqual([a.width, a.height]);
  expect(Buffer.compare(a.image.data, b.image.data)).toBe(0);
}

describe('cleanForStorage', () => {
  it('leaves nothing private in a JPEG and names what it took out', async () => {
    const file = await phoneJpeg(1);
    expect(file.indexOf(GPS_LATITUDE)).toBeGreaterThan(0);
    const clean = await cleanForStorage(file);
    expectNothingPrivate(clean.bytes);
    expect(clean.removed).toEqual([
      'comment',
      'embedded_thumbnail',
      'exif',
      'further_pictures',
      'gps_position',
      'iptc',
      'maker_note',
      'owner',
      'serial_number',
      'trailing_data',
      'xmp',
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps the pixels of a JPEG of orientation %d', async (orientation) => {
    const file = await phoneJpeg(orientation);
    const clean = await cleanForStorage(file);
    expectNothingPrivate(clean.bytes);
    await expectSamePixels(file, clean.bytes);
    expect([clean.width, clean.height]).toEqual(orientation < 5 ? [400, 300] : [300, 400]);
  });

  it('keeps the coded picture of a JPEG byte for byte', async () => {
    const original = await photoPipeline().jpeg({ quality: 90 }).toBuffer();
    const clean = await cleanForStorage(await phoneJpeg(1));
    const picture = original.subarray(original.indexOf(Buffer.from([0xff, 0xdb])));
    expect(clean.bytes.indexOf(picture)).toBeGreaterThan(0);
  });

  it('keeps an embedded colour profile and the colours with it', async () => {
    const file = await phoneJpeg(6, 'p3');
    const clean = await cleanForStorage(file);
    expect((await sharp(clean.bytes).metadata()).hasProfile).toBe(true);
    expectNothingPrivate(clean.bytes);
    await expectSamePixels(file, clean.bytes);
  });

  it('takes the thumbnail out of a JFIF header', async () => {
    const jpeg = await photoPipeline().jpeg({ quality: 90 }).toBuffer();
    const head = latin1('JFIF\0\x01\x02\0\0\x01\0\x01');
    const jfif = buildSegment(0xe0, Buffer.concat([head, Buffer.from([2, 2]), latin1('secretpixels')]));
    const file = Buffer.concat([jpeg.subarray(0, 2), jfif, jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xdb])))]);
    const clean = await cleanForStorage(file);
    expect(clean.bytes.indexOf('secretpixels')).toBe(-1);
    await expectSamePixels(file, clean.bytes);
  });

  it('gives the same bytes when a clean photo is cleaned again', async () => {
    const once = await cleanForStorage(await phoneJpeg(6));
    const twice = await cleanForStorage(once.bytes);
    expect(Buffer.compare(twice.bytes, once.bytes)).toBe(0);
  });

  it.each([
    ['png', 'adobe.xmp'],
    ['webp', 'XMP '],
  ] as const)('leaves nothing private in a %s and keeps its pixels upright', async (format, xmpChunk) => {
    const source = await phoneJpeg(6);
    const file = await sharp(source).keepExif().withXmp(xmp).toFormat(format, { quality: 90 }).toBuffer();
    expect(file.indexOf(xmpChunk)).toBeGreaterThan(0);
    expect(file.indexOf(PRIVATE_TEXTS.artist)).toBeGreaterThan(0);
    const clean = await cleanForStorage(Buffer.concat([file, latin1(PRIVATE_TEXTS.serial)]));
    expect(clean.format).toBe(format);
    expect(clean.bytes.indexOf(xmpChunk)).toBe(-1);
    expect([clean.width, clean.height]).toEqual([300, 400]);
    expectNothingPrivate(clean.bytes);
    expect(clean.removed).toEqual(expect.arrayContaining(['exif', 'gps_position', 'serial_number', 'trailing_data']));
    await expectSamePixels(file, clean.bytes);
  });

  it('stores a TIFF as a PNG of the same upright pixels', async () => {
    const file = await photoPipeline()
      .withMetadata({ orientation: 6 })
      .withXmp(xmp)
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect(file.indexOf(PRIVATE_TEXTS.xmp)).toBeGreaterThan(0);
    const clean = await cleanForStorage(file);
    expect(clean.format).toBe('png');
    expect(clean.notes).toEqual(['The TIFF was stored as a PNG of the same pixels in sRGB.']);
    expectNothingPrivate(clean.bytes);
    await expectSamePixels(file, clean.bytes);
  });

  it('stores an AVIF as a PNG of the same pixels', async () => {
    const file = await photoPipeline(240, 200).withXmp(xmp).avif({ quality: 90, effort: 0 }).toBuffer();
    const clean = await cleanForStorage(file);
    expect(clean.format).toBe('png');
    expectNothingPrivate(clean.bytes);
    await expectSamePixels(file, clean.bytes);
  });

  it('returns the capture fields that the stored bytes no longer hold', async () => {
    const clean = await cleanForStorage(await phoneJpeg(1));
    expect(clean.capture.capturedAt).toBe('2024-03-01T14:05:09');
    expect(clean.capture.focalLengthMm).toBe(5.7);
    expect((await decodePhoto(clean.bytes)).capture.capturedAt).toBeNull();
  });
});
