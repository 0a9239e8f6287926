import { randomUUID } from 'node:crypto';
import { csvFile } from '../export/csv.ts';
import { agreementReport, type ReportOrigin } from '../export/report/agreement-report.ts';
import { outcomeReport } from '../export/report/outcome-report.ts';
import type { Report } from '../export/report/report.ts';
import { reportHtml } from '../export/report/report-html.ts';
import { reportText } from '../export/report/report-text.ts';
import { AGREEMENT_COLUMNS, agreementLines } from '../export/results/agreement-csv.ts';
import { OUTCOME_COLUMNS, outcomeLines } from '../export/results/outcome-csv.ts';
import { boundless } from '../export/results/report-json.ts';
import { LEAST_STRATUM_PAIRS } from '../results/least-pairs.ts';
import { type AgreementOptions, type StudyAgreement, studyAgreement } from '../results/study-agreement.ts';
import type { StudyData } from '../results/study-data.ts';
import { type OutcomeOptions, type StudyOutcomes, studyOutcomes } from '../results/study-outcomes.ts';
import { sha256Hex } from '../sha256.ts';
import { SOFTWARE_VERSION } from '../software-version.ts';
import { type Actor, mayDo } from '../study/policy.ts';
import { recordEvent } from './audit.ts';
import type { Database } from './database.ts';
import type { Study } from './studies.ts';
import { loadStudyData } from './study-data.ts';

/** In which forms a report leaves. */
export const REPORT_FORMATS = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
} as const;
export type ReportFormat = keyof typeof REPORT_FORMATS;
export const REPORT_FORMAT_NAMES = Object.keys(REPORT_FORMATS) as ReportFormat[];

/** What is asked for where nothing is said. */
export const USUAL_AGREEMENT: AgreementOptions = { seed: 1, leastStratumPairs: LEAST_STRATUM_PAIRS };
export const USUAL_OUTCOMES: OutcomeOptions = { missingRule: 'observed', responderPercent: 50 };

/** Which report of a study, by which options. */
export type ReportWish =
  | { readonly what: 'agreement'; readonly options: AgreementOptions }
  | { readonly what: 'outcomes'; readonly options: OutcomeOptions };

export interface StudyReport {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

/** Which report is asked for, and in which form. */
export interface ReportOrder {
  readonly study: Study;
  readonly wish: ReportWish;
  readonly format: ReportFormat;
}

interface Made {
  readonly document: (origin: ReportOrigin) => Report;
  readonly csv: () => AsyncIterable<string>;
  /** What JSON says of it. */
  readonly figures: object;
}

/**
 * A report of a study, made anew from its rows. That it left, to whom, in which form and with which hash, is in the audit trail before
 * it leaves.
 * @throws Refusal `invalid_request` for options that the protocol does not allow
 */
export async function makeStudyReport(
  db: Database,
  actor: Actor,
  { study, wish, format }: ReportOrder,
): Promise<StudyReport> {
  const seesTreatments = actor.role !== 'system' && mayDo(actor.role, 'treatments.read');
  const data = await loadStudyData(db, study, seesTreatments);
  const madeAt = new Date();
  const bytes = await writeReport(wish, { data, format, madeAt, madeFor: `${actor.name} (${actor.role})` });
  await recordEvent(db, actor, {
    ...{ action: 'report.export', entity: 'report', entityId: randomUUID(), studyId: study.id },
    after: {
      ...{ what: wish.what, format, options: wish.options, treatments_shown: data.treatments !== null },
      ...{ bytes: bytes.length, sha256: sha256Hex(bytes) },
    },
  });
  return { bytes, mediaType: REPORT_FORMATS[format] };
}

/** What a report is written of. */
interface Writing {
  readonly data: StudyData;
  readonly format: ReportFormat;
  readonly madeAt: Date;
  readonly madeFor: string;
}

/** The report as a file. */
export async function writeReport(wish: ReportWish, { data, format, madeAt, madeFor }: Writing): Promise<Buffer> {
  const made = madeOf(wish, data);
  const provenance = provenanceOf(wish, data, { madeAt, madeFor });
  if (format === 'json') {
    const study = { code: data.code, title: data.title, locked: data.locked, unblinded: data.unblinded };
    return Buffer.from(JSON.stringify({ study, provenance, ...made.figures }, boundless));
  }
  if (format === 'csv') return Buffer.from(await joined(made.csv()));
  const report = made.document({ title: `${data.code}: ${data.title}`, provenance });
  if (format === 'html') return Buffer.from(reportHtml(report));
  if (format === 'text') return Buffer.from(reportText(report));
  // Loaded when it is asked for: its library and fonts are large.
  const { reportPdf } = await import('../export/report/report-pdf.ts');
  return Buffer.from(await reportPdf(report, madeAt));
}

function madeOf(wish: ReportWish, data: StudyData): Made {
  if (wish.what === 'agreement') {
    const agreement = studyAgreement(data, wish.options);
    return {
      document: (origin) => agreementReport(origin, agreement),
      csv: () => csvFile(AGREEMENT_COLUMNS, each(agreementLines(data.code, agreement))),
      figures: agreementFigures(agreement),
    };
  }
  const outcomes: StudyOutcomes = studyOutcomes(data, wish.options);
  return {
    document: (origin) => outcomeReport(origin, outcomes),
    csv: () => csvFile(OUTCOME_COLUMNS, each(outcomeLines(data.code, outcomes))),
    figures: outcomes,
  };
}

/** Without the readings themselves, which are what the plots are drawn of. */
function agreementFigures({ instruments, ...agreement }: StudyAgreement): object {
  return {
    ...agreement,
    instruments: instruments.map(({ comparisons, ...instrument }) => ({
      ...instrument,
      comparisons: comparisons.map(({ pair: _drawn, ...compared }) => compared),
    })),
  };
}

async function* each<T>(rows: readonly T[]): AsyncGenerator<T, void> {
  yield* rows;
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.join('');
}

function provenanceOf(
  { options }: ReportWish,
  data: StudyData,
  { madeAt, madeFor }: Pick<Writing, 'madeAt' | 'madeFor'>,
): ReportOrigin['provenance'] {
  const models = [...new Set(data.photos.flatMap(({ measuredBy }) => measuredBy ?? []))].sort();
  const chosen = Object.entries(options).filter(([, value]) => value !== undefined);
  return [
    { name: 'Study', value: `${data.code}: ${data.title}` },
    { name: 'Protocol', value: `version ${data.protocols.length}` },
    { name: 'State', value: `${data.locked ? 'locked' : 'not locked'}, ${data.unblinded ? 'unblinded' : 'blinded'}` },
    { name: 'Data as of (UTC)', value: madeAt.toISOString() },
    { name: 'Software', value: SOFTWARE_VERSION },
    { name: 'Measured by', value: models.length === 0 ? 'no photo is measured' : models.join('; ') },
    { name: 'Options', value: chosen.map(([name, value]) => `${name}: ${value}`).join(', ') },
    { name: 'Made for', value: madeFor },
  ];
}
