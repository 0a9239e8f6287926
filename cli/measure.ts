import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { openSegmenter } from '../models/registry.ts';
import type { Segmenter } from '../models/segmenter.ts';
import { CHART_EDITIONS, type ChartEdition } from '../services/colour/color-checker.ts';
import { CONDITIONS, type Condition } from '../services/domain/condition.ts';
import type { GreyCard } from '../services/domain/grey-card.ts';
import type { MeasurementDocument } from '../services/domain/measurement.ts';
import type { Patient } from '../services/domain/patient.ts';
import { table } from '../services/export/text-table.ts';
import { encodeMaskPng, encodeOverlay } from '../services/imaging/encode.ts';
import { encodeUncertaintyMap } from '../services/imaging/encode-uncertainty.ts';
import type { DrawnOutline } from '../services/pipeline/drawn-outline.ts';
import { type MeasuredPhoto, measurePhoto } from '../services/pipeline/measure-photo.ts';
import { Refusal } from '../services/refusal.ts';
import { type ErrorDocument, errorDocument } from './error-document.ts';
import { addGreyCardOptions, type GreyCardOptions, greyCardOf } from './grey-card-options.ts';
import { positiveNumber } from './options.ts';
import { outlineOf } from './outline-option.ts';
import { addPatientOptions, type PatientOptions, patientOf } from './patient-options.ts';

interface PictureFolders {
  readonly maskDir?: string;
  readonly overlayDir?: string;
  readonly uncertaintyDir?: string;
}

interface MeasureOptions extends PatientOptions, GreyCardOptions, PictureFolders {
  readonly condition: Condition;
  readonly mmPerPixel?: number;
  readonly markerMm?: number;
  readonly cardScaleMm?: number;
  readonly colourChart?: boolean;
  readonly chartEdition?: ChartEdition | 'auto';
  readonly model?: string;
  readonly mask?: string;
  readonly skinMask?: string;
  readonly withoutLesion?: boolean;
  readonly json?: boolean;
}

export function registerMeasure(program: Command): void {
  const measure = program
    .command('measure')
    .description('Measure photos, without a server.')
    .argument('<photo...>', 'photos (JPEG, PNG, WebP, TIFF, AVIF)')
    .addOption(conditionOption())
    .option('--mm-per-pixel <n>', 'declared scale of the photo as it is, in mm per pixel', positiveNumber)
    .option('--marker-mm <n>', 'printed side of the marker in mm (default: 20)', positiveNumber)
    .option('--card-scale-mm <n>', 'what the 100 mm scale printed on the calibration card measures', positiveNumber)
    .option('--colour-chart', 'a ColorChecker Classic lies in the frame: refer the reported colours to it')
    .addOption(chartEditionOption());
  addPatientOptions(addGreyCardOptions(measure))
    .option(
      '--mask <file>',
      'measure this outline and not what the model sees: PNG of the photo, 255 lesion, 127 skin, 0 else',
    )
    .option('--skin-mask <file>', 'PNG of what is skin, for an outline that does not say (0 not skin, 255 skin)')
    .option('--without-lesion', 'the outline is empty because there is no lesion')
    .option('--mask-dir <dir>', 'write <photo>.mask.png there: 0 not skin, 127 skin, 255 lesion')
    .option('--overlay-dir <dir>', 'write <photo>.overlay.jpg there, with the lesion outlined')
    .option('--uncertainty-dir <dir>', 'write <photo>.uncertainty.png there: where it is open what is lesion')
    .option(
      '--model <name or folder>',
      "model to measure with ('dermetry models' lists them), or a folder with a network of your own",
    )
    .option('--json', 'one JSON document per photo, one per line')
    .action(async (photos: string[], options: MeasureOptions) => {
      refuseSameNames(photos, options);
      const outline = await outlineOf(photos, options);
      const asked = { ...options, patient: patientOf(options), greyCard: greyCardOf(options), outline };
      const segmenter = await openSegmenter(options.model);
      const documents: (MeasurementDocument | ErrorDocument)[] = [];
      for (const path of photos) {
        const document = await measureFile(path, asked, segmenter);
        if (options.json) process.stdout.write(`${JSON.stringify(document)}\n`);
        documents.push(document);
      }
      await segmenter.close();
      if (!options.json) process.stdout.write(measurementTable(documents));
      if (documents.some((document) => 'error' in document)) process.exitCode = 1;
    });
}

export function conditionOption(): Option {
  return new Option('--condition <condition>', 'what is measured').choices(CONDITIONS).makeOptionMandatory();
}

function chartEditionOption(): Option {
  return new Option(
    '--chart-edition <edition>',
    'when that chart was made (default: auto, the edition that fits better)',
  )
    .choices(['auto', ...CHART_EDITIONS])
    .implies({ colourChart: true });
}

async function measureFile(
  path: string,
  options: Omit<MeasureOptions, keyof GreyCardOptions> & {
    readonly patient: Patient;
    readonly greyCard: GreyCard | undefined;
    readonly outline: DrawnOutline | undefined;
  },
  segmenter: Segmenter,
) {
  try {
    const bytes = await readFile(path);
    const request = {
      ...options,
      region: options.bodyRegion,
      declaredMmPerPixel: options.mmPerPixel,
      markerSideMm: options.markerMm,
      chartEdition: options.chartEdition === 'auto' ? undefined : options.chartEdition,
    };
    const measured = await measurePhoto(bytes, path, request, segmenter);
    await writePictures(path, measured, options);
    return measured.document;
  } catch (error) {
    return errorDocument(path, error);
  }
}

const withoutExtension = (path: string): string => basename(path, extname(path));

async function writePictures(
  path: string,
  { document, image, masks, maskFile, uncertainty }: MeasuredPhoto,
  options: PictureFolders,
) {
  const { width, height } = document.photo;
  if (options.maskDir) {
    await mkdir(options.maskDir, { recursive: true });
    const file = join(options.maskDir, `${withoutExtension(path)}.mask.png`);
    await writeFile(file, await encodeMaskPng(maskFile, width, height));
  }
  if (options.overlayDir) {
    await mkdir(options.overlayDir, { recursive: true });
    const file = join(options.overlayDir, `${withoutExtension(path)}.overlay.jpg`);
    await writeFile(file, await encodeOverlay(image, masks));
  }
  const map = uncertainty();
  if (options.uncertaintyDir && map !== null) {
    await mkdir(options.uncertaintyDir, { recursive: true });
    const file = join(options.uncertaintyDir, `${withoutExtension(path)}.uncertainty.png`);
    await writeFile(file, await encodeUncertaintyMap(image, map));
  }
}

/** Two photos of one name would overwrite each other's mask: said before anything is measured. */
function refuseSameNames(photos: readonly string[], { maskDir, overlayDir, uncertaintyDir }: PictureFolders): void {
  if (!maskDir && !overlayDir && !uncertaintyDir) return;
  const seen = new Map<string, string>();
  for (const path of photos) {
    const other = seen.get(withoutExtension(path));
    if (other !== undefined) {
      throw new Refusal(
        'invalid_request',
        `${other} and ${path} would write the same file. Measure them into two folders.`,
      );
    }
    seen.set(withoutExtension(path), path);
  }
}

function measurementTable(documents: readonly (MeasurementDocument | ErrorDocument)[]): string {
  const rows = documents.map((document) => {
    const name = basename(document.photo.path);
    if ('error' in document) return [name, ...Array(9).fill(''), `${document.error.code}: ${document.error.message}`];
    const { lesion, calibration, colour, quality } = document;
    const interval = lesion.area_cm2_interval?.map((limit) => limit.toFixed(2)).join(' to ');
    return [
      name,
      lesion.percent_of_skin.toFixed(2),
      String(lesion.count),
      lesion.area_cm2 === null ? '' : lesion.area_cm2.toFixed(2),
      interval ?? '',
      lesion.bsa_percent === null ? '' : lesion.bsa_percent.toFixed(2),
      lesion.mean_depigmentation_percent?.toFixed(0) ?? '',
      colour?.lesion?.ita_deg.toFixed(0) ?? '',
      colour?.healthy?.ita_deg.toFixed(0) ?? '',
      colour?.delta_e_2000?.toFixed(1) ?? '',
      [calibration.kind, ...quality.flags].join(', '),
    ];
  });
  const colours = ['depigm. %', 'ITA lesion', 'ITA healthy', 'ΔE00'];
  const sizes = ['lesion % of skin', 'lesions', 'cm²', '95 % interval', '% BSA'];
  return table(['photo', ...sizes, ...colours, 'scale, remarks'], rows);
}
