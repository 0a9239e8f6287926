import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { Value } from 'typebox/value';
import {
  type ArchivedFile,
  type ArchiveManifest,
  ArchiveManifestSchema,
} from '../services/export/study/archive-manifest.ts';
import { Refusal } from '../services/refusal.ts';
import { sha256Hex } from '../services/sha256.ts';

export const MANIFEST = 'manifest.json';

/** Makes a folder that has nothing in it. @throws Refusal where something is */
export async function makeEmptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === 0) return;
  throw new Refusal('conflict', `${folder} is not empty: name a new folder.`);
}

/** Last of all: a folder without a manifest is not finished. Returns its SHA-256. */
export async function writeManifest(folder: string, manifest: ArchiveManifest): Promise<string> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(folder, MANIFEST), text, { flag: 'wx' });
  return sha256Hex(text);
}

export interface ArchiveCheck {
  readonly manifest: ArchiveManifest;
  /** The audit trail has it in its event `export.archive`. */
  readonly manifestSha256: string;
  /** What is not as the manifest says, as sentences; none where all is. */
  readonly faults: readonly string[];
}

/** Holds a folder against its manifest. @throws Refusal where there is none that can be read */
export async function checkArchive(folder: string): Promise<ArchiveCheck> {
  const text = await readFile(join(folder, MANIFEST)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Refusal('not_found', `${folder} has no ${MANIFEST}: it is no archive, or was not finished.`);
  });
  const manifest = parseManifest(text.toString(), folder);
  const named = new Set([MANIFEST, ...manifest.files.map(({ file }) => file)]);
  const present = new Set(await readdir(folder));
  const faults: string[] = [];
  for (const file of manifest.files) {
    if (present.has(file.file)) faults.push(...(await faultsOfFile(join(folder, file.file), file)));
    else faults.push(`${file.file} is missing.`);
  }
  for (const file of present) if (!named.has(file)) faults.push(`${file} is not in the manifest.`);
  return { manifest, manifestSha256: sha256Hex(text), faults };
}

function parseManifest(text: string, folder: string): ArchiveManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid_request', `${folder}: ${MANIFEST} is no JSON.`, { cause });
  }
  if (Value.Check(ArchiveManifestSchema, value)) return value;
  const [first] = Value.Errors(ArchiveManifestSchema, value);
  throw new Refusal(
    'invalid_request',
    `${folder}: ${MANIFEST} is not valid at ${first?.instancePath || '/'}: ${first?.message}.`,
  );
}

async function faultsOfFile(path: string, { file, bytes, rows, sha256 }: ArchivedFile): Promise<readonly string[]> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of createReadStream(path)) {
    hash.update(piece);
    size += piece.length;
  }
  const found = hash.digest('hex');
  if (found !== sha256)
    return [`${file} is not what was written: ${size} bytes with SHA-256 ${found}, not ${bytes} with ${sha256}.`];
  if (rows === null) return [];
  const counted = await countRows(path);
  return counted === rows ? [] : [`${file} has ${counted} rows, but the manifest says ${rows}.`];
}

/** Below the column names. */
async function countRows(path: string): Promise<number> {
  let rows = -1;
  for await (const _row of createReadStream(path).pipe(parse({ record_delimiter: '\r\n' }))) rows += 1;
  return rows;
}
