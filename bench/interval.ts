import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCases } from '../cli/evaluate/folder.ts';
import { openSegmenter } from '../models/registry.ts';
import type { Segmenter } from '../models/segmenter.ts';
import { median } from '../services/agreement/order-statistics.ts';
import type { Condition } from '../services/domain/condition.ts';
import { readMask } from '../services/imaging/read-mask.ts';
import { Z_95 } from '../services/measure/area-interval.ts';
import { evaluatePhoto } from '../services/pipeline/evaluate-photo.ts';
import { table } from './tables.ts';

/**
 * How often the 95 % interval holds the truth on photos with masks, and by which factor the constants of
 * services/measure/uncertainty-budget.ts would have to be multiplied so that it were 95 %. To be run on rendered photos other
 * than the shipped phantoms whenever the network changes. Photos without a lesion, refused ones and those on which none
 * was found have no relative error and are counted apart. Folder: as for `dermetry evaluate` (docs/measurement.md 8).
 */
const USAGE = 'npm run bench:interval -- FOLDER [--model NAME]';

type Found =
  | { readonly kind: 'refused' | 'not judged' | 'no lesion' | 'lesion not found' }
  | { readonly kind: 'measured'; readonly condition: Condition; readonly errorInSd: number; readonly sd: number };

async function judge(
  folder: string,
  { photo, mask, askedAs, shows }: Awaited<ReturnType<typeof readCases>>[number],
  segmenter: Segmenter,
): Promise<Found> {
  if (shows === 'healthy') return { kind: 'no lesion' };
  if (!mask || !askedAs) return { kind: 'not judged' };
  const drawn = await readMask(await readFile(join(folder, mask)));
  if ('fault' in drawn) return { kind: 'not judged' };
  const bytes = await readFile(join(folder, photo));
  const evaluation = await evaluatePhoto(bytes, drawn, { condition: askedAs }, segmenter);
  if (evaluation.kind === 'unfit_truth') return { kind: 'not judged' };
  if (evaluation.kind === 'refused') return { kind: 'refused' };
  const { truth, machine } = evaluation.agreement.percent_of_skin;
  if (truth === 0) return { kind: 'no lesion' };
  const sd = evaluation.measurement.lesion.uncertainty?.percent_of_skin_relative_sd ?? null;
  if (sd === null) return { kind: 'lesion not found' };
  return { kind: 'measured', condition: askedAs, errorInSd: Math.abs(Math.log(truth / machine)) / sd, sd };
}

const { values: options, positionals } = parseArgs({
  options: { model: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (options.help || folder === undefined) {
  console.log(USAGE);
  process.exit(options.help ? 0 : 1);
}

const segmenter = await openSegmenter(options.model);
const found: Found[] = [];
for (const one of await readCases(folder, undefined)) found.push(await judge(folder, one, segmenter));
await segmenter.close();

const measured = found.flatMap((one) => (one.kind === 'measured' ? [one] : []));
const groups = ['all', ...new Set(measured.map(({ condition }) => condition))];
const rows = groups.map((group) => {
  const own = measured.filter(({ condition }) => group === 'all' || condition === group);
  const errors = own.map(({ errorInSd }) => errorInSd).sort((a, b) => a - b);
  const held = errors.filter((error) => error <= Z_95).length;
  // The conformal quantile: of n errors the one of rank ⌈0.95 (n + 1)⌉, so that a further photo is held in 95 %.
  const rank = Math.min(errors.length, Math.ceil(0.95 * (errors.length + 1)));
  return [
    group,
    String(own.length),
    `${((100 * held) / own.length).toFixed(1)} %`,
    `${(100 * (Math.exp(Z_95 * median(own.map(({ sd }) => sd))) - 1)).toFixed(1)} %`,
    (errors[rank - 1] / Z_95).toFixed(2),
  ];
});
console.log(`${segmenter.identity.name} ${segmenter.identity.version}, share of skin`);
console.log(table(['photos', 'n', 'interval holds the truth', 'half width, median', 'factor for 95 %'], rows));
for (const kind of ['refused', 'no lesion', 'lesion not found', 'not judged'] as const) {
  console.log(`${kind}: ${found.filter((one) => one.kind === kind).length}`);
}
