import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { expect, it } from 'vitest';
import { withoutTables } from './font-tables.ts';

const { Roboto } = createRequire(import.meta.url)('pdfmake/fonts/Roboto.js') as { Roboto: { normal: string } };
const font = readFileSync(Roboto.normal);

function tablesOf(file: Buffer): readonly string[] {
  return Array.from({ length: file.readUInt16BE(4) }, (_, i) => file.toString('latin1', 12 + 16 * i, 16 + 16 * i));
}

it('has the same letters, of the same width and shape, and none of the tables that are not wanted', () => {
  const stripped = withoutTables(font, ['GSUB', 'GPOS']);
  expect(tablesOf(font)).toContain('GPOS');
  expect(tablesOf(stripped)).toEqual(tablesOf(font).filter((tag) => tag !== 'GSUB' && tag !== 'GPOS'));
  const [before, after] = [font, stripped].map((file) => {
    const { glyphs } = (create(file) as Font).layout('0.9459 κ ≤ − ICC(2,1)', []);
    return glyphs.map(({ id, advanceWidth, path }) => ({ id, advanceWidth, path: path.toSVG() }));
  });
  expect(after).toEqual(before);
});

it('holds the same tables where nothing is left out', () => {
  expect(tablesOf(withoutTables(font, []))).toEqual(tablesOf(font));
});
