import { randomUUID } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { sha256OfJson } from '../study/audit-chain.ts';
import type { Actor } from '../study/policy.ts';
import { type Protocol, refuseOtherInstrument } from '../study/protocol.ts';
import { type ImportFault, readScoreTable, type ScoreMapping, type ScoreRow } from '../study/score-import.ts';
import { recorded } from './audit.ts';
import type { Database } from './database.ts';
import { type IdentifiedScore, insertManualScores, listScoresOfVisits } from './manual-scores.ts';
import { listSites } from './studies.ts';
import { listSubjectsByCodes } from './subjects.ts';
import { listVisitsOfSubjects } from './visits.ts';

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

/** Undoes the transaction of an import in which something is wrong, or which was a rehearsal. */
class Undone extends Error {}

/** All rows or none. A dry run does everything and undoes it, so that it finds what the import would find. */
export async function importScores(db: Database, actor: Actor, request: ScoreImport): Promise<ImportReport> {
  const { rows, faults } = readScoreTable(request.csv, request.mapping);
  const all: ImportFault[] = [...faults];
  let imported = 0;
  const work = recorded(db, actor, async (transaction, record) => {
    const known = await listKnown(transaction, actor, request, rows);
    const scores: IdentifiedScore[] = [];
    for (const row of rows) {
      try {
        scores.push(scoreOf(request, known, row));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        all.push({ line: row.line, message: error.message });
      }
    }
    await insertManualScores(transaction, scores);
    const ids = scores.map(({ id }) => id);
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

interface KnownSubject {
  readonly siteId: string | null;
  /** By label, in order. */
  readonly visits: ReadonlyMap<string, string>;
}

/** What rows are held against, asked for once for all of them. */
interface Known {
  /** By code. */
  readonly sites: ReadonlyMap<string, string>;
  /** Those that the actor may see, by code. */
  readonly subjects: ReadonlyMap<string, readonly KnownSubject[]>;
  /** By `keyOfScore`; those of the table join them. */
  readonly scores: Set<string>;
}

/** What makes two scores the same. */
function keyOfScore(
  visitId: string,
  { instrument, rater, scoredAt }: Pick<ScoreRow, 'instrument' | 'rater' | 'scoredAt'>,
) {
  return JSON.stringify([visitId, instrument, rater, new Date(scoredAt).toISOString()]);
}

async function listKnown(
  db: Database,
  { scope }: Actor,
  { study }: ScoreImport,
  rows: readonly ScoreRow[],
): Promise<Known> {
  const codes = [...new Set(rows.map(({ subject }) => subject))];
  const subjects = (await listSubjectsByCodes(db, codes, scope)).filter(
    ({ studyId }) => studyId === (study?.id ?? null),
  );
  const visits = await listVisitsOfSubjects(
    db,
    subjects.map(({ id }) => id),
  );
  const scores = await listScoresOfVisits(
    db,
    visits.map(({ id }) => id),
  );
  const byCode = new Map<string, KnownSubject[]>(codes.map((code) => [code, []]));
  const visitsOf = new Map<string, Map<string, string>>(subjects.map(({ id }) => [id, new Map()]));
  for (const { subjectId, label, id } of visits) visitsOf.get(subjectId)?.set(label, id);
  for (const { id, code, siteId } of subjects)
    byCode.get(code)?.push({ siteId, visits: visitsOf.get(id) ?? new Map() });
  return {
    sites: new Map((study === null ? [] : await listSites(db, study.id, 'all')).map(({ code, id }) => [code, id])),
    subjects: byCode,
    scores: new Set(
      scores.map(({ visitId, instrument, rater, scoredAt }) =>
        keyOfScore(visitId ?? '', { instrument, rater, scoredAt: scoredAt.toISOString() }),
      ),
    ),
  };
}

/** @throws Refusal that says what is wrong with the row */
function scoreOf(request: ScoreImport, known: Known, row: ScoreRow): IdentifiedScore {
  const { checked, instrument, items, rater, scoredAt } = row;
  if (request.study !== null)
    refuseOtherInstrument(request.study.protocol, { instrument, ...idOf(checked.definition) });
  const visitId = visitOf(request, known, row);
  const key = keyOfScore(visitId, row);
  // The same file imported twice, or a row that stands in it twice. A correction is made by hand, with its reason.
  if (known.scores.has(key)) {
    throw new Refusal(
      'conflict',
      `${rater} has a ${instrument} of ${row.subject}, ${row.visit}, of that time already.`,
    );
  }
  known.scores.add(key);
  return {
    ...{ id: randomUUID(), target: { visitId }, supersedes: null, instrument, items, rater, scoredAt },
    ...checked,
  };
}

function idOf(definition: { readonly id: string } | undefined): { readonly definition?: string } {
  return definition === undefined ? {} : { definition: definition.id };
}

/** The visit that a row is of, among those that the actor may see. */
function visitOf({ study }: ScoreImport, known: Known, row: ScoreRow): string {
  const site = study === null || row.site === undefined ? undefined : known.sites.get(row.site);
  if (site === undefined && study !== null && row.site !== undefined) {
    throw new Refusal('not_found', `The study has no site ${row.site}.`);
  }
  const subjects = (known.subjects.get(row.subject) ?? []).filter(
    ({ siteId }) => site === undefined || siteId === site,
  );
  if (subjects.length === 0) throw new Refusal('not_found', `There is no subject ${row.subject}.`);
  if (subjects.length > 1) {
    throw new Refusal(
      'invalid_request',
      `Several sites have a subject ${row.subject}: map the column of the site too.`,
    );
  }
  const [{ visits }] = subjects;
  const visitId = visits.get(row.visit);
  if (visitId !== undefined) return visitId;
  const has = [...visits.keys()].join(', ');
  throw new Refusal('not_found', `${row.subject} has no visit "${row.visit}": there is ${has === '' ? 'none' : has}.`);
}
