import { type SqlBool, sql } from 'kysely';
import type { Condition } from '../domain/condition.ts';
import { machineScoreOfPhoto, machineScoreOfVisit } from '../scores/machine-score.ts';
import type { ScoredLesions } from '../scores/machine-vasi.ts';
import type { VisitPhoto } from '../scores/visit-surfaces.ts';
import type { ReadPlan } from '../study/protocol.ts';
import { isAmong } from './among.ts';
import type { Database } from './database.ts';

/** Whose outlines: those that count, whoever drew them, or the newest of a model's alone. */
export type WhoseOutlines = 'counting' | 'model';

/**
 * What of a result scores are made of: the rest is many times as large. One measurement for each photo. No sorting and no grouping, so
 * that of a join with a few photos only theirs are looked at.
 */
export function latestLesions(db: Database, outlines: WhoseOutlines = 'counting') {
  return db
    .selectFrom('measurements')
    .where(outlines === 'counting' ? NOT_SUPERSEDED : NEWEST_OF_A_MODEL)
    .select([
      ...(['measurements.id', 'measurements.photo_id', 'measurements.measured_at'] as const),
      ...(['measurements.model_name', 'measurements.model_version', 'measurements.model_sha256'] as const),
      ...(['measurements.pipeline_version', 'measurements.measured_condition', 'measurements.tone_class'] as const),
      ...(['measurements.skin_pixels', 'measurements.lesion_pixels', 'measurements.bsa_percent'] as const),
      ...(['measurements.mean_depigmentation_percent', 'measurements.patch_pixels'] as const),
      'measurements.patch_depigmentation_percent',
    ]);
}

const NOT_SUPERSEDED = sql<SqlBool>`not exists (select from measurements later where later.supersedes = measurements.id)`;
const NEWEST_OF_A_MODEL = sql<SqlBool>`measurements.drawing_id is null and not exists (
  select from measurements later where later.photo_id = measurements.photo_id and later.drawing_id is null
    and (later.measured_at, later.id) > (measurements.measured_at, measurements.id))`;

/** Columns of `latestLesions` that a score is made of, by the name under which it was joined. */
export const LESION_FIELDS = [
  'latest.measured_condition',
  'latest.lesion_pixels',
  'latest.bsa_percent',
  'latest.mean_depigmentation_percent',
  'latest.patch_pixels',
  'latest.patch_depigmentation_percent',
] as const;

interface LesionRow {
  readonly measured_condition: Condition | null;
  readonly lesion_pixels: number | null;
  readonly bsa_percent: number | null;
  readonly mean_depigmentation_percent: number | null;
  readonly patch_pixels: readonly number[] | null;
  readonly patch_depigmentation_percent: readonly (number | null)[] | null;
}

/** Null where a photo has no measurement that answers what is asked of it now. */
export function lesionsFromRow(row: LesionRow): ScoredLesions | null {
  const { measured_condition: condition, lesion_pixels: pixels, patch_pixels, patch_depigmentation_percent } = row;
  if (condition === null || pixels === null || patch_pixels === null) return null;
  const depigmentation = patch_depigmentation_percent ?? [];
  return {
    condition,
    lesion: {
      pixels,
      bsa_percent: row.bsa_percent,
      mean_depigmentation_percent: row.mean_depigmentation_percent,
      patches: patch_pixels.map((each, index) => ({
        pixels: each,
        mean_depigmentation_percent: depigmentation[index] ?? null,
      })),
    },
  };
}

/** In order of upload. A photo that waits for a new measurement still has its old one, which no longer answers what is asked. */
export function scoredPhotos(db: Database, outlines: WhoseOutlines = 'counting') {
  return db
    .selectFrom('photos')
    .leftJoin(latestLesions(db, outlines).as('latest'), (join) =>
      join.onRef('latest.photo_id', '=', 'photos.id').on('photos.state', '=', 'measured'),
    )
    .select([
      'photos.id',
      'photos.visit_id',
      'photos.body_region',
      'photos.view',
      'photos.illumination',
      'photos.replaced_by',
    ])
    .select(LESION_FIELDS)
    .orderBy('photos.created_at')
    .orderBy('photos.id');
}
type ScoredPhotoRow = Awaited<ReturnType<ReturnType<typeof scoredPhotos>['execute']>>[number];

export function visitPhotoFromRow(row: ScoredPhotoRow): VisitPhoto {
  return {
    id: row.id,
    region: row.body_region,
    view: row.view,
    illumination: row.illumination,
    isReplaced: row.replaced_by !== null,
    measurement: lesionsFromRow(row),
  };
}

/** Photos of visits by visit, in order of upload; a visit without any is not among them. */
export async function listVisitPhotos(
  db: Database,
  visitIds: readonly string[],
  outlines: WhoseOutlines = 'counting',
): Promise<ReadonlyMap<string, readonly VisitPhoto[]>> {
  const rows = await scoredPhotos(db, outlines).where(isAmong('photos.visit_id', visitIds)).execute();
  const photos = new Map<string, VisitPhoto[]>();
  for (const row of rows) {
    const visitId = row.visit_id ?? '';
    const known = photos.get(visitId);
    if (known === undefined) photos.set(visitId, [visitPhotoFromRow(row)]);
    else known.push(visitPhotoFromRow(row));
  }
  return photos;
}

/**
 * The machine's values for what is read, as they are now, in the units of the score, by unit; null where it has none. They are the
 * model's own: an outline that a person corrected is no machine's, and readers are compared with a machine.
 */
export async function findMachineValues(
  db: Database,
  { definition, unit }: Pick<ReadPlan, 'definition' | 'unit'>,
  unitIds: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  if (unit === 'visit') {
    const photos = await listVisitPhotos(db, unitIds, 'model');
    return new Map(unitIds.map((id) => [id, machineScoreOfVisit(definition, photos.get(id) ?? [])]));
  }
  const rows = await scoredPhotos(db, 'model').where(isAmong('photos.id', unitIds)).execute();
  return new Map(rows.map((row) => [row.id, machineScoreOfPhoto(definition, visitPhotoFromRow(row))]));
}

/** The same for one unit. */
export async function findMachineValue(
  db: Database,
  plan: Pick<ReadPlan, 'definition' | 'unit'>,
  unitId: string,
): Promise<number | null> {
  return (await findMachineValues(db, plan, [unitId])).get(unitId) ?? null;
}
