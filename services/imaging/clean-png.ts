import { crc32 } from 'node:zlib';
import { Refusal } from '../refusal.ts';
import type { CleanedFile } from './clean-jpeg.ts';
import { orientationExif, UPRIGHT } from './exif-orientation.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk (PNG specification, 5.3). */
const CHUNK_FRAME_BYTES = 12;

/** Chunks that decide the pixels and their colour (PNG specification, 11.2 and 11.3.2), and the density. */
const KEPT_CHUNKS = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'cICP', 'pHYs'];

const REMOVED_NAMES: Readonly<Record<string, string>> = {
  eXIf: 'exif',
  tEXt: 'text',
  zTXt: 'text',
  iTXt: 'text',
  tIME: 'time',
};

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** The chunk with length, type and checksum. */
  readonly whole: Buffer;
}

/** Splits a PNG into its chunks, up to IEND. */
export function splitPng(file: Uint8Array): readonly PngChunk[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE_BYTES;
  while (at + CHUNK_FRAME_BYTES <= bytes.length) {
    const end = at + CHUNK_FRAME_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    if (type === 'IEND') return chunks;
    at = end;
  }
  throw new Refusal('corrupt_image', 'The PNG is damaged or incomplete. Copy the photo again and resend it.');
}

function buildChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Keeps the chunks a PNG's pixels and colours need; an orientation other than upright is put back alone. */
export function cleanPng(file: Uint8Array, orientation: number): CleanedFile {
  const chunks = splitPng(file);
  const removed = new Set<string>();
  const parts: Uint8Array[] = [file.subarray(0, SIGNATURE_BYTES)];
  for (const { type, whole } of chunks) {
    if (!KEPT_CHUNKS.includes(type)) removed.add(REMOVED_NAMES[type] ?? 'application_data');
    else parts.push(whole);
    if (type === 'IHDR' && orientation !== UPRIGHT) parts.push(buildChunk('eXIf', orientationExif(orientation)));
  }
  const used = chunks.reduce((sum, chunk) => sum + chunk.whole.length, SIGNATURE_BYTES);
  if (file.length > used) removed.add('trailing_data');
  return { bytes: Buffer.concat(parts), removed: [...removed] };
}
