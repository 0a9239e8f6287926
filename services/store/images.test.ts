import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openImageDirectory } from './images.ts';
import { discardAbandonedUploads, stageUpload } from './uploads.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'images with spaces '));
});
afterEach(() => rm(directory, { recursive: true }));

const bytes = Buffer.from('not really a picture');
const sha256 = createHash('sha256').update(bytes).digest('hex');

describe('a directory of image files', () => {
  test('keeps bytes under their hash and gives them back', async () => {
    const images = openImageDirectory(directory);
    expect(await images.has(sha256)).toBe(false);
    expect(await images.write(bytes)).toBe(sha256);
    expect(await images.read(sha256)).toEqual(bytes);
    expect(Buffer.concat(await images.stream(sha256).toArray())).toEqual(bytes);
  });

  test('keeps the same bytes once, also when they come many times at once, and leaves no part files', async () => {
    const images = openImageDirectory(directory);
    await Promise.all(Array.from({ length: 8 }, () => images.write(bytes)));
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([sha256]);
  });

  test('can be read by its owner alone', async () => {
    await openImageDirectory(directory).write(bytes);
    const file = join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('takes no name but a hash', async () => {
    const images = openImageDirectory(directory);
    await expect(images.read('../../etc/passwd')).rejects.toThrow(RangeError);
    expect(() => images.stream('..')).toThrow(RangeError);
  });
});

describe('an upload on its way', () => {
  async function* inPieces(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 5);
    yield bytes.subarray(5);
  }

  test('is hashed and counted while it comes in, and gone once discarded', async () => {
    const upload = await stageUpload(directory, inPieces());
    expect(upload).toMatchObject({ sha256, bytes: bytes.length });
    expect(await upload.read()).toEqual(bytes);
    await upload.discard();
    expect(await readdir(directory)).toEqual([]);
  });

  test('leaves nothing when the sender breaks off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw new Error('connection reset');
    }
    await expect(stageUpload(directory, broken())).rejects.toThrow('connection reset');
    expect(await readdir(directory)).toEqual([]);
  });

  test('is removed later when its process was killed, but not while it may still be coming in', async () => {
    const [old, fresh] = [join(directory, 'old.upload'), join(directory, 'fresh.upload')];
    await writeFile(old, bytes);
    await writeFile(fresh, bytes);
    const twoHoursAgo = Date.now() / 1000 - 7200;
    await utimes(old, twoHoursAgo, twoHoursAgo);
    expect(await discardAbandonedUploads(directory)).toBe(1);
    expect(await readdir(directory)).toEqual(['fresh.upload']);
  });
});
