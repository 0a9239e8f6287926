import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { readCases } from '../cli/evaluate/folder.ts';
import { openSegmenter } from '../models/registry.ts';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { measurePhoto } from '../services/pipeline/measure-photo.ts';
import { Refusal } from '../services/refusal.ts';
import { table } from './tables.ts';

/**
 * Does a result say so when the photo is like nothing that the network learnt from? The photos of a folder as they are and altered in
 * ways that no clinic's camera knows: how many are refused, and how many of the measured ones carry a flag of doubt about the outlines.
 */
const USAGE = 'npm run bench:unfamiliar [-- FOLDER] [-- --every 4]';
/** What all photos are asked for, whatever they show. */
const CONDITION = 'vitiligo';
const FLAGS_OF_DOUBT: readonly string[] = ['unfamiliar_photo', 'uncertain_segmentation'];

/** Upright pixels in, upright pixels out. */
type Alteration = (photo: Sharp, size: Size) => Sharp | Promise<Sharp>;
interface Size {
  readonly width: number;
  readonly height: number;
}

const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  'as it is': (photo) => photo,
  negative: (photo) => photo.negate({ alpha: false }),
  'hue turned by 120°': (photo) => photo.modulate({ hue: 120 }),
  'violet, as under a Wood’s lamp': (photo) =>
    photo.recomb([
      [0.15, 0.1, 0.05],
      [0.05, 0.1, 0.1],
      [0.2, 0.3, 0.4],
    ]),
  'a tenth of it, enlarged': (photo, { width, height }) =>
    photo
      .extract({
        left: Math.round(width * 0.45),
        top: Math.round(height * 0.45),
        width: Math.round(width / 10),
        height: Math.round(height / 10),
      })
      .resize(width, height, { kernel: 'cubic', fit: 'fill' }),
  'squares of a twentieth': async (photo, { width, height }) =>
    sharp(await photo.resize(20, 20, { fit: 'fill' }).png().toBuffer()).resize(width, height, {
      kernel: 'nearest',
      fit: 'fill',
    }),
  'flat as a drawing': (photo) => photo.median(15).linear(3, -200),
  'sharpened without measure': (photo) => photo.sharpen({ sigma: 8, m1: 30, m2: 30 }),
};

type Told = 'refused' | 'flagged' | 'not told';

async function tell(bytes: Buffer): Promise<Told> {
  try {
    const { document } = await measurePhoto(bytes, 'photo', { condition: CONDITION }, segmenter);
    return document.quality.flags.some((flag) => FLAGS_OF_DOUBT.includes(flag)) ? 'flagged' : 'not told';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return 'refused';
  }
}

const { values: options, positionals } = parseArgs({
  options: { every: { type: 'string', default: '4' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const folder = positionals[0] ?? join(PACKAGE_ROOT, 'test-images', 'wide');
const segmenter = await openSegmenter();
const chosen = (await readCases(folder, CONDITION)).filter((_, i) => i % Number(options.every) === 0);
const told = new Map<string, Told[]>(Object.keys(ALTERATIONS).map((name) => [name, []]));
for (const { photo } of chosen) {
  const upright = sharp(await readFile(join(folder, photo)))
    .rotate()
    .removeAlpha()
    .raw();
  const { data, info } = await upright.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  for (const [name, alter] of Object.entries(ALTERATIONS)) {
    const altered = await alter(sharp(data, { raw: { width, height, channels } }), info);
    told.get(name)?.push(await tell(await altered.jpeg({ quality: 95 }).toBuffer()));
  }
}
await segmenter.close();
const rows = [...told].map(([name, answers]) => {
  const count = (kind: Told): string => String(answers.filter((each) => each === kind).length);
  return [name, String(answers.length), count('refused'), count('flagged'), count('not told')];
});
console.log(`${segmenter.identity.name} ${segmenter.identity.version}; flagged: ${FLAGS_OF_DOUBT.join(' or ')}`);
console.log(table(['photo', 'n', 'refused', 'flagged', 'not told'], rows));
