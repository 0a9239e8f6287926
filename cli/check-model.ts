import { readManifest } from '../models/model-folder.ts';
import { DEFAULT_MODEL, openModelFolder, openSegmenter } from '../models/registry.ts';
import type { ModelIdentity, Segmenter } from '../models/segmenter.ts';
import type { Condition } from '../services/domain/condition.ts';
import { table } from '../services/export/text-table.ts';
import { measureHealthy, measureLesions } from '../services/phantoms/measure-phantoms.ts';
import { type ModelFigures, modelFigures } from '../services/phantoms/model-figures.ts';
import { readPhantoms } from '../services/phantoms/phantoms.ts';

type CheckedModel = ModelIdentity & ModelFigures;

/** Runs the network of a folder, and ours, on the shipped phantoms that show what the folder's network measures. */
export async function checkModel(folder: string, json: boolean): Promise<void> {
  const { conditions } = await readManifest(folder);
  const checked = await figuresOn(await openModelFolder(folder), conditions);
  const ours = await figuresOn(await openSegmenter(DEFAULT_MODEL), conditions);
  process.stdout.write(json ? `${JSON.stringify({ checked, ours })}\n` : figuresTable(checked, ours));
}

async function figuresOn(segmenter: Segmenter, conditions: readonly Condition[]): Promise<CheckedModel> {
  const photos = (await readPhantoms()).photos.filter(({ condition }) =>
    ['healthy', ...conditions].includes(condition),
  );
  process.stderr.write(`${segmenter.identity.name} ${segmenter.identity.version}: measuring ${photos.length} photos\n`);
  try {
    const lesions = await measureLesions(photos, segmenter);
    return { ...segmenter.identity, ...modelFigures(lesions, await measureHealthy(photos, conditions, segmenter)) };
  } finally {
    await segmenter.close();
  }
}

const fixed = (value: number | null, digits: number): string => (value === null ? '' : value.toFixed(digits));

function figuresTable(checked: CheckedModel, ours: CheckedModel): string {
  const columns = [checked, ours].map(columnOf);
  const rows = columns[0].map(([figure], row) => [figure, ...columns.map((column) => column[row][1])]);
  return table(['figure', ...[checked, ours].map(({ name, version }) => `${name} ${version}`)], rows);
}

function columnOf(model: CheckedModel): readonly (readonly [string, string])[] {
  const { healthy, refusals } = model;
  const reasons = Object.entries(refusals).map(([code, count]) => `${code} ${count}`);
  return [
    ['run by', model.runtime ?? ''],
    ...model.conditions.flatMap(({ condition, photos, refused, ...values }): [string, string][] => [
      [`${condition}: IoU, median`, fixed(values.iou_median, 3)],
      [`${condition}: IoU, worst`, fixed(values.iou_worst, 3)],
      [`${condition}: Dice, median`, fixed(values.dice_median, 3)],
      [`${condition}: Dice, mean`, fixed(values.dice_mean, 3)],
      [`${condition}: refused`, `${refused} of ${photos}`],
    ]),
    ['healthy: false lesion, % of skin, median', fixed(healthy.false_lesion_percent_of_skin_median, 3)],
    ['healthy: false lesion, % of skin, worst', fixed(healthy.false_lesion_percent_of_skin_worst, 3)],
    ['healthy: refused', `${healthy.refused} of ${healthy.measurements}`],
    ['reasons to refuse', reasons.join(', ')],
    ['time per photo, median, ms', fixed(model.milliseconds_per_photo, 0)],
  ];
}
