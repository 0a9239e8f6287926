import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assessAcquisition } from '../quality/assess-acquisition.ts';
import { Refusal } from '../refusal.ts';
import { cleanForStorage } from './clean.ts';
import { decodePhoto } from './decode.ts';

interface BadInput {
  readonly file: string;
  readonly what: string;
  readonly expectation: 'refused' | 'measured' | 'either';
  readonly suggested_code: string | null;
}
interface BadInputIndex {
  readonly files: readonly BadInput[];
  readonly private_strings_in_exif: readonly string[];
}

const folder = new URL('../../test-images/bad-input/', import.meta.url);
const index: BadInputIndex = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'));

/** Whether there is skin is not asked here: the pipeline decides it after segmentation. */
const DECIDED_LATER = 'no_skin';

const read = (file: string): Buffer => readFileSync(new URL(file, folder));

async function outcome(file: string): Promise<string> {
  try {
    assessAcquisition((await decodePhoto(read(file))).image);
    return 'measured';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('the bad input of test-images', () => {
  const files = index.files.filter(({ suggested_code }) => suggested_code !== DECIDED_LATER);

  it('is all there', () => {
    expect(files.filter(({ file }) => !existsSync(new URL(file, folder)))).toEqual([]);
    expect(files.length).toBeGreaterThanOrEqual(15);
  });

  it.each(files)('$file ($what): $expectation', async ({ file, expectation, suggested_code }) => {
    const found = await outcome(file);
    if (expectation === 'refused') expect(found).toBe(suggested_code);
    if (expectation === 'measured') expect(found).toBe('measured');
    if (expectation === 'either') expect(['measured', suggested_code ?? 'unsupported_format']).toContain(found);
  });

  it('leaves no private string in what would be stored', async () => {
    const file = read('exif-orientation-6.jpg');
    const { bytes } = await cleanForStorage(file);
    for (const text of index.private_strings_in_exif) {
      expect(file.indexOf(text), `${text} in the upload`).toBeGreaterThan(0);
      expect(bytes.indexOf(text), `${text} in the stored bytes`).toBe(-1);
    }
    const [before, after] = await Promise.all([decodePhoto(file), decodePhoto(bytes)]);
    expect(Buffer.compare(before.image.data, after.image.data)).toBe(0);
  });
});
