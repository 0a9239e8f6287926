import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { drawCard, drawOnPaper, PAPERS, type Paper } from '../services/export/card-drawing.ts';
import { CARD_DPI, cardPicture } from '../services/export/card-picture.ts';
import { pdfPage } from '../services/export/pdf-page.ts';
import { CARD_EDITION_1 } from '../services/geometry/calibration-card.ts';
import { loadOpenCv } from '../services/geometry/opencv.ts';
import { encodePrintPng } from '../services/imaging/encode.ts';
import { Refusal } from '../services/refusal.ts';

export function registerCard(program: Command): void {
  program
    .command('card')
    .description('Write the calibration card to be printed: PDF on a sheet of paper, or PNG of the card alone.')
    .requiredOption('--out <file>', 'card.pdf or card.png')
    .addOption(new Option('--paper <paper>', 'sheet of the PDF').choices(Object.keys(PAPERS)).default('a4'))
    .action(async ({ out, paper }: { readonly out: string; readonly paper: Paper }) => {
      await writeFile(out, await cardFile(extname(out).toLowerCase(), paper));
      process.stdout.write(
        `${out}: print it at 100 % and check with a ruler that its scale measures ${CARD_EDITION_1.scale.length} mm.\n`,
      );
    });
}

async function cardFile(extension: string, paper: Paper): Promise<Uint8Array> {
  const card = drawCard(CARD_EDITION_1);
  if (extension === '.pdf')
    return pdfPage(drawOnPaper(card, paper), `Dermetry calibration card ${CARD_EDITION_1.name}`);
  if (extension === '.png') return encodePrintPng(cardPicture(await loadOpenCv(), card), CARD_DPI);
  throw new Refusal('invalid_request', `Expected a file name ending in .pdf or .png but received '${extension}'.`);
}
