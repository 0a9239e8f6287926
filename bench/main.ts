import { parseArgs } from 'node:util';
import { DEFAULT_MODEL, openSegmenter } from '../models/registry.ts';
import type { Segmenter } from '../models/segmenter.ts';
import { CONDITIONS } from '../services/domain/condition.ts';
import { measureHealthy, measureLesions } from '../services/phantoms/measure-phantoms.ts';
import { type Phantom, phantomPath, readPhantoms, readWideSet } from '../services/phantoms/phantoms.ts';
import * as bars from './bars.ts';
import { measureBaselines } from './baselines/measure-baselines.ts';
import { differentAnswers, measureSpeed, peakMemoryMb } from './cost.ts';
import { measurePair } from './repigmentation.ts';
import { barsTable, falseLesionTable, methodTable, photoTable } from './tables.ts';
import * as wide from './wide-bars.ts';

const USAGE = 'npm run bench [-- --model NAME] [-- --skip-cost]';

function benchmarkPhoto(phantoms: readonly Phantom[]): string {
  const phantom = phantoms.find(({ kind }) => kind === 'benchmark');
  if (phantom === undefined) throw new Error('test-images/phantoms.json lists no benchmark photo.');
  return phantomPath(phantom.file);
}

async function costBars(path: string, segmenter: Segmenter): Promise<readonly bars.Bar[]> {
  return [
    bars.speedBar(await measureSpeed(path, segmenter)),
    bars.memoryBar(await peakMemoryMb(path, segmenter.identity.name)),
    bars.determinismBar(await differentAnswers(path, segmenter)),
  ];
}

const { values: options } = parseArgs({
  options: { model: { type: 'string' }, 'skip-cost': { type: 'boolean' }, help: { type: 'boolean' } },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}

const { photos, pairs } = await readPhantoms();
const segmenter = await openSegmenter(options.model ?? DEFAULT_MODEL);
const lesions = await measureLesions(photos, segmenter);
const healthy = await measureHealthy(photos, CONDITIONS, segmenter);
const repigmentation = [];
for (const pair of pairs) repigmentation.push(await measurePair(pair, segmenter));

const wideSet = await readWideSet();
const allLesions = [...lesions, ...(await measureLesions(wideSet, segmenter))];
const mimics = [...healthy, ...(await measureHealthy(wideSet, CONDITIONS, segmenter))];

const results = [
  ...CONDITIONS.map((condition) => bars.iouBar(lesions, condition)),
  bars.vitiligoAreaBar(lesions),
  bars.healthyBar(healthy),
  bars.cm2Bar(lesions),
  ...bars.coverageBars(allLesions),
  ...bars.repigmentationBars(repigmentation),
  ...CONDITIONS.map((condition) => wide.diceBar(allLesions, condition)),
  wide.skinRecallBar(allLesions),
  wide.mimicsBar(mimics),
  wide.flatAreaBar(allLesions),
  ...(options['skip-cost'] ? [] : await costBars(benchmarkPhoto(photos), segmenter)),
];
const baselines = await measureBaselines(photos, segmenter);
await segmenter.close();

const threshold = await measureLesions(photos, await openSegmenter('threshold'));
console.log(`${photoTable(allLesions)}\n\n${falseLesionTable(mimics, 0.5)}\n`);
const methods = new Map([[segmenter.identity.name, lesions], ['thresholds, own skin', threshold], ...baselines]);
console.log(
  `Median IoU / mean Dice. The methods from 'Otsu, stain' on are given the machine's skin and its cleaning, at 512 px`,
);
console.log(`${methodTable(methods)}\n`);
console.log(`${segmenter.identity.name} ${segmenter.identity.version}\n${barsTable(results)}`);
if (results.some(({ met }) => !met)) process.exitCode = 1;
