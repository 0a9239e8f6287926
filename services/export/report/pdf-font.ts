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

interface FontFile {
  /** As the font calls itself: by this name pdfkit finds it again once it is in a document. */
  readonly name: string;
  readonly file: Buffer;
}

const opened: Font[] = [];
function openFont(path: string): FontFile {
  const file = withoutTables(readFileSync(path), SHAPING);
  const font = create(file) as Font;
  opened.push(font);
  return { name: font.postscriptName, file };
}

const { normal, bold, italics, bolditalics } = PATHS.Roboto;
const FILES = {
  normal: openFont(normal),
  bold: openFont(bold),
  italics: openFont(italics),
  bolditalics: openFont(bolditalics),
};
export const PDF_FONT_FILES: readonly FontFile[] = Object.values(FILES);
export const PDF_FONTS: Readonly<Record<'Roboto', Styles>> = {
  Roboto: {
    normal: FILES.normal.name,
    bold: FILES.bold.name,
    italics: FILES.italics.name,
    bolditalics: FILES.bolditalics.name,
  },
};

/** What stands for a letter that the font lacks, as it is drawn in most fonts. */
const LACKING = '\uFFFD';

/** A text without letters that the font would draw as empty boxes; whether there were any. */
export function printable(text: string): { readonly text: string; readonly lacks: boolean } {
  let lacks = false;
  const shown = text.replace(BEYOND_LATIN_1, (letter) => {
    if (opened.every((font) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))) return letter;
    lacks = true;
    return LACKING;
  });
  return { text: shown, lacks };
}

/** Up to ÿ nothing is missing. */
const BEYOND_LATIN_1 = /[\u0100-\u{10ffff}]/gu;
