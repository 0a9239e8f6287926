import type { ExportedMachineScore, VisitPlace } from '../export/study/study-data.ts';
import { visitMachineScores } from '../scores/visit-machine-scores.ts';
import type { VisitPhoto } from '../scores/visit-surfaces.ts';
import type { Protocol } from '../study/protocol.ts';
import type { Database } from './database.ts';
import { LESION_FIELDS, latestLesions, lesionsFromRow } from './machine-values.ts';
import { findStudy } from './studies.ts';
import { FETCH_ROWS, PLACE_FIELDS, placeFromRow, type StudyPart, visitsOf } from './study-rows.ts';

type MeasurementOfScore = ExportedMachineScore['measurements'][number];

interface ScoredVisit {
  readonly place: VisitPlace;
  readonly photos: VisitPhoto[];
  /** By photo. */
  readonly measurements: Map<string, MeasurementOfScore>;
}

function scoresOf(
  { place, photos, measurements }: ScoredVisit,
  { conditions }: Protocol,
): readonly ExportedMachineScore[] {
  return visitMachineScores(conditions, photos).map((score) => ({
    ...score,
    place,
    measurements: score.photoIds.flatMap((id) => measurements.get(id) ?? []),
  }));
}

/**
 * What the machine scores of each visit, by site, subject and visit: one row for each instrument that it has anything to say to, with its
 * value or what is missing. One visit is held at a time.
 */
export async function* streamMachineScores(db: Database, part: StudyPart): AsyncGenerator<ExportedMachineScore, void> {
  const study = await findStudy(db, part.studyId);
  if (study === undefined) return;
  const rows = visitsOf(db, part)
    .leftJoin('photos', 'photos.visit_id', 'visit.visit_id')
    .leftJoin(latestLesions(db).as('latest'), (join) =>
      join.onRef('latest.photo_id', '=', 'photos.id').on('photos.state', '=', 'measured'),
    )
    .select(PLACE_FIELDS)
    .select(['photos.id as photo_id', 'photos.body_region', 'photos.view', 'photos.illumination', 'photos.replaced_by'])
    .select(['latest.id as measurement_id', 'latest.measured_at', 'latest.pipeline_version'])
    .select(['latest.model_name', 'latest.model_version'])
    .select(LESION_FIELDS)
    .orderBy('visit.place')
    .orderBy('photos.created_at')
    .orderBy('photos.id')
    .stream(FETCH_ROWS);
  let visit: ScoredVisit | undefined;
  for await (const row of rows) {
    if (visit === undefined || visit.place.visitId !== row.visit_id) {
      if (visit !== undefined) yield* scoresOf(visit, study.protocol);
      visit = { place: placeFromRow(row), photos: [], measurements: new Map() };
    }
    const { photo_id: id, body_region: region, view, illumination } = row;
    if (id === null || region === null || view === null || illumination === null) continue;
    visit.photos.push({
      id,
      region,
      view,
      illumination,
      isReplaced: row.replaced_by !== null,
      measurement: lesionsFromRow(row),
    });
    const measurement = measurementFromRow(row);
    if (measurement !== undefined) visit.measurements.set(id, measurement);
  }
  if (visit !== undefined) yield* scoresOf(visit, study.protocol);
}

function measurementFromRow(row: {
  readonly measurement_id: string | null;
  readonly measured_at: Date | null;
  readonly pipeline_version: string | null;
  readonly model_name: string | null;
  readonly model_version: string | null;
}): MeasurementOfScore | undefined {
  const { measurement_id: id, measured_at: measuredAt, pipeline_version: pipelineVersion } = row;
  if (id === null || measuredAt === null || pipelineVersion === null) return undefined;
  return { id, measuredAt, pipelineVersion, model: `${row.model_name} ${row.model_version}` };
}
