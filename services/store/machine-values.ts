import { sql } from 'kysely';
import { machineScoreOfPhoto, machineScoreOfVisit } from '../scores/machine-score.ts';
import type { ScoredLesions } from '../scores/machine-vasi.ts';
import type { VisitPhoto } from '../scores/visit-vasi.ts';
import type { ReadPlan } from '../study/protocol.ts';
import type { Database } from './database.ts';

/**
 * Photos with what the machine scores them by, in order of upload. A photo that waits for a new measurement still has its old one, which
 * no longer answers what is asked.
 */
function scoredPhotos(db: Database) {
  const latest = db
    .selectFrom('measurements')
    .leftJoin('measurements as successors', 'successors.supersedes', 'measurements.id')
    .where('successors.id', 'is', null)
    .select(['measurements.photo_id', 'measurements.result']);
  return db
    .selectFrom('photos')
    .leftJoin(latest.as('latest'), (join) =>
      join.onRef('latest.photo_id', '=', 'photos.id').on('photos.state', '=', 'measured'),
    )
    .select(['photos.id', 'photos.visit_id', 'photos.body_region', 'photos.view', 'photos.illumination'])
    .select(lesionsOf('latest.result').as('scored'))
    .orderBy('photos.created_at')
    .orderBy('photos.id');
}
type ScoredPhotoRow = Awaited<ReturnType<ReturnType<typeof scoredPhotos>['execute']>>[number];

/** Of a measurement's result what scores are made of: the rest is many times as large. */
export function lesionsOf(column: string) {
  const result = sql.ref(column);
  return sql<ScoredLesions | null>`case when ${result} is not null then jsonb_build_object(
    'condition', ${result} -> 'condition',
    'lesion', (${result} -> 'lesion') - 'uncertainty' - 'curvature' - 'bsa_routes') end`;
}

function visitPhotoFromRow(row: ScoredPhotoRow): VisitPhoto {
  return {
    id: row.id,
    region: row.body_region,
    view: row.view,
    illumination: row.illumination,
    measurement: row.scored,
  };
}

/** Photos of visits by visit, in order of upload; a visit without any is not among them. */
export async function listVisitPhotos(
  db: Database,
  visitIds: readonly string[],
): Promise<ReadonlyMap<string, readonly VisitPhoto[]>> {
  const rows = await scoredPhotos(db)
    .where(sql<boolean>`photos.visit_id = any(${[...visitIds]}::uuid[])`)
    .execute();
  const photos = new Map<string, VisitPhoto[]>();
  for (const row of rows) {
    const visitId = row.visit_id ?? '';
    const known = photos.get(visitId);
    if (known === undefined) photos.set(visitId, [visitPhotoFromRow(row)]);
    else known.push(visitPhotoFromRow(row));
  }
  return photos;
}

/** The machine's values for what is read, as they are now, in the units of the score, by unit; null where it has none. */
export async function findMachineValues(
  db: Database,
  { definition, unit }: Pick<ReadPlan, 'definition' | 'unit'>,
  unitIds: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  if (unit === 'visit') {
    const photos = await listVisitPhotos(db, unitIds);
    return new Map(unitIds.map((id) => [id, machineScoreOfVisit(definition, photos.get(id) ?? [])]));
  }
  const rows = await scoredPhotos(db)
    .where(sql<boolean>`photos.id = any(${[...unitIds]}::uuid[])`)
    .execute();
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
