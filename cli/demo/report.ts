import { table } from '../table.ts';
import type { MeasuredEntry } from './measure-study.ts';

const HEADER = [
  'subject',
  'visit',
  'photo',
  'lesion % of skin',
  'cm²',
  'repigmentation',
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
  const { gross_percent: gross, grade } = pair.comparison?.repigmentation ?? {};
  return gross === undefined ? NONE : `${gross.toFixed(1)} % (${grade})`;
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
export const DEMO_NOTES = `Repigmentation is the share of the baseline lesion that has pigment again (gross).
VASI is what the lesions shown add to the patient's score. The machine's is continuous: %BSA × measured depigmentation.
A rater counts one hand as 1 % of the body; measured hands are nearer to 0.87 %, so raters read higher.`;

/** Whether every photo was measured and every follow-up compared. */
export function isComplete(measured: readonly MeasuredEntry[]): boolean {
  return measured.every(
    ({ photo, pair, comparisonFailed }) =>
      photo.state === 'measured' && !comparisonFailed && (pair === undefined || pair.comparison !== null),
  );
}
