import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from './decode.ts';
import { splitJpeg } from './jpeg-segments.ts';
import { photoPipeline } from './photo.fixture.ts';
import { isCameraRaw } from './tiff-kind.ts';

const ICC_SEGMENT = 0xe2;
/** Marker, length, `ICC_PROFILE\0` and two counters come before the profile. */
const ICC_HEAD_BYTES = 18;
const ICC_TAG_TABLE = 128;

function gamaChunk(gammaTimes100000: number): Buffer {
  const chunk = Buffer.alloc(16);
  chunk.writeUInt32BE(4, 0);
  chunk.write('gAMA', 4, 'latin1');
  chunk.writeUInt32BE(gammaTimes100000, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 12)), 12);
  return chunk;
}

/** Signature and IHDR of a PNG take 33 bytes; gAMA belongs right behind them. */
async function pngWithGamma(gammaTimes100000: number): Promise<Buffer> {
  const png = await photoPipeline().png().toBuffer();
  return Buffer.concat([png.subarray(0, 33), gamaChunk(gammaTimes100000), png.subarray(33)]);
}

/** Little-endian TIFF with one directory of one entry. */
function tiffWithTag(tag: number, value: number): Buffer {
  const file = Buffer.alloc(26);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(1, 8);
  file.writeUInt16LE(tag, 10);
  file.writeUInt16LE(4, 12);
  file.writeUInt32LE(1, 14);
  file.writeUInt32LE(value, 18);
  return file;
}

describe('a photo whose colours cannot be known', () => {
  it('is refused when its colour profile is damaged, which libvips would pass over in silence', async () => {
    const file = await photoPipeline().withIccProfile('p3').jpeg().toBuffer();
    const profile = splitJpeg(file).find(({ marker }) => marker === ICC_SEGMENT);
    const start = (profile?.start ?? 0) + ICC_HEAD_BYTES;
    expect(file.toString('latin1', start + 36, start + 40)).toBe('acsp');
    await expect(decodePhoto(file)).resolves.toMatchObject({ format: 'jpeg' });
    file.fill(0, start + ICC_TAG_TABLE, profile?.end);
    await expect(decodePhoto(file)).rejects.toMatchObject({ code: 'unsupported_format' });
  });

  it('is refused when a PNG states a linear gamma, and accepted when it states that of sRGB', async () => {
    await expect(decodePhoto(await pngWithGamma(100_000))).rejects.toMatchObject({ code: 'unsupported_format' });
    await expect(decodePhoto(await pngWithGamma(45_455))).resolves.toMatchObject({ format: 'png' });
  });

  it('is refused when the camera wrote Adobe RGB without a profile', async () => {
    const withInterop = (index: string): Promise<Buffer> => {
      // libvips numbers the interoperability directory 4; sharp's types end at 3.
      const exif: Record<string, Record<string, string>> = { IFD4: { InteroperabilityIndex: index } };
      return photoPipeline().withExif(exif).jpeg().toBuffer();
    };
    await expect(decodePhoto(await withInterop('R03'))).rejects.toMatchObject({ code: 'unsupported_format' });
    await expect(decodePhoto(await withInterop('R98'))).resolves.toMatchObject({ format: 'jpeg' });
  });
});

describe('isCameraRaw', () => {
  it('knows raw files by DNG version, sub-directories or a first picture that is a preview', () => {
    expect(isCameraRaw(tiffWithTag(50706, 0x0401))).toBe(true);
    expect(isCameraRaw(tiffWithTag(330, 100))).toBe(true);
    expect(isCameraRaw(tiffWithTag(254, 1))).toBe(true);
    expect(isCameraRaw(tiffWithTag(254, 0))).toBe(false);
  });

  it('does not take an ordinary TIFF for one', async () => {
    expect(isCameraRaw(await photoPipeline().tiff().toBuffer())).toBe(false);
  });
});
