import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * An upload on its way: on disk under a random name (the client's file name may hold a patient's and is never used),
 * hashed while it came in. It still carries its metadata, so it is discarded once cleaned, whatever happens.
 */
export interface StagedUpload {
  readonly sha256: string;
  readonly bytes: number;
  read(): Promise<Buffer>;
  discard(): Promise<void>;
}

/** Left by a process that was killed in mid-upload; no upload takes so long. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

export async function stageUpload(directory: string, source: AsyncIterable<Uint8Array>): Promise<StagedUpload> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${randomUUID()}.upload`);
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await file.write(chunk);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return {
    sha256: hash.digest('hex'),
    bytes,
    read: () => readFile(path),
    discard: () => rm(path, { force: true }),
  };
}

/** Removes what a killed process left behind. Called when a server starts. */
export async function discardAbandonedUploads(directory: string, now: number = Date.now()): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  let removed = 0;
  for (const name of names.filter((candidate) => candidate.endsWith('.upload'))) {
    const path = join(directory, name);
    const age = await stat(path).then(
      (file) => now - file.mtimeMs,
      () => 0,
    );
    if (age < ABANDONED_AFTER_MS) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
