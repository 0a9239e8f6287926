/** TIFF 6.0 section 2: header of 8 bytes, then a directory of 12-byte entries. */
const ENTRY_BYTES = 12;
const NEW_SUBFILE_TYPE = 254;
const SUB_IFDS = 330;
/** DNGVersion, Adobe DNG 1.7. */
const DNG_VERSION = 50706;
const REDUCED_RESOLUTION = 1;
/** Canon CR2 has `CR` right behind the header. */
const CR2_SIGNATURE = 'CR';

/**
 * Whether a TIFF is a camera raw file (DNG, NEF, CR2, ARW). Their first picture is only a preview: reading it would
 * measure a thumbnail.
 */
export function isCameraRaw(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < 10) return false;
  const little = bytes.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (bytes.toString('latin1', 8, 10) === CR2_SIGNATURE) return true;
  const directory = u32(4);
  if (directory + 2 > bytes.length) return false;
  const entries = u16(directory);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > bytes.length) break;
    const tag = u16(entry);
    if (tag === DNG_VERSION || tag === SUB_IFDS) return true;
    if (tag === NEW_SUBFILE_TYPE && (u32(entry + 8) & REDUCED_RESOLUTION) !== 0) return true;
  }
  return false;
}
