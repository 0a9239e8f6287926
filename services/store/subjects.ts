import { sql } from 'kysely';
import type { BsaFormula } from '../domain/patient.ts';
import type { Scope } from '../study/policy.ts';
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
  /** Null: of no study. The treatment is not part of this: `treatments.ts`. */
  readonly studyId: string | null;
  readonly siteId: string | null;
  readonly createdAt: Date;
}
export type NewSubject = Pick<Subject, 'code' | 'heightCm' | 'weightKg'> &
  Partial<Pick<Subject, 'bsaFormula' | 'studyId' | 'siteId'>>;

function subjectFromRow(row: SubjectRow): Subject {
  return {
    id: row.id,
    code: row.code,
    heightCm: row.height_cm,
    weightKg: row.weight_kg,
    bsaFormula: row.bsa_formula,
    studyId: row.study_id,
    siteId: row.site_id,
    createdAt: row.created_at,
  };
}

/** Undefined where the code is taken, within the site or among the subjects of no study. */
export async function insertSubject(db: Database, subject: NewSubject): Promise<Subject | undefined> {
  const row = await db
    .insertInto('subjects')
    .values({
      code: subject.code,
      height_cm: subject.heightCm,
      weight_kg: subject.weightKg,
      bsa_formula: subject.bsaFormula ?? null,
      study_id: subject.studyId ?? null,
      site_id: subject.siteId ?? null,
      treatment: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && subjectFromRow(row);
}

export async function findSubject(db: Database, id: string): Promise<Subject | undefined> {
  const row = await db.selectFrom('subjects').selectAll().where('id', '=', id).executeTakeFirst();
  return row && subjectFromRow(row);
}

/** A code is one subject's within a site only. */
export async function listSubjectsByCode(db: Database, code: string, scope: Scope): Promise<readonly Subject[]> {
  const rows = await subjectsWithin(db, scope).where('code', '=', code).orderBy('id').execute();
  return rows.map(subjectFromRow);
}

/** The same for many codes. */
export async function listSubjectsByCodes(
  db: Database,
  codes: readonly string[],
  scope: Scope,
): Promise<readonly Subject[]> {
  const rows = await subjectsWithin(db, scope)
    .where(sql<boolean>`code = any(${[...codes]}::text[])`)
    .orderBy('id')
    .execute();
  return rows.map(subjectFromRow);
}

/** Where a page begins: after this subject. */
export interface SubjectCursor {
  readonly code: string;
  /** Left out: after all subjects of that code. */
  readonly id?: string | undefined;
}

/** Ordered by code, from the one after the cursor. */
export async function listSubjects(
  db: Database,
  page: { readonly limit: number; readonly after?: SubjectCursor | undefined; readonly scope: Scope },
): Promise<readonly Subject[]> {
  const { code, id } = page.after ?? { code: '', id: undefined };
  const rows = await subjectsWithin(db, page.scope)
    .where((where) => {
      const later = where('code', '>', code);
      return id === undefined ? later : where.or([later, where.and([where('code', '=', code), where('id', '>', id)])]);
    })
    .orderBy('code')
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map(subjectFromRow);
}

/** The subjects that somebody may see. */
function subjectsWithin(db: Database, scope: Scope) {
  const all = db.selectFrom('subjects').selectAll();
  if (scope === 'all') return all;
  return all.where((where) =>
    where.or(
      scope.map(({ studyId, siteId }) =>
        where.and([where('study_id', '=', studyId), ...(siteId === null ? [] : [where('site_id', '=', siteId)])]),
      ),
    ),
  );
}
