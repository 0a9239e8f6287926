import { readFile } from 'node:fs/promises';
import { type CsvOptions, type CsvTable, decodeUtf8, parseCsvTable } from '../services/csv/csv-table.ts';
import { Refusal } from '../services/refusal.ts';

export * from '../services/csv/csv-table.ts';

/** Reads a CSV file. @throws Refusal that names the row and the column, or says how to save the file */
export async function readCsvTable(path: string, options: CsvOptions = {}): Promise<CsvTable> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const message = `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`;
    throw new Refusal('invalid_request', message, { cause });
  });
  return parseCsvTable(decodeUtf8(bytes, path), path, options);
}
