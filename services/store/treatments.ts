import { Refusal } from '../refusal.ts';
import type { Database } from './database.ts';

/** Who was treated with what. */
export interface Treatment {
  readonly subjectId: string;
  readonly code: string;
  readonly treatment: string | null;
}

export async function listTreatments(db: Database, studyId: string): Promise<readonly Treatment[]> {
  const rows = await db
    .selectFrom('subjects')
    .select(['id', 'code', 'treatment'])
    .where('study_id', '=', studyId)
    .orderBy('code')
    .orderBy('id')
    .execute();
  return rows.map(({ id, code, treatment }) => ({ subjectId: id, code, treatment }));
}

export async function findTreatmentOfVisit(db: Database, visitId: string): Promise<string | null> {
  const row = await db
    .selectFrom('visits')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .select('subjects.treatment')
    .where('visits.id', '=', visitId)
    .executeTakeFirst();
  return row?.treatment ?? null;
}

/** @throws Refusal for a subject that the study does not have; then, in a transaction, nothing was entered */
export async function setTreatments(
  db: Database,
  studyId: string,
  treatments: readonly Pick<Treatment, 'subjectId' | 'treatment'>[],
): Promise<void> {
  for (const { subjectId, treatment } of treatments) {
    const row = await db
      .updateTable('subjects')
      .set({ treatment })
      .where('id', '=', subjectId)
      .where('study_id', '=', studyId)
      .executeTakeFirst();
    if (row.numUpdatedRows === 0n)
      throw new Refusal('not_found', `There is no subject of this study with the id ${subjectId}.`);
  }
}
