import { sql } from 'kysely';
import type { StudyPhoto } from '../results/study-data.ts';
import type { Database } from './database.ts';
import { LESION_FIELDS, latestLesions, lesionsFromRow } from './machine-values.ts';

/** Written by the database: one text for each of many photos instead of four. Null where nothing was measured. */
const MEASURED_BY = sql<string | null>`
  concat_ws(' ', latest.model_name, latest.model_version, latest.model_sha256) || ', pipeline ' || latest.pipeline_version`;

/**
 * The photos of a study that no other replaces, in the order of upload, each with what a score is made of by the model's newest
 * measurement: what a person drew is no machine's value. A photo that waits for a new measurement still has its old one, which no longer
 * answers what is asked, and has none here.
 */
export async function listStudyPhotos(db: Database, studyId: string): Promise<readonly StudyPhoto[]> {
  const rows = await db
    .selectFrom('photos')
    .innerJoin('visits', 'visits.id', 'photos.visit_id')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .leftJoin(latestLesions(db, 'model').as('latest'), (join) =>
      join.onRef('latest.photo_id', '=', 'photos.id').on('photos.state', '=', 'measured'),
    )
    .select(['photos.id', 'photos.visit_id', 'photos.body_region', 'photos.view', 'photos.illumination'])
    .select(LESION_FIELDS)
    .select(['latest.skin_pixels', 'latest.tone_class', MEASURED_BY.as('measured_by')])
    .where('subjects.study_id', '=', studyId)
    .where('photos.replaced_by', 'is', null)
    .orderBy('photos.created_at')
    .orderBy('photos.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    visitId: row.visit_id ?? '',
    region: row.body_region,
    view: row.view,
    illumination: row.illumination,
    lesionPixels: row.lesion_pixels,
    skinPixels: row.skin_pixels,
    toneClass: row.tone_class,
    measuredBy: row.measured_by,
    measurement: lesionsFromRow(row),
  }));
}
