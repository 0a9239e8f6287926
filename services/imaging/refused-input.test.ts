import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { cleanForStorage } from './clean.ts';
import { decodePhoto } from './decode.ts';
import { sharp } from './libvips.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { photoPipeline } from './photo.fixture.ts';

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const outcome = await work.then(
    () => 'was accepted',
    (error: unknown) => error,
  );
  if (outcome instanceof Refusal) return outcome;
  throw new Error('Expected a refusal', { cause: outcome });
}

/** Both ways in must give the same answer: what may not be measured may not be stored either. */
async function expectRefused(bytes: Uint8Array, code: string): Promise<void> {
  expect((await refusalOf(decodePhoto(bytes))).code).toBe(code);
  expect((await refusalOf(cleanForStorage(bytes))).code).toBe(code);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A valid RGB PNG of one even colour, compressed to a thousandth: 1.2 GB when decoded at 20,000 × 20,000. */
function pngBomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((1 + side * 3) * 500));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function ftypFile(majorBrand: string, ...brands: readonly string[]): Buffer {
  const box = Buffer.from(`\0\0\0\0ftyp${majorBrand}\0\0\0\0${brands.join('')}`, 'latin1');
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.alloc(2000)]);
}

describe('a file that is no photo', () => {
  it('is refused when it is empty', () => expectRefused(new Uint8Array(0), 'empty_file'));

  it('is refused when it is made of random bytes', () => expectRefused(randomBytes(20_000), 'unsupported_format'));

  it('is refused when it is an SVG, whatever its name says', () =>
    expectRefused(
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>'),
      'unsupported_format',
    ));

  it('is refused when it is a GIF', async () =>
    expectRefused(await photoPipeline().gif().toBuffer(), 'unsupported_format'));

  it.each([
    ['%PDF-1.7\n1 0 obj', 'PDF'],
    ['BM\0\0\0\0', 'BMP'],
    ['8BPS\0\x01', 'Photoshop'],
  ])('is refused by its content and named: %j', async (start, name) => {
    const file = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(1000)]);
    const refusal = await refusalOf(decodePhoto(file));
    expect(refusal.code).toBe('unsupported_format');
    expect(refusal.message).toContain(name);
  });

  it.each([['heic'], ['heix'], ['mif1'], ['hevc']])('is told how to export when it is HEIC (%s)', async (brand) => {
    const refusal = await refusalOf(decodePhoto(ftypFile(brand, 'mif1', 'heic')));
    expect(refusal.code).toBe('heic_not_supported');
    expect(refusal.message).toContain('JPEG');
  });

  it('is refused when it is a video', () => expectRefused(ftypFile('isom', 'mp42'), 'unsupported_format'));

  it('is refused when only the first bytes are those of a JPEG', () =>
    expectRefused(Buffer.from('\xff\xd8\xff\xe0 and then some text', 'latin1'), 'corrupt_image'));
});

describe('a photo under another extension', () => {
  it('is decoded by its content', async () => {
    const png = await photoPipeline().png().toBuffer();
    expect((await decodePhoto(png)).format).toBe('png');
  });
});

describe('a damaged photo', () => {
  const cuts = [0.05, 0.35, 0.6, 0.9, 0.99];

  it.each(cuts)('is refused when a JPEG is cut off at %d of its length', async (share) => {
    const file = await photoPipeline(800, 600).jpeg({ quality: 90 }).toBuffer();
    await expectRefused(file.subarray(0, Math.floor(file.length * share)), 'corrupt_image');
  });

  it.each(cuts)('is refused when a progressive JPEG is cut off at %d of its length', async (share) => {
    const file = await photoPipeline(800, 600).jpeg({ progressive: true }).toBuffer();
    await expectRefused(file.subarray(0, Math.floor(file.length * share)), 'corrupt_image');
  });

  it('is refused when a cut JPEG was given an end marker', async () => {
    const file = await photoPipeline(800, 600).jpeg({ quality: 90 }).toBuffer();
    const mended = Buffer.concat([file.subarray(0, Math.floor(file.length * 0.35)), Buffer.from([0xff, 0xd9])]);
    expect((await refusalOf(decodePhoto(mended))).code).toBe('corrupt_image');
  });

  it.each(['png', 'webp', 'tiff'] as const)('is refused when a %s is cut off anywhere', async (format) => {
    const file = await photoPipeline(800, 600).toFormat(format).toBuffer();
    for (const share of cuts) {
      await expectRefused(file.subarray(0, Math.floor(file.length * share)), 'corrupt_image');
    }
  });

  it('is refused when an AVIF is cut off', async () => {
    const file = await photoPipeline(240, 200).avif({ quality: 90, effort: 0 }).toBuffer();
    await expectRefused(file.subarray(0, Math.floor(file.length * 0.7)), 'corrupt_image');
  });

  it('is refused when a byte of a PNG was changed', async () => {
    const file = await photoPipeline(800, 600).png().toBuffer();
    file[Math.floor(file.length / 2)] ^= 0xff;
    expect((await refusalOf(decodePhoto(file))).code).toBe('corrupt_image');
  });

  it('keeps what the decoder said as the cause', async () => {
    const file = await photoPipeline(800, 600).png().toBuffer();
    file[Math.floor(file.length / 2)] ^= 0xff;
    expect((await refusalOf(decodePhoto(file))).cause).toBeInstanceOf(Error);
  });
});

describe('a photo of the wrong size', () => {
  it('is refused at one pixel', async () =>
    expectRefused(await photoPipeline(1, 1).png().toBuffer(), 'image_too_small'));

  it('is refused when its shorter side is a thumbnail', async () =>
    expectRefused(await photoPipeline(1000, 199).png().toBuffer(), 'image_too_small'));

  it('is refused at 20,000 × 20,000 pixels without being decoded', async () => {
    const bomb = pngBomb(20_000);
    const before = process.memoryUsage.rss();
    await expectRefused(bomb, 'image_too_large');
    expect((process.memoryUsage.rss() - before) / 1e6).toBeLessThan(100);
  });

  it('is refused when the file is larger than an upload may be', async () => {
    const photo = await photoPipeline().jpeg().toBuffer();
    await expectRefused(Buffer.concat([photo, Buffer.alloc(MAX_FILE_BYTES)]), 'file_too_large');
  });
});

describe('a photo of the wrong kind', () => {
  it('is refused in one grey channel', async () =>
    expectRefused(await photoPipeline().greyscale().toColourspace('b-w').png().toBuffer(), 'not_a_colour_photo'));

  it('is refused in CMYK', async () =>
    expectRefused(await photoPipeline().toColourspace('cmyk').jpeg().toBuffer(), 'unsupported_format'));

  it('is refused when parts are transparent', async () => {
    const half = await photoPipeline().ensureAlpha(0.5).png().toBuffer();
    expect((await refusalOf(decodePhoto(half))).code).toBe('unsupported_format');
  });

  it('is refused when a single pixel is transparent', async () => {
    const { data, info } = await photoPipeline().ensureAlpha(1).raw().toBuffer({ resolveWithObject: true });
    data[4 * (100 * info.width + 100) + 3] = 0;
    const file = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
      .png()
      .toBuffer();
    expect((await refusalOf(decodePhoto(file))).code).toBe('unsupported_format');
  });

  it.each(['tiff', 'webp'] as const)('is refused when a %s holds several pictures', async (format) => {
    const first = await photoPipeline().png().toBuffer();
    const second = await photoPipeline().negate().png().toBuffer();
    const file = await sharp([first, second], { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    await expectRefused(file, 'unsupported_format');
  });
});
