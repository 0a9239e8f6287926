import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Hex } from '../sha256.ts';

/**
 * Where image files are kept, named by the sha256 of their bytes. A directory today; anything with these four later. Nothing is ever
 * removed, because another row may name the same bytes: so a file is written in the transaction of its row, after the row, and a
 * row that is refused (a locked study, a conflict) leaves none.
 */
export interface ImageStore {
  /** Keeps the bytes and returns their sha256, hex. Once it returns they survive a loss of power. */
  write(bytes: Uint8Array): Promise<string>;
  /** Undefined where no such file is kept. */
  read(sha256: string): Promise<Buffer | undefined>;
  /** For sending without holding the file in memory; the file must exist (`has`). */
  stream(sha256: string): Readable;
  has(sha256: string): Promise<boolean>;
}

/** The name under which bytes are kept, for the row that comes before them. */
export function imageSha256(bytes: Uint8Array): string {
  return sha256Hex(bytes);
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Two levels, so that no directory grows beyond what file systems list quickly. */
function pathOf(directory: string, sha256: string): string {
  if (!SHA256.test(sha256)) throw new RangeError(`Expected a sha256 in hex but received ${JSON.stringify(sha256)}`);
  return join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Written aside, synced, then renamed: a reader sees the whole file or none, and two writers write the same bytes. */
async function writeOnce(directory: string, sha256: string, bytes: Uint8Array): Promise<void> {
  const path = pathOf(directory, sha256);
  if (await exists(path)) return;
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  // A new directory lasts only once its parent is synced.
  if (made !== undefined) await syncDirectory(dirname(folder));
  const temporary = join(folder, `${randomUUID()}.part`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(folder);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A directory as image store; made on the first write. */
export function openImageDirectory(directory: string): ImageStore {
  return {
    async write(bytes) {
      const sha256 = imageSha256(bytes);
      await writeOnce(directory, sha256, bytes);
      return sha256;
    },
    async read(sha256) {
      try {
        return await readFile(pathOf(directory, sha256));
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    stream: (sha256) => createReadStream(pathOf(directory, sha256)),
    has: (sha256) => exists(pathOf(directory, sha256)),
  };
}
