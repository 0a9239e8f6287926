import { table } from '../../services/export/text-table.ts';
import type { MeasuredEntry } from './measure-study.ts';

const HEADER = [
  'subject',
  'visit',
  'photo',
  'lesion % of skin',
  'cm²',
  'repigmentation gross / net (grade)',
  'manual VASI',
  'machine VASI',
  'difference',
];
const NONE = '–';

function fixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? NONE : value.toFixed(digits);
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

function repigmentation({ pair, comparisonFailed }: MeasuredEntry): string {
  if (comparisonFailed) return 'failed';
  if (pair === undefined) return NONE;
  if (pair.refusal !== null) return pair.refusal.code;
  const measured = pair.comparison?.repigmentation;
  if (!measured) return NONE;
  return `${measured.gross_percent.toFixed(1)} % / ${measured.net_percent.toFixed(1)} % (${measured.grade})`;
}

/** One line per photo. The difference is machine minus manual. */
export function demoRow(measured: MeasuredEntry): readonly string[] {
  const { entry, photo } = measured;
  const lesion = photo.measurement?.lesion;
  const manual = photo.manual_scores.find(({ instrument }) => instrument === 'VASI')?.value ?? null;
  const machine = photo.measurement?.machine_scores.vasi_continuous ?? null;
  return [
    entry.code,
    entry.visitLabel,
    entry.file,
    lesion === undefined ? (photo.refusal?.code ?? photo.state) : fixed(lesion.percent_of_skin, 2),
    fixed(lesion?.area_cm2, 2),
    repigmentation(measured),
    fixed(manual, 3),
    fixed(machine, 3),
    manual === null || machine === null ? NONE : signed(machine - manual, 3),
  ];
}

export function demoTable(measured: readonly MeasuredEntry[]): string {
  return table(HEADER, measured.map(demoRow));
}

/** What the columns mean and what they do not. */
export const DEMO_NOTES = `Repigmentation: gross is the share of the baseline lesion that has pigment again; net is that minus what was lost anew.
VASI is what the lesions shown add to the patient's score. The machine's is continuous: %BSA × measured depigmentation.
A rater counts one hand as 1 % of the body; measured hands are nearer to 0.87 %, so raters read higher.`;

/** The first photo or comparison that was refused or failed, as a sentence; undefined where all went well. */
export function firstFault(measured: readonly MeasuredEntry[]): string | undefined {
  for (const { entry, photo, pair, comparisonFailed } of measured) {
    if (photo.state !== 'measured')
      return `${entry.file} is ${photo.state}: ${photo.refusal?.message ?? 'see the logs.'}`;
    if (comparisonFailed) return `${entry.file} could not be compared: see the logs.`;
    if (pair?.refusal) return `${entry.file} could not be compared: ${pair.refusal.message}`;
  }
  return undefined;
}
