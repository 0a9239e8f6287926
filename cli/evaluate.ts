import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { openSegmenter } from '../models/registry.ts';
import { CONDITIONS, type Condition } from '../services/domain/condition.ts';
import { table } from '../services/export/text-table.ts';
import { documentJson, evaluationDocument } from './evaluate/document.ts';
import { readCases } from './evaluate/folder.ts';
import { type JudgedCase, judgeCase } from './evaluate/judge-case.ts';
import { evaluationPage } from './evaluate/page.ts';
import { type FigureTable, figureTables, photoTable } from './evaluate/tables.ts';
import { positiveNumber } from './options.ts';

interface EvaluateOptions {
  readonly condition?: Condition;
  readonly mmPerPixel?: number;
  readonly markerMm?: number;
  readonly html?: string;
  readonly model?: string;
  readonly json?: boolean;
}

export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description(
      'Judge measurements by drawn masks: a folder of photos, each NAME.jpg with NAME.mask.png or NAME.truth.png.',
    )
    .argument('<folder>', 'photos and masks, and evaluate.csv or evaluate.json that lists what they show, if you like')
    .addOption(
      new Option(
        '--condition <condition>',
        'what photos show that are not listed, and what healthy ones are asked for (default: every condition)',
      ).choices(CONDITIONS),
    )
    .option('--mm-per-pixel <n>', 'declared scale of the photos as they are, in mm per pixel', positiveNumber)
    .option('--marker-mm <n>', 'printed side of the marker in mm (default: 20)', positiveNumber)
    .option('--html <file>', 'write a page with both outlines on every photo, worst first; it holds the photos')
    .option('--model <name>', "model to measure with; 'dermetry models' lists them")
    .option('--json', 'one JSON document')
    .action(evaluate);
}

async function evaluate(folder: string, options: EvaluateOptions): Promise<void> {
  const planned = await readCases(folder, options.condition);
  const segmenter = await openSegmenter(options.model);
  const cases: JudgedCase[] = [];
  try {
    const { mmPerPixel, markerMm } = options;
    const judging = { folder, mmPerPixel, markerMm, withOverlay: options.html !== undefined };
    for (const one of planned) cases.push(await judgeCase(one, judging, segmenter));
  } finally {
    await segmenter.close();
  }
  const rows = cases.map(({ row }) => row);
  const document = evaluationDocument(folder, segmenter.identity, rows);
  if (options.html) await writeFile(options.html, evaluationPage(document, cases));
  if (options.json) process.stdout.write(documentJson(document));
  else process.stdout.write([photoTable(document), ...figureTables(document)].map(titled).join('\n'));
  if (rows.some(({ status }) => status !== 'judged')) process.exitCode = 1;
}

const titled = ({ title, header, rows }: FigureTable): string => `${title}\n${table(header, rows)}`;
