import { sql } from 'kysely';
import type { ExportedMeasurement, ExportedPhoto, ExportedScore, VisitPlace } from '../export/study/study-data.ts';
import { isAmong } from './among.ts';
import type { Database } from './database.ts';
import type { PhotoRow } from './photo.table.ts';
import { streamRows } from './stream-rows.ts';

/** What is exported: a whole study, one site of it, or one visit. */
export interface StudyPart {
  readonly studyId: string;
  /** Null: all sites. */
  readonly siteId: string | null;
  readonly visitId?: string | undefined;
  /** Of these visits only. */
  readonly visitIds?: readonly string[] | undefined;
  /** Reads with the pictures that were looked at, which costs as much as all the rest of them. */
  readonly withPictures?: boolean | undefined;
}

export const PLACE_FIELDS = [
  'visit.study_code',
  'visit.site_code',
  'visit.subject_id',
  'visit.subject_code',
  'visit.visit_id',
  'visit.visit_label',
  'visit.visit_number',
  'visit.visit_date',
  'visit.age_years',
] as const;
export const PHOTO_FIELDS = [
  'photos.id as photo_id',
  'photos.stored_sha256',
  'photos.condition',
  'photos.body_region',
  'photos.view',
  'photos.illumination',
  'photos.captured_at',
  'photos.replaced_by',
] as const;

interface PlaceRow {
  readonly study_code: string;
  readonly site_code: string;
  readonly subject_id: string;
  readonly subject_code: string;
  readonly visit_id: string;
  readonly visit_label: string;
  readonly visit_number: number;
  readonly visit_date: string | null;
  readonly age_years: number | null;
}

export function placeFromRow(row: PlaceRow): VisitPlace {
  return {
    studyCode: row.study_code,
    siteCode: row.site_code,
    subjectId: row.subject_id,
    subjectCode: row.subject_code,
    visitId: row.visit_id,
    visitLabel: row.visit_label,
    visitNumber: row.visit_number,
    visitDate: row.visit_date,
    ageYears: row.age_years,
  };
}

export type PhotoFields = Pick<
  PhotoRow,
  'stored_sha256' | 'condition' | 'body_region' | 'view' | 'illumination' | 'captured_at' | 'replaced_by'
> & { readonly photo_id: string };

export function photoFromRow(row: PhotoFields): ExportedPhoto {
  return {
    id: row.photo_id,
    sha256: row.stored_sha256,
    condition: row.condition,
    bodyRegion: row.body_region,
    view: row.view,
    illumination: row.illumination,
    capturedAt: row.captured_at,
    replacedBy: row.replaced_by,
  };
}

/**
 * The visits of a part of a study, whoever they are of, as `visit`. `visit.place` is their place in the order of all exports: codes are
 * compared once for a visit, not for each row that is of it. They come in that order, so that what is joined with them visit by visit needs no
 * other sorting.
 */
export function visitsOf(db: Database, { studyId, siteId, visitId, visitIds }: StudyPart) {
  return db.selectFrom((from) =>
    from
      .selectFrom('visits')
      .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
      .innerJoin('sites', 'sites.id', 'subjects.site_id')
      .innerJoin('studies', 'studies.id', 'subjects.study_id')
      .where('subjects.study_id', '=', studyId)
      .$if(siteId !== null, (query) => query.where('subjects.site_id', '=', siteId))
      .$if(visitId !== undefined, (query) => query.where('visits.id', '=', visitId ?? ''))
      .$if(visitIds !== undefined, (query) => query.where(isAmong('visits.id', visitIds ?? [])))
      .select(['studies.code as study_code', 'sites.code as site_code', 'visits.id as visit_id'])
      .select(['subjects.id as subject_id', 'subjects.code as subject_code', 'visits.label as visit_label'])
      .select(['visits.sequence as visit_number', 'visits.visit_date', 'visits.age_years'])
      .select((select) =>
        select.fn
          .agg<string>('row_number')
          .over((over) =>
            over.orderBy(byCode('sites.code')).orderBy(byCode('subjects.code')).orderBy('visits.sequence'),
          )
          .as('place'),
      )
      .orderBy('place')
      .as('visit'),
  );
}

/** Manual scores of a study, each with the visit that it is of: as a whole, or by one of its photos. */
export function scoresOf(db: Database, studyId: string) {
  return db
    .selectFrom('manual_scores')
    .leftJoin('photos', 'photos.id', 'manual_scores.photo_id')
    .innerJoin('visits', (join) =>
      join.on((on) => on('visits.id', '=', on.fn.coalesce('manual_scores.visit_id', 'photos.visit_id'))),
    )
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .where('subjects.study_id', '=', studyId);
}

/** By bytes, so that no setting of the database changes the order. */
export const byCode = (column: 'sites.code' | 'subjects.code') => sql`${sql.ref(column)} collate "C"`;

/** The visits of a part in the order of all exports. */
export async function listVisitPlaces(db: Database, part: StudyPart): Promise<readonly VisitPlace[]> {
  const rows = await visitsOf(db, part).select(PLACE_FIELDS).orderBy('visit.place').execute();
  return rows.map(placeFromRow);
}

/** By site, subject, visit, photo and the order of measuring: as they are now, whatever is added meanwhile. */
export async function* streamMeasurements(db: Database, part: StudyPart): AsyncGenerator<ExportedMeasurement, void> {
  const rows = visitsOf(db, part)
    .innerJoin('photos', 'photos.visit_id', 'visit.visit_id')
    .innerJoin('measurements', 'measurements.photo_id', 'photos.id')
    .leftJoin('measurements as successors', 'successors.supersedes', 'measurements.id')
    .select(PLACE_FIELDS)
    .select(PHOTO_FIELDS)
    .select(['measurements.id', 'measurements.supersedes', 'measurements.measured_at', 'successors.id as successor'])
    .select('measurements.summary')
    .orderBy('visit.place')
    .orderBy('photos.created_at')
    .orderBy('photos.id')
    .orderBy('measurements.measured_at')
    .orderBy('measurements.id');
  for await (const row of streamRows(rows)) {
    yield {
      place: placeFromRow(row),
      photo: photoFromRow(row),
      id: row.id,
      supersedes: row.supersedes,
      isLatest: row.successor === null && row.replaced_by === null,
      measuredAt: row.measured_at,
      result: row.summary,
    };
  }
}

/** Scores with the visit that they are of: in two parts, each by an index of its own, so that a few visits do not read all scores. */
function scoresByVisit(db: Database, { visitIds }: StudyPart) {
  return db
    .selectFrom('manual_scores')
    .where('manual_scores.visit_id', 'is not', null)
    .$if(visitIds !== undefined, (query) => query.where(isAmong('manual_scores.visit_id', visitIds ?? [])))
    .selectAll('manual_scores')
    .select('manual_scores.visit_id as of_visit')
    .unionAll(
      db
        .selectFrom('manual_scores')
        .innerJoin('photos as pictured', 'pictured.id', 'manual_scores.photo_id')
        .$if(visitIds !== undefined, (query) => query.where(isAmong('pictured.visit_id', visitIds ?? [])))
        .selectAll('manual_scores')
        .select('pictured.visit_id as of_visit'),
    );
}

/** Scores that people gave, of visits and of photos, by site, subject, visit and time of scoring. */
export async function* streamScores(db: Database, part: StudyPart): AsyncGenerator<ExportedScore, void> {
  const rows = visitsOf(db, part)
    .innerJoin(scoresByVisit(db, part).as('scores'), 'scores.of_visit', 'visit.visit_id')
    .leftJoin('photos', 'photos.id', 'scores.photo_id')
    .leftJoin('manual_scores as successors', 'successors.supersedes', 'scores.id')
    .select(PLACE_FIELDS)
    .select(PHOTO_FIELDS)
    .select([
      'scores.id',
      'scores.supersedes',
      'scores.instrument',
      'scores.value',
      'scores.items',
      'scores.definition_id',
      'scores.definition_version',
      'scores.rater',
      'scores.reason',
      'scores.scored_at',
      'scores.created_at',
      'successors.id as successor',
    ])
    .orderBy('visit.place')
    .orderBy('scores.scored_at')
    .orderBy('scores.created_at')
    .orderBy('scores.id');
  for await (const row of streamRows(rows)) {
    yield {
      place: placeFromRow(row),
      photo: row.photo_id === null ? null : photoFromRow(row as PhotoFields),
      id: row.id,
      supersedes: row.supersedes,
      isLatest: row.successor === null && row.replaced_by === null,
      instrument: row.instrument,
      value: row.value,
      items: row.items,
      definition: definitionOf(row),
      rater: row.rater,
      reason: row.reason,
      scoredAt: row.scored_at,
      createdAt: row.created_at,
    };
  }
}

function definitionOf(row: { readonly definition_id: string | null; readonly definition_version: string | null }) {
  const { definition_id: id, definition_version: version } = row;
  return id === null || version === null ? null : { id, version };
}
