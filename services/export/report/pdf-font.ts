import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { withoutTables } from './font-tables.ts';

/** One of each style of a family, as pdfmake takes them. */
type Styles = Readonly<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>;

const require = createRequire(import.meta.url);
/** Ships with pdfmake; has the letters of Latin, Greek and Cyrillic and the signs of the figures. */
const PATHS = require('pdfmake/fonts/Roboto.js') as Readonly<Record<'Roboto', Styles>>;

/** Kerning and ligatures: looked up for each word, they take a sixth of the time of a report, and numbers have none. */
const SHAPING = ['GSUB', 'GPOS', 'GDEF'];

const FONTS = Object.entries(PATHS.Roboto).map(([style, path]) => {
  const file = withoutTables(readFileSync(path), SHAPING);
  const font = create(file) as Font;
  // As the font calls itself: by this name pdfkit finds it again once it is in a document.
  return { style, name: font.postscriptName, file, font };
});
/** By name. */
export const PDF_FONT_FILES: readonly { readonly name: string; readonly file: Buffer }[] = FONTS;
/** The names by style. */
export const PDF_FONTS = {
  Roboto: Object.fromEntries(FONTS.map(({ style, name }) => [style, name])) as Styles,
} as const;

/** What stands for a letter that the font lacks, as it is drawn in most fonts. */
const LACKING = '\uFFFD';

/** A text without letters that the font would draw as empty boxes; whether there were any. */
export function printable(text: string): { readonly text: string; readonly lacks: boolean } {
  let lacks = false;
  const shown = text.replace(BEYOND_LATIN_1, (letter) => {
    if (FONTS.every(({ font }) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))) return letter;
    lacks = true;
    return LACKING;
  });
  return { text: shown, lacks };
}

/** Up to ÿ nothing is missing. */
const BEYOND_LATIN_1 = /[\u0100-\u{10ffff}]/gu;
