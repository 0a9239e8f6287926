import { Refusal } from '../refusal.ts';

/** File formats a photo may have. Decided by the content, never by the name or by what the client says. */
const PHOTO_FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const;
export type PhotoFormat = (typeof PHOTO_FORMATS)[number];

const WHAT_TO_SEND = 'Send the photo as JPEG, PNG, WebP, TIFF or AVIF.';

/** ISO base media brands of HEIF files coded with HEVC (ISO/IEC 23008-12 annex B); `mif1` and `msf1` name no codec. */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1'];

/** Kinds of file that people send by mistake, so that the answer can name what was found. */
const OTHER_SIGNATURES: readonly (readonly [name: string, offset: number, signature: string])[] = [
  ['a GIF', 0, 'GIF8'],
  ['a PDF', 0, '%PDF'],
  ['a BMP', 0, 'BM'],
  ['a Photoshop file', 0, '8BPS'],
  ['a DICOM file', 128, 'DICM'],
  ['a JPEG XL file', 0, '\xff\x0a'],
  ['a JPEG XL file', 4, 'JXL '],
  ['a JPEG 2000 file', 4, 'jP  '],
  ['a Canon raw file', 4, 'ftypcrx '],
  ['a video', 4, 'ftyp'],
];

/** Latin-1 text of a slice: for comparing signatures. */
function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}

/** Major brand and compatible brands of an ISO base media file, empty for any other file. */
function ftypBrands(bytes: Uint8Array): readonly string[] {
  if (text(bytes, 4, 8) !== 'ftyp') return [];
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = Math.min(size, bytes.length, 256);
  const brands = [text(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(bytes, at, at + 4));
  return brands;
}

function describeOther(bytes: Uint8Array): string {
  const known = OTHER_SIGNATURES.find(([, at, signature]) => text(bytes, at, at + signature.length) === signature);
  if (known) return `The file is ${known[0]}`;
  if (/<svg[\s>]/i.test(text(bytes, 0, 4096))) return 'The file is an SVG drawing';
  return 'The file is not a photo in a known format';
}

/** Finds out by its first bytes what a file is; throws `Refusal` unless it is one of `PHOTO_FORMATS`. */
export function sniffFormat(bytes: Uint8Array): PhotoFormat {
  if (bytes.length === 0) throw new Refusal('empty_file', 'The file is empty. Upload the photo again.');
  const head = text(bytes, 0, 16);
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  const brands = ftypBrands(bytes);
  if (brands.includes('avif')) return 'avif';
  if (brands.some((brand) => HEIC_BRANDS.includes(brand))) {
    throw new Refusal(
      'heic_not_supported',
      'HEIC photos cannot be read. Export the photo as JPEG, or set the phone to take JPEG ' +
        '(iPhone: Settings, Camera, Formats, Most Compatible).',
    );
  }
  throw new Refusal('unsupported_format', `${describeOther(bytes)}. ${WHAT_TO_SEND}`);
}
