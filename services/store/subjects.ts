import type { BsaFormula } from '../domain/patient.ts';
import type { Database } from './database.ts';
import type { SubjectRow } from './subject.table.ts';

/** A person under a pseudonymous code; height and weight make %BSA from cm² possible. */
export interface Subject {
  readonly id: string;
  readonly code: string;
  readonly heightCm: number | null;
  readonly weightKg: number | null;
  /** Null: Mosteller. */
  readonly bsaFormula: BsaFormula | null;
  readonly createdAt: Date;
}
export type NewSubject = Pick<Subject, 'code' | 'heightCm' | 'weightKg'> & Partial<Pick<Subject, 'bsaFormula'>>;

function subjectFromRow(row: SubjectRow): Subject {
  return {
    id: row.id,
    code: row.code,
    heightCm: row.height_cm,
    weightKg: row.weight_kg,
    bsaFormula: row.bsa_formula,
    createdAt: row.created_at,
  };
}

/** Undefined where the code is taken. */
export async function insertSubject(db: Database, subject: NewSubject): Promise<Subject | undefined> {
  const row = await db
    .insertInto('subjects')
    .values({
      code: subject.code,
      height_cm: subject.heightCm,
      weight_kg: subject.weightKg,
      bsa_formula: subject.bsaFormula ?? null,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && subjectFromRow(row);
}

export async function findSubject(db: Database, id: string): Promise<Subject | undefined> {
  const row = await db.selectFrom('subjects').selectAll().where('id', '=', id).executeTakeFirst();
  return row && subjectFromRow(row);
}

export async function findSubjectByCode(db: Database, code: string): Promise<Subject | undefined> {
  const row = await db.selectFrom('subjects').selectAll().where('code', '=', code).executeTakeFirst();
  return row && subjectFromRow(row);
}

/** Ordered by code, from the one after `afterCode`. */
export async function listSubjects(
  db: Database,
  page: { readonly limit: number; readonly afterCode?: string | undefined },
): Promise<readonly Subject[]> {
  const rows = await db
    .selectFrom('subjects')
    .selectAll()
    .where('code', '>', page.afterCode ?? '')
    .orderBy('code')
    .limit(page.limit)
    .execute();
  return rows.map(subjectFromRow);
}
