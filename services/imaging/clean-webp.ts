import { Refusal } from '../refusal.ts';
import type { CleanedFile } from './clean-jpeg.ts';
import { orientationExif, UPRIGHT } from './exif-orientation.ts';

/** WebP container specification, RFC 9649 section 2: `RIFF`, size, `WEBP`, then chunks padded to even length. */
const RIFF_HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

const KEPT_CHUNKS = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'];
const REMOVED_NAMES: Readonly<Record<string, string>> = { EXIF: 'exif', 'XMP ': 'xmp' };

function damaged(): Refusal {
  return new Refusal('corrupt_image', 'The WebP is damaged or incomplete. Copy the photo again and resend it.');
}

interface WebpChunk {
  readonly type: string;
  readonly data: Buffer;
}

function splitWebp(bytes: Buffer, end: number): readonly WebpChunk[] {
  const chunks: WebpChunk[] = [];
  let at = RIFF_HEAD_BYTES;
  while (at + CHUNK_HEAD_BYTES <= end) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + CHUNK_HEAD_BYTES;
    if (start + size > end) throw damaged();
    chunks.push({ type: bytes.toString('latin1', at, at + 4), data: bytes.subarray(start, start + size) });
    at = start + size + (size % 2);
  }
  return chunks;
}

function buildChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(CHUNK_HEAD_BYTES);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** The `VP8X` header with the flags of EXIF and XMP as they are after cleaning. */
function setFlags(header: Buffer, hasExif: boolean): Buffer {
  const changed = Buffer.from(header);
  changed[0] = (changed[0] & ~(EXIF_FLAG | XMP_FLAG)) | (hasExif ? EXIF_FLAG : 0);
  return changed;
}

/** Keeps the chunks a WebP's pixels and colours need; an orientation other than upright is put back alone. */
export function cleanWebp(file: Uint8Array, orientation: number): CleanedFile {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const end = CHUNK_HEAD_BYTES + bytes.readUInt32LE(4);
  if (end > bytes.length) throw damaged();
  const removed = new Set<string>(bytes.length > end ? ['trailing_data'] : []);
  const turned = orientation !== UPRIGHT;
  const parts: Buffer[] = [];
  for (const { type, data } of splitWebp(bytes, end)) {
    if (!KEPT_CHUNKS.includes(type)) removed.add(REMOVED_NAMES[type] ?? 'application_data');
    else parts.push(buildChunk(type, type === 'VP8X' ? setFlags(data, turned) : data));
  }
  if (turned) parts.push(buildChunk('EXIF', orientationExif(orientation)));
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts]);
  return { bytes: buildChunk('RIFF', body), removed: [...removed] };
}
