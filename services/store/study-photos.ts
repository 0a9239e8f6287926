import { type SqlBool, sql } from 'kysely';
import type { SkinColour } from '../domain/skin-colour.ts';
import type { StudyPhoto } from '../results/study-data.ts';
import type { Database } from './database.ts';

/** What the query takes of a measurement's document, in one piece: it is unpacked once for each photo. */
interface PickedResult {
  readonly tone_class: SkinColour['tone_class'] | null;
  readonly pixels: readonly number[];
  readonly depigmentation: readonly (number | null)[];
}

/**
 * The photos of a study that no other replaces, in the order of upload, each with what a score is made of by the model's newest
 * measurement: what a person drew is no machine's value. One query: a photo that waits for a new measurement still has its old one, which no longer answers what is asked, and has none here.
 */
export async function listStudyPhotos(db: Database, studyId: string): Promise<readonly StudyPhoto[]> {
  const rows = await db
    .selectFrom('photos')
    .innerJoin('visits', 'visits.id', 'photos.visit_id')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .leftJoin('measurements', (join) =>
      join
        .onRef('measurements.photo_id', '=', 'photos.id')
        .on('photos.state', '=', 'measured')
        .on('measurements.drawing_id', 'is', null)
        .on(
          sql<SqlBool>`not exists (select from measurements later where later.photo_id = measurements.photo_id
            and later.drawing_id is null
            and (later.measured_at, later.id) > (measurements.measured_at, measurements.id))`,
        ),
    )
    .select(['photos.id', 'photos.visit_id', 'photos.body_region', 'photos.view', 'photos.illumination'])
    .select(['photos.condition', 'measurements.id as measurement_id', 'lesion_pixels', 'skin_pixels', 'bsa_percent'])
    .select(['mean_depigmentation_percent', 'model_name', 'model_version', 'model_sha256', 'pipeline_version'])
    .select(
      sql<PickedResult | null>`case when measurements.id is not null then (
        select jsonb_build_object(
          'tone_class', whole -> 'colour' -> 'healthy' -> 'tone_class',
          'pixels', jsonb_path_query_array(whole, '$.lesion.patches[*].pixels'),
          'depigmentation', jsonb_path_query_array(whole, '$.lesion.patches[*].mean_depigmentation_percent'))
        from (select measurements.result || '{}' as whole offset 0) unpacked) end`.as('picked'),
    )
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
    toneClass: row.picked?.tone_class ?? null,
    measuredBy:
      row.measurement_id === null
        ? null
        : `${[row.model_name, row.model_version, row.model_sha256 ?? ''].join(' ').trim()}, pipeline ${row.pipeline_version}`,
    measurement:
      row.picked === null || row.lesion_pixels === null
        ? null
        : {
            condition: row.condition,
            lesion: {
              pixels: row.lesion_pixels,
              bsa_percent: row.bsa_percent,
              mean_depigmentation_percent: row.mean_depigmentation_percent,
              patches: patchesOf(row.picked),
            },
          },
  }));
}

function patchesOf({ pixels, depigmentation }: PickedResult) {
  return pixels.map((each, i) => ({ pixels: each, mean_depigmentation_percent: depigmentation[i] ?? null }));
}
