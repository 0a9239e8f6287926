import type { StudyPhoto } from '../results/study-data.ts';
import type { Database } from './database.ts';
import { LESION_FIELDS, latestLesions, lesionsFromRow } from './machine-values.ts';

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
    .select(['latest.id as measurement_id', 'latest.skin_pixels', 'latest.tone_class'])
    .select(['latest.model_name', 'latest.model_version', 'latest.model_sha256', 'latest.pipeline_version'])
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
    measuredBy:
      row.measurement_id === null
        ? null
        : `${[row.model_name, row.model_version, row.model_sha256 ?? ''].join(' ').trim()}, pipeline ${row.pipeline_version}`,
    measurement: lesionsFromRow(row),
  }));
}
