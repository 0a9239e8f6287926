import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findChart } from '../geometry/find-chart.ts';
import { decodePhoto } from '../imaging/decode.ts';

const FOLDER = join(import.meta.dirname, '../../test-images');
const photos = readdirSync(FOLDER).filter((name) => name.endsWith('.jpg'));

it('finds no chart in any of the shipped photos: none of them shows one', async () => {
  expect(photos.length).toBeGreaterThan(50);
  const found: string[] = [];
  for (const name of photos) {
    const { image } = await decodePhoto(await readFile(join(FOLDER, name)));
    if (findChart(image)) found.push(name);
  }
  expect(found).toEqual([]);
}, 300_000);
