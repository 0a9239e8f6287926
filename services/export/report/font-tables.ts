/** Of an sfnt file, bytes. @source ISO/IEC 14496-22, "Organization of an OpenType font" */
const HEADER = 12;
const RECORD = 16;
const ALIGNMENT = 4;

/** A TrueType font without some of its tables. What is left is as it was; a font that has none of them is, too. */
export function withoutTables(font: Buffer, unwanted: readonly string[]): Buffer {
  const records = Array.from({ length: font.readUInt16BE(4) }, (_, i) =>
    font.subarray(HEADER + i * RECORD, HEADER + (i + 1) * RECORD),
  ).filter((record) => !unwanted.includes(record.toString('latin1', 0, 4)));
  const header = Buffer.from(font.subarray(0, HEADER));
  header.writeUInt16BE(records.length, 4);
  const directory: Buffer[] = [];
  const tables: Buffer[] = [];
  let end = HEADER + records.length * RECORD;
  for (const record of records) {
    const [offset, length] = [record.readUInt32BE(8), record.readUInt32BE(12)];
    const moved = Buffer.from(record);
    moved.writeUInt32BE(end, 8);
    directory.push(moved);
    const padding = (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
    tables.push(font.subarray(offset, offset + length), Buffer.alloc(padding));
    end += length + padding;
  }
  return Buffer.concat([header, ...directory, ...tables]);
}
