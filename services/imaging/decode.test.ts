import { createHash } from 'node:crypto';
import { converter } from 'culori';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from './decode.ts';
import { phoneExif } from './exif.fixture.ts';
import { buildSegment, splitJpeg } from './jpeg-segments.ts';
import { sharp } from './libvips.ts';
import { colourDistance, drawPhoto, photoPipeline, QUARTER_COLOURS, quarterColour } from './photo.fixture.ts';

/** The ramp of the drawn photo adds 0–7, 3.5 on average. */
const RAMP_MEAN = 3.5;
const expectedColour = (quarter: number): readonly number[] =>
  QUARTER_COLOURS[quarter].map((level) => level + RAMP_MEAN);

function insertExif(jpeg: Buffer, exif: Buffer): Buffer {
  const payload = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  return Buffer.concat([jpeg.subarray(0, 2), buildSegment(0xe1, payload), jpeg.subarray(2)]);
}

describe('decodePhoto', () => {
  it.each([
    ['jpeg', () => photoPipeline().jpeg({ quality: 95 }).toBuffer()],
    ['png', () => photoPipeline().png().toBuffer()],
    ['webp', () => photoPipeline().webp({ quality: 95 }).toBuffer()],
    ['tiff', () => photoPipeline().tiff({ compression: 'lzw' }).toBuffer()],
    ['avif', () => photoPipeline(240, 200).avif({ quality: 90, effort: 0 }).toBuffer()],
  ] as const)('reads the colours of every quarter of a %s photo', async (format, make) => {
    const photo = await decodePhoto(await make());
    expect(photo.format).toBe(format);
    for (const quarter of [0, 1, 2, 3]) {
      expect(colourDistance(quarterColour(photo.image, quarter), expectedColour(quarter))).toBeLessThan(2);
    }
  });

  it('keeps every pixel of a lossless photo that is not larger than the measuring size', async () => {
    const photo = await decodePhoto(await photoPipeline(1280, 300).png().toBuffer());
    expect(Buffer.compare(photo.image.data, drawPhoto(1280, 300).data)).toBe(0);
  });

  it('turns a photo of EXIF orientation 6 upright and reports the upright size', async () => {
    const stored = await photoPipeline().jpeg({ quality: 95 }).toBuffer();
    const photo = await decodePhoto(insertExif(stored, phoneExif(6)));
    expect([photo.width, photo.height, photo.image.width, photo.image.height]).toEqual([300, 400, 300, 400]);
    // A turn by 90° clockwise brings the lower left quarter to the upper left.
    const turned = [2, 0, 3, 1];
    turned.forEach((storedQuarter, quarter) => {
      expect(colourDistance(quarterColour(photo.image, quarter), expectedColour(storedQuarter))).toBeLessThan(2);
    });
  });

  it('converts an embedded Display P3 profile to sRGB as another implementation does', async () => {
    const p3Levels = [174, 139, 111];
    const [r, g, b] = p3Levels;
    const flat = sharp({ create: { width: 300, height: 300, channels: 3, background: { r, g, b } } });
    // `withIccProfile` converts from sRGB, so the file is made of the sRGB colour and then looked at unconverted.
    const srgb = converter('rgb')({ mode: 'p3', r: r / 255, g: g / 255, b: b / 255 });
    const background = { r: srgb.r * 255, g: srgb.g * 255, b: srgb.b * 255 };
    const file = await sharp({ create: { width: 300, height: 300, channels: 3, background } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    expect(colourDistance([...stored.subarray(0, 3)], p3Levels)).toBeLessThanOrEqual(1);
    const decoded = (await decodePhoto(file)).image;
    expect(colourDistance([...decoded.data.subarray(0, 3)], Object.values(background))).toBeLessThanOrEqual(1.5);
    const untagged = (await decodePhoto(await flat.png().toBuffer())).image;
    expect([...untagged.data.subarray(0, 3)]).toEqual(p3Levels);
  });

  it('reads a 16-bit photo as its upper eight bits', async () => {
    const deep = await photoPipeline().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    const photo = await decodePhoto(deep);
    for (const quarter of [0, 1, 2, 3]) {
      expect(colourDistance(quarterColour(photo.image, quarter), expectedColour(quarter))).toBeLessThan(1);
    }
  });

  it('reads a 16-bit photo with a P3 profile like an 8-bit one', async () => {
    const shallow = await photoPipeline().withIccProfile('p3').png().toBuffer();
    const deep = await sharp(shallow).keepIccProfile().toColourspace('rgb16').png().toBuffer();
    const [a, b] = await Promise.all([decodePhoto(shallow), decodePhoto(deep)]);
    for (const quarter of [0, 1, 2, 3]) {
      expect(colourDistance(quarterColour(a.image, quarter), quarterColour(b.image, quarter))).toBeLessThan(1.5);
    }
  });

  it('takes an opaque alpha channel away', async () => {
    const photo = await decodePhoto(await photoPipeline().ensureAlpha(1).png().toBuffer());
    expect(Buffer.compare(photo.image.data, drawPhoto(400, 300).data)).toBe(0);
  });

  it('reduces the long side to the measuring size and keeps the uploaded size', async () => {
    const photo = await decodePhoto(await photoPipeline(2400, 1800).jpeg().toBuffer());
    expect([photo.width, photo.height, photo.image.width, photo.image.height]).toEqual([2400, 1800, 1280, 960]);
    const small = await decodePhoto(await photoPipeline(2400, 1800).jpeg().toBuffer(), { maxLongSidePx: 600 });
    expect([small.image.width, small.image.height]).toEqual([600, 450]);
  });

  it('keeps the area of a bright disc when it reduces the photo', async () => {
    const [size, radius] = [2400, 600];
    const disc = new Uint8Array(size * size * 3);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const inside = (x + 0.5 - size / 2) ** 2 + (y + 0.5 - size / 2) ** 2 < radius ** 2;
        disc.fill(inside ? 220 : 120, (y * size + x) * 3, (y * size + x) * 3 + 3);
      }
    }
    const file = await sharp(disc, { raw: { width: size, height: size, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer();
    const { image } = await decodePhoto(file);
    let inside = 0;
    for (let i = 1; i < image.data.length; i += 3) if (image.data[i] > 170) inside++;
    const areaPercent = (100 * inside) / (image.width * image.height);
    expect(areaPercent).toBeCloseTo((100 * Math.PI * radius ** 2) / size ** 2, 1);
  });

  it('gives the same pixels every time', async () => {
    const file = await photoPipeline(2400, 1800).jpeg().toBuffer();
    const digest = async (): Promise<string> =>
      createHash('sha256')
        .update((await decodePhoto(file)).image.data)
        .digest('hex');
    const digests = await Promise.all(Array.from({ length: 5 }, digest));
    expect(new Set(digests).size).toBe(1);
  });

  it('reports the hash of the bytes and what the camera wrote about the exposure', async () => {
    const file = insertExif(await photoPipeline().jpeg().toBuffer(), phoneExif(1));
    const photo = await decodePhoto(file);
    expect(photo.sha256).toBe(createHash('sha256').update(file).digest('hex'));
    expect(photo.capture).toEqual({
      capturedAt: '2024-03-01T14:05:09',
      focalLengthMm: 5.7,
      focalLength35mm: 26,
      exposureTimeS: 0.008,
      fNumber: 1.8,
      iso: 125,
    });
  });

  it('reads a JPEG whose scan header states a spectral selection that phones are known to write wrongly', async () => {
    const file = await photoPipeline().jpeg({ quality: 95 }).toBuffer();
    const scan = splitJpeg(file).find(({ marker }) => marker === 0xda);
    const selectionEnd = (scan?.start ?? 0) + 5 + 2 * 3 + 1;
    const odd = Buffer.from(file);
    expect(odd[selectionEnd]).toBe(63);
    odd[selectionEnd] = 0;
    const [plain, repaired] = await Promise.all([decodePhoto(file), decodePhoto(odd)]);
    expect(Buffer.compare(plain.image.data, repaired.image.data)).toBe(0);
  });
});
