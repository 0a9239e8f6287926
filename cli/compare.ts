import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { openSegmenter } from '../models/registry.ts';
import type { Condition } from '../services/domain/condition.ts';
import type { Comparison } from '../services/domain/measurement.ts';
import { encodeChangeMap } from '../services/imaging/encode-change-map.ts';
import { comparePhotos } from '../services/pipeline/compare-photos.ts';
import { errorDocument } from './error-document.ts';
import { conditionOption } from './measure.ts';
import { table } from './table.ts';

interface CompareOptions {
  readonly condition: Condition;
  readonly overlay?: string;
  readonly model?: string;
  readonly json?: boolean;
}

export function registerCompare(program: Command): void {
  program
    .command('compare')
    .description('Register a follow-up photo onto its baseline and measure repigmentation.')
    .argument('<baseline>', 'photo of the baseline visit')
    .argument('<follow-up>', 'photo of the later visit')
    .addOption(conditionOption())
    .option('--overlay <file>', 'write the change map (JPEG): repigmented, unchanged and new lesion on the baseline')
    .option(
      '--model <name or folder>',
      "model to measure with ('dermetry models' lists them), or a folder with a network of your own",
    )
    .option('--json', 'one JSON document')
    .action(async (baseline: string, followUp: string, options: CompareOptions) => {
      const segmenter = await openSegmenter(options.model);
      try {
        const [before, after] = await Promise.all([readFile(baseline), readFile(followUp)]);
        const photos = [
          { path: baseline, bytes: before },
          { path: followUp, bytes: after },
        ] as const;
        const { comparison, image, change } = await comparePhotos(photos, options.condition, segmenter);
        if (options.overlay) await writeFile(options.overlay, await encodeChangeMap(image, change));
        process.stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : comparisonTable(comparison));
      } catch (error) {
        const document = errorDocument(followUp, error);
        if (options.json) process.stdout.write(`${JSON.stringify(document)}\n`);
        else process.stderr.write(`${document.error.code}: ${document.error.message}\n`);
        process.exitCode = 1;
      } finally {
        await segmenter.close();
      }
    });
}

function comparisonTable({ repigmentation, registration, notes }: Comparison): string {
  const percent = (value: number): string => `${value.toFixed(1)} %`;
  const figures = repigmentation
    ? [
        ['repigmented (gross)', percent(repigmentation.gross_percent)],
        ['newly depigmented', percent(repigmentation.new_percent)],
        ['net', percent(repigmentation.net_percent)],
        ['grade (net)', repigmentation.grade],
      ]
    : [['repigmentation', 'no lesion at baseline']];
  const rows = [
    ...figures,
    ['shared area', percent(registration.overlap_percent)],
    [
      'registration',
      `${registration.method}, ${registration.inliers} points, ${registration.residual_px.toFixed(2)} px`,
    ],
  ];
  return table(['figure', 'value'], rows) + notes.map((note) => `${note}\n`).join('');
}
