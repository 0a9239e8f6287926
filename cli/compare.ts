import { readFile, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { openSegmenter } from '../models/registry.ts';
import type { Condition } from '../services/domain/condition.ts';
import type { CoursePoint } from '../services/domain/course.ts';
import type { Comparison } from '../services/domain/measurement.ts';
import { courseSvg } from '../services/export/course-svg.ts';
import { table } from '../services/export/text-table.ts';
import { encodeChangeMap } from '../services/imaging/encode-change-map.ts';
import { compareMeasured, measureForComparison } from '../services/pipeline/compare-photos.ts';
import { repigmentationCourse } from '../services/scores/repigmentation-course.ts';
import { parseGradeBounds } from '../services/scores/repigmentation-grade.ts';
import { type ErrorDocument, errorDocument } from './error-document.ts';
import { conditionOption } from './measure.ts';

interface CompareOptions {
  readonly condition: Condition;
  readonly overlay?: string;
  readonly course?: string;
  readonly days?: readonly number[];
  readonly gradeBounds?: readonly number[];
  readonly colourChart?: boolean;
  readonly model?: string;
  readonly json?: boolean;
}

function gradeBounds(text: string): readonly number[] {
  const bounds = parseGradeBounds(text);
  if (bounds) return bounds;
  throw new InvalidArgumentError(
    `Expected rising percentages between 0 and 100 as in 25,50,75 but received '${text}'.`,
  );
}

function daysOption(text: string): readonly number[] {
  const days = text.split(',').map(Number);
  if (text.trim() !== '' && days.every((day) => Number.isInteger(day) && day >= 0)) return days;
  throw new InvalidArgumentError(`Expected whole days since baseline as in 84,168 but received '${text}'.`);
}

export function registerCompare(program: Command): void {
  program
    .command('compare')
    .description('Register follow-up photos onto their baseline and measure repigmentation.')
    .argument('<baseline>', 'photo of the baseline visit')
    .argument('<follow-up...>', 'photos of later visits, each compared with the baseline')
    .addOption(conditionOption())
    .option('--overlay <file>', 'write the change map (JPEG) on the baseline; several follow-ups: FILE-1, FILE-2, …')
    .option(
      '--grade-bounds <list>',
      'bounds between the grades in % of net repigmentation (default: 25,50,75)',
      gradeBounds,
    )
    .option('--colour-chart', 'a ColorChecker Classic lies in the frame of the photos: it is no skin')
    .option('--days <list>', 'days since baseline of each follow-up, as in 84,168', daysOption)
    .option('--course <file>', 'write the course as a curve (SVG)')
    .option(
      '--model <name or folder>',
      "model to measure with ('dermetry models' lists them), or a folder with a network of your own",
    )
    .option('--json', 'one JSON document; for several follow-ups one with "course" and "comparisons"')
    .action(async (baseline: string, followUps: string[], options: CompareOptions) => {
      if (options.days && options.days.length !== followUps.length) {
        throw new InvalidArgumentError(
          `Expected ${followUps.length} numbers of days but received ${options.days.length}.`,
        );
      }
      await compareAll(baseline, followUps, options);
    });
}

type Outcome = { readonly path: string; readonly comparison: Comparison } | ErrorDocument;

async function compareAll(baseline: string, followUps: readonly string[], options: CompareOptions): Promise<void> {
  const segmenter = await openSegmenter(options.model);
  const measure = async (path: string) =>
    measureForComparison(
      { path, bytes: await readFile(path), colourChart: options.colourChart },
      options.condition,
      segmenter,
    );
  const request = { condition: options.condition, gradeBoundsPercent: options.gradeBounds };
  const outcomes: Outcome[] = [];
  try {
    // Measured once, and again named as the cause for each follow-up where it cannot be measured.
    const before = await measure(baseline).catch((error: unknown) => ({ error }));
    for (const [i, path] of followUps.entries()) {
      try {
        if ('error' in before) throw before.error;
        const { comparison, image, change } = await compareMeasured(before, await measure(path), request);
        if (options.overlay) {
          const file = followUps.length === 1 ? options.overlay : numbered(options.overlay, i + 1);
          await writeFile(file, await encodeChangeMap(image, change, options.condition));
        }
        outcomes.push({ path, comparison });
      } catch (error) {
        outcomes.push(errorDocument(path, error));
        process.exitCode = 1;
      }
    }
  } finally {
    await segmenter.close();
  }
  const course = repigmentationCourse(
    outcomes.map((outcome, i) => ({ ...followUpOutcome(outcome), daysSinceBaseline: options.days?.[i] })),
  );
  if (options.course) await writeFile(options.course, courseSvg(course));
  print(outcomes, course, options.json === true);
}

/** change.jpg → change-2.jpg */
function numbered(file: string, number: number): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}-${number}${ext}`);
}

function followUpOutcome(outcome: Outcome) {
  if ('error' in outcome) return { visit: outcome.photo.path, refusal: outcome.error };
  return { visit: outcome.path, repigmentation: outcome.comparison.repigmentation };
}

function print(outcomes: readonly Outcome[], course: readonly CoursePoint[], json: boolean): void {
  const documents = outcomes.map((outcome) => ('error' in outcome ? outcome : outcome.comparison));
  if (json) {
    const document = documents.length === 1 ? documents[0] : { course, comparisons: documents };
    process.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  for (const outcome of outcomes) {
    if ('error' in outcome) process.stderr.write(`${outcome.error.code}: ${outcome.error.message}\n`);
    else if (outcomes.length === 1) process.stdout.write(comparisonTable(outcome.comparison));
  }
  if (outcomes.length > 1) process.stdout.write(courseTable(course));
}

function courseTable(course: readonly CoursePoint[]): string {
  const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
  const header = ['follow-up', 'days', 'gross %', 'new %', 'net %', 'pigment-weighted %', 'grade (net)'];
  const rows = course.map((point) => [
    point.visit,
    point.days_since_baseline === null ? '–' : String(point.days_since_baseline),
    figure(point.gross_percent),
    figure(point.new_percent),
    figure(point.net_percent),
    figure(point.pigment_weighted_percent),
    point.grade ?? point.reason?.code ?? '–',
  ]);
  return table(header, rows);
}

function comparisonTable({ repigmentation, registration, notes }: Comparison): string {
  const percent = (value: number): string => `${value.toFixed(1)} %`;
  const percentOrNone = (value: number | null | undefined): string => (value == null ? '–' : percent(value));
  const figures = repigmentation
    ? [
        ['repigmented (gross)', percent(repigmentation.gross_percent)],
        ['newly depigmented', percent(repigmentation.new_percent)],
        ['net', percent(repigmentation.net_percent)],
        ['pigment-weighted', percentOrNone(repigmentation.pigment_weighted_percent)],
        ['grade (net)', `${repigmentation.grade} (bounds ${repigmentation.grade_bounds_percent?.join(', ')} %)`],
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
