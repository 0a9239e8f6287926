import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type Font, openSync } from 'fontkit';

/** Files of a family, as pdfmake takes them. */
type FontFiles = Readonly<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>;

const require = createRequire(import.meta.url);
/** Ships with pdfmake; has the letters of Latin, Greek and Cyrillic and the signs of the figures. */
export const PDF_FONTS = require('pdfmake/fonts/Roboto.js') as Readonly<Record<'Roboto', FontFiles>>;
/** The only folder that the making of a PDF may read. */
export const PDF_FONT_FOLDER = dirname(PDF_FONTS.Roboto.normal);

/** What stands for a letter that the font lacks, as it is drawn in most fonts. */
const LACKING = '\uFFFD';

let opened: readonly Font[] | undefined;

/** A text without letters that the font would draw as empty boxes; whether there were any. */
export function printable(text: string): { readonly text: string; readonly lacks: boolean } {
  opened ??= [PDF_FONTS.Roboto.normal, PDF_FONTS.Roboto.bold].map((path) => openSync(path) as Font);
  const fonts = opened;
  let lacks = false;
  const shown = text.replace(BEYOND_LATIN_1, (letter) => {
    if (fonts.every((font) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))) return letter;
    lacks = true;
    return LACKING;
  });
  return { text: shown, lacks };
}

/** Up to ÿ nothing is missing. */
const BEYOND_LATIN_1 = /[\u0100-\u{10ffff}]/gu;
