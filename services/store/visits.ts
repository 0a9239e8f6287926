import { sql } from 'kysely';
import { isAmong } from './among.ts';
import { type Database, inTransaction } from './database.ts';
import type { VisitRow } from './visit.table.ts';

export interface Visit {
  readonly id: string;
  readonly subjectId: string;
  /** 1 for the first visit. */
  readonly sequence: number;
  readonly label: string;
  /** yyyy-mm-dd */
  readonly visitDate: string | null;
  /** Of the subject, at this visit. */
  readonly ageYears: number | null;
  readonly createdAt: Date;
}

export interface NewVisit {
  readonly subjectId: string;
  /** The next free number where left out. */
  readonly sequence?: number | undefined;
  /** "visit N" where left out. */
  readonly label?: string | undefined;
  readonly visitDate: string | null;
  readonly ageYears?: number | null;
}

function visitFromRow(row: VisitRow): Visit {
  return {
    id: row.id,
    subjectId: row.subject_id,
    sequence: row.sequence,
    label: row.label,
    visitDate: row.visit_date,
    ageYears: row.age_years,
    createdAt: row.created_at,
  };
}

/** Undefined where the subject has a visit with that number or label already. */
export async function insertVisit(db: Database, visit: NewVisit): Promise<Visit | undefined> {
  return await inTransaction(db, async (transaction) => {
    // One visit at a time per subject, so that two callers cannot be given one number.
    await sql`select 1 from subjects where id = ${visit.subjectId} for update`.execute(transaction);
    const sequence = visit.sequence ?? (await nextSequence(transaction, visit.subjectId));
    const row = await transaction
      .insertInto('visits')
      .values({
        subject_id: visit.subjectId,
        sequence,
        label: visit.label ?? `visit ${sequence}`,
        visit_date: visit.visitDate,
        age_years: visit.ageYears ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return row && visitFromRow(row);
  });
}

async function nextSequence(db: Database, subjectId: string): Promise<number> {
  const { last } = await db
    .selectFrom('visits')
    .select((select) => select.fn.max('sequence').as('last'))
    .where('subject_id', '=', subjectId)
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}

export async function findVisit(db: Database, id: string): Promise<Visit | undefined> {
  const row = await db.selectFrom('visits').selectAll().where('id', '=', id).executeTakeFirst();
  return row && visitFromRow(row);
}

/** In order within each subject. */
export async function listVisitsOfSubjects(db: Database, subjectIds: readonly string[]): Promise<readonly Visit[]> {
  const rows = await db
    .selectFrom('visits')
    .selectAll()
    .where(isAmong('subject_id', subjectIds))
    .orderBy('sequence')
    .execute();
  return rows.map(visitFromRow);
}

export async function listVisits(db: Database, subjectId: string): Promise<readonly Visit[]> {
  const rows = await db
    .selectFrom('visits')
    .selectAll()
    .where('subject_id', '=', subjectId)
    .orderBy('sequence')
    .execute();
  return rows.map(visitFromRow);
}
