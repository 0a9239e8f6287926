import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ExportedMachineScore } from '../export/study/study-data.ts';
import { visitMachineScores } from '../scores/visit-machine-scores.ts';
import type { Database } from './database.ts';
import { scoredPhotos, visitPhotoFromRow } from './machine-values.ts';
import { streamRows } from './stream-rows.ts';
import { findStudy } from './studies.ts';
import { PLACE_FIELDS, placeFromRow, type StudyPart, visitsOf } from './study-rows.ts';

/** Visits that the cursor brings at a time, each with its photos. */
const FETCH_VISITS = 50;

type MeasurementOfScore = ExportedMachineScore['measurements'][number];

function measurementFromRow(row: {
  readonly measurement_id: string | null;
  readonly measured_at: string | null;
  readonly pipeline_version: string | null;
  readonly model_name: string | null;
  readonly model_version: string | null;
}): readonly MeasurementOfScore[] {
  const { measurement_id: id, measured_at: measuredAt, pipeline_version: pipelineVersion } = row;
  if (id === null || measuredAt === null || pipelineVersion === null) return [];
  return [{ id, measuredAt: new Date(measuredAt), pipelineVersion, model: `${row.model_name} ${row.model_version}` }];
}

/** One row: the photos of the visit, in order of upload, each with what of its measurement scores are made of. */
function photosOfVisit(db: Database) {
  const photos = scoredPhotos(db)
    .where('photos.visit_id', '=', sql.ref<string>('visit.visit_id'))
    .select(['latest.id as measurement_id', 'latest.measured_at', 'latest.pipeline_version'])
    .select(['latest.model_name', 'latest.model_version']);
  return db.selectNoFrom(jsonArrayFrom(photos).as('photos'));
}

/**
 * What the machine scores of each visit, by site, subject and visit: one row for each instrument that it has anything to say to, with its
 * value or what is missing. A few visits are held at a time.
 */
export async function* streamMachineScores(db: Database, part: StudyPart): AsyncGenerator<ExportedMachineScore, void> {
  const study = await findStudy(db, part.studyId);
  if (study === undefined) return;
  const visits = visitsOf(db, part)
    // Lateral, and thus asked for as the cursor comes to a visit: a column would be computed for all visits before the first is given.
    .innerJoinLateral(photosOfVisit(db).as('uploaded'), (join) => join.onTrue())
    .select(PLACE_FIELDS)
    .select('uploaded.photos')
    .orderBy('visit.place');
  for await (const { photos, ...visit } of streamRows(visits, FETCH_VISITS)) {
    const place = placeFromRow(visit);
    const measurements = new Map(photos.map((photo) => [photo.id, measurementFromRow(photo)]));
    for (const score of visitMachineScores(study.protocol.conditions, photos.map(visitPhotoFromRow))) {
      yield { ...score, place, measurements: score.photoIds.flatMap((id) => measurements.get(id) ?? []) };
    }
  }
}
