import type { ExportedTreatment } from '../export/study/study-data.ts';
import { Refusal } from '../refusal.ts';
import type { Actor } from '../study/policy.ts';
import { recordEvent } from './audit.ts';
import type { Database } from './database.ts';
import { streamRows } from './stream-rows.ts';
import { byCode, type StudyPart } from './study-rows.ts';

/** Who was treated with what. */
export interface Treatment {
  readonly subjectId: string;
  readonly code: string;
  readonly treatment: string | null;
}

/** @throws Refusal while the study is blinded, whoever asks; the try is an event */
export async function requireUnblinded(db: Database, actor: Actor, studyId: string): Promise<void> {
  const study = await db.selectFrom('studies').select('unblinded_at').where('id', '=', studyId).executeTakeFirst();
  if (study !== undefined && study.unblinded_at !== null) return;
  const event = { entity: 'study', entityId: studyId, studyId };
  await recordEvent(db, actor, { ...event, action: 'access.deny', reason: 'the study is blinded' });
  throw new Refusal('forbidden', 'The study is blinded: treatments can be read once it is unblinded.');
}

/** By site and subject; nothing while the study is blinded. */
export async function* streamTreatments(
  db: Database,
  { studyId, siteId }: StudyPart,
): AsyncGenerator<ExportedTreatment, void> {
  const rows = db
    .selectFrom('subjects')
    .innerJoin('sites', 'sites.id', 'subjects.site_id')
    .innerJoin('studies', 'studies.id', 'subjects.study_id')
    .select(['studies.code as study_code', 'sites.code as site_code', 'subjects.id', 'subjects.code'])
    .select(['subjects.treatment', 'studies.unblinded_at'])
    .where('subjects.study_id', '=', studyId)
    .where('studies.unblinded_at', 'is not', null)
    .$if(siteId !== null, (query) => query.where('subjects.site_id', '=', siteId))
    .orderBy(byCode('sites.code'))
    .orderBy(byCode('subjects.code'));
  for await (const row of streamRows(rows)) {
    yield {
      place: { studyCode: row.study_code, siteCode: row.site_code, subjectId: row.id, subjectCode: row.code },
      treatment: row.treatment,
      unblindedAt: row.unblinded_at as Date,
    };
  }
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
