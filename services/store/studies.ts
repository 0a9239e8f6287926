import { sql } from 'kysely';
import type { Scope } from '../study/policy.ts';
import type { Protocol } from '../study/protocol.ts';
import type { Database } from './database.ts';
import type { SiteRow, StudyRow } from './study.table.ts';

export interface Study {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly protocol: Protocol;
  /** 1 for the first protocol, one more with each amendment. */
  readonly protocolVersion: number;
  readonly lockedAt: Date | null;
  readonly unblindedAt: Date | null;
  readonly createdAt: Date;
}

export interface Site {
  readonly id: string;
  readonly studyId: string;
  readonly code: string;
  readonly createdAt: Date;
}

export function studyFromRow(row: StudyRow): Study {
  return {
    id: row.id,
    code: row.code,
    title: row.title,
    protocol: row.protocol,
    protocolVersion: row.protocol_version,
    lockedAt: row.locked_at,
    unblindedAt: row.unblinded_at,
    createdAt: row.created_at,
  };
}

function siteFromRow(row: SiteRow): Site {
  return { id: row.id, studyId: row.study_id, code: row.code, createdAt: row.created_at };
}

/** Undefined where the code is taken. */
export async function insertStudy(
  db: Database,
  { code, title, protocol }: Pick<Study, 'code' | 'title' | 'protocol'>,
): Promise<Study | undefined> {
  const row = await db
    .insertInto('studies')
    .values({ code, title, protocol: JSON.stringify(protocol), locked_at: null, unblinded_at: null })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && studyFromRow(row);
}

export async function findStudy(db: Database, id: string): Promise<Study | undefined> {
  const row = await db.selectFrom('studies').selectAll().where('id', '=', id).executeTakeFirst();
  return row && studyFromRow(row);
}

export async function findStudyByCode(db: Database, code: string): Promise<Study | undefined> {
  const row = await db.selectFrom('studies').selectAll().where('code', '=', code).executeTakeFirst();
  return row && studyFromRow(row);
}

/** Those within the scope, by code. */
export async function listStudies(db: Database, scope: Scope): Promise<readonly Study[]> {
  const all = db.selectFrom('studies').selectAll().orderBy('code');
  if (scope === 'all') return (await all.execute()).map(studyFromRow);
  if (scope.length === 0) return [];
  const ids = scope.map(({ studyId }) => studyId);
  return (await all.where('id', 'in', ids).execute()).map(studyFromRow);
}

/** Undefined where the study has a site with that code already. */
export async function insertSite(db: Database, studyId: string, code: string): Promise<Site | undefined> {
  const row = await db
    .insertInto('sites')
    .values({ study_id: studyId, code })
    .onConflict((conflict) => conflict.columns(['study_id', 'code']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && siteFromRow(row);
}

/** Sites of a study within the scope, by code. */
export async function listSites(db: Database, studyId: string, scope: Scope): Promise<readonly Site[]> {
  const rows = await db.selectFrom('sites').selectAll().where('study_id', '=', studyId).orderBy('code').execute();
  const own = scope === 'all' ? undefined : scope.find((each) => each.studyId === studyId)?.siteId;
  return rows.filter(({ id }) => own === undefined || own === null || id === own).map(siteFromRow);
}

/** Undefined where it is locked already. */
export async function lockStudy(db: Database, id: string): Promise<Study | undefined> {
  const row = await db
    .updateTable('studies')
    .set({ locked_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('locked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && studyFromRow(row);
}

/** Undefined where it is unblinded already. */
export async function unblindStudy(db: Database, id: string): Promise<Study | undefined> {
  const row = await db
    .updateTable('studies')
    .set({ unblinded_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('unblinded_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && studyFromRow(row);
}
