import { Refusal } from '../refusal.ts';
import { sha256OfJson } from '../study/audit-chain.ts';
import type { Actor } from '../study/policy.ts';
import { type Protocol, refuseOtherInstrument } from '../study/protocol.ts';
import { type ImportFault, readScoreTable, type ScoreMapping, type ScoreRow } from '../study/score-import.ts';
import { recorded } from './audit.ts';
import type { Database } from './database.ts';
import { insertManualScore, listManualScores } from './manual-scores.ts';
import { listSites } from './studies.ts';
import { listSubjectsByCode } from './subjects.ts';
import { listVisits } from './visits.ts';

export interface ScoreImport {
  readonly csv: string;
  readonly mapping: ScoreMapping;
  /** Null: of the subjects of no study. */
  readonly study: { readonly id: string; readonly protocol: Protocol } | null;
  readonly dryRun: boolean;
}

export interface ImportReport {
  /** Rows below the column names. */
  readonly rows: number;
  /** Nought in a dry run, and where anything is wrong. */
  readonly imported: number;
  readonly faults: readonly ImportFault[];
}

interface PlacedRow {
  readonly row: ScoreRow;
  readonly visitId: string;
}

/** Undoes the transaction of an import in which something is wrong, or which was a rehearsal. */
class Undone extends Error {}

/** All rows or none. A dry run does everything and undoes it, so that it finds what the import would find. */
export async function importScores(db: Database, actor: Actor, request: ScoreImport): Promise<ImportReport> {
  const { rows, faults } = readScoreTable(request.csv, request.mapping);
  const all: ImportFault[] = [...faults];
  let imported = 0;
  const work = recorded(db, actor, async (transaction, record) => {
    const ids: string[] = [];
    for (const row of rows) {
      try {
        ids.push(await addRow(transaction, actor, request, row));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        all.push({ line: row.line, message: error.message });
      }
    }
    if (all.length > 0 || request.dryRun) throw new Undone();
    imported = ids.length;
    record({
      ...{ action: 'manual_score.import', entity: 'study', entityId: request.study?.id, studyId: request.study?.id },
      after: {
        rows: ids.length,
        csv_sha256: sha256OfJson([request.csv]),
        mapping: request.mapping,
        manual_scores: ids,
      },
    });
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return { rows: rows.length + faults.length, imported, faults: all.sort((a, b) => a.line - b.line) };
}

async function addRow(db: Database, actor: Actor, request: ScoreImport, row: ScoreRow): Promise<string> {
  const { checked, instrument, items, rater, scoredAt } = row;
  if (request.study !== null)
    refuseOtherInstrument(request.study.protocol, { instrument, ...idOf(checked.definition) });
  const { visitId } = await place(db, actor, request, row);
  await refuseRepetition(db, { row, visitId });
  const score = await insertManualScore(db, {
    ...{ target: { visitId }, supersedes: null, instrument, items, rater, scoredAt },
    ...checked,
  });
  if (score === undefined) throw new Error('A score that corrects nothing cannot meet another correction.');
  return score.id;
}

function idOf(definition: { readonly id: string } | undefined): { readonly definition?: string } {
  return definition === undefined ? {} : { definition: definition.id };
}

/** The visit that a row is of, among those that the actor may see. */
async function place(db: Database, { scope }: Actor, { study }: ScoreImport, row: ScoreRow): Promise<PlacedRow> {
  const site = await siteOf(db, study?.id, row);
  const subjects = (await listSubjectsByCode(db, row.subject, scope)).filter(
    ({ studyId, siteId }) => studyId === (study?.id ?? null) && (site === undefined || siteId === site),
  );
  if (subjects.length === 0) throw new Refusal('not_found', `There is no subject ${row.subject}.`);
  if (subjects.length > 1) {
    throw new Refusal(
      'invalid_request',
      `Several sites have a subject ${row.subject}: map the column of the site too.`,
    );
  }
  const [subject] = subjects;
  const visits = await listVisits(db, subject.id);
  const visit = visits.find(({ label }) => label === row.visit);
  if (visit !== undefined) return { row, visitId: visit.id };
  const has = visits.map(({ label }) => label).join(', ');
  throw new Refusal('not_found', `${row.subject} has no visit "${row.visit}": there is ${has === '' ? 'none' : has}.`);
}

async function siteOf(db: Database, studyId: string | undefined, { site }: ScoreRow): Promise<string | undefined> {
  if (site === undefined || studyId === undefined) return undefined;
  const found = (await listSites(db, studyId, 'all')).find(({ code }) => code === site);
  if (found !== undefined) return found.id;
  throw new Refusal('not_found', `The study has no site ${site}.`);
}

/** The same file imported twice, or a row that stands in it twice. A correction is made by hand, with its reason. */
async function refuseRepetition(db: Database, { row, visitId }: PlacedRow): Promise<void> {
  const scores = await listManualScores(db, { visitId });
  const isThere = scores.some(
    ({ instrument, rater, scoredAt }) =>
      instrument === row.instrument && rater === row.rater && scoredAt.toISOString() === row.scoredAt,
  );
  if (!isThere) return;
  throw new Refusal(
    'conflict',
    `${row.rater} has a ${row.instrument} of ${row.subject}, ${row.visit}, of that time already.`,
  );
}
