import { sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import type { Database } from './database.ts';
import { findPhoto, type Photo } from './photos.ts';

interface Replacement {
  readonly oldId: string;
  readonly newId: string;
}

/** What became of the reads of a replaced photo. */
export interface ReplacedReads {
  /** Not signed by anybody: they show the new photo. */
  readonly reads_shown_new: number;
  /** Their unit was signed by somebody: they count no longer, and the unit is handed out again. */
  readonly reads_superseded: number;
}

function faultOf(before: Photo, after: Photo): string | undefined {
  if (before.id === after.id) return 'A photo cannot replace itself.';
  if (before.replacedBy !== null) return `That photo was replaced already, by ${before.replacedBy}.`;
  if (after.replacedBy !== null) return `The replacing photo was itself replaced, by ${after.replacedBy}.`;
  if (before.visitId !== after.visitId) return 'The two photos are of different visits.';
  if (before.condition !== after.condition) return 'The two photos are of different conditions.';
  return after.createdAt < before.createdAt
    ? 'The replacing photo was sent before the one that it replaces.'
    : undefined;
}

/**
 * Puts a photo in the place of another, which stays and counts no longer. A photo of a wrong region or view is replaced by one of the
 * right one, so that these may differ.
 * @throws Refusal `invalid_request` for a photo that cannot take the place
 */
export async function replacePhoto(db: Database, { oldId, newId }: Replacement): Promise<ReplacedReads> {
  await sql`select 1 from photos where id in (${oldId}, ${newId}) order by id for no key update`.execute(db);
  const [before, after] = [await findPhoto(db, oldId), await findPhoto(db, newId)];
  if (before === undefined || after === undefined)
    throw new Refusal('not_found', `There is no photo with the id ${newId}.`);
  const fault = faultOf(before, after);
  if (fault !== undefined) throw new Refusal('invalid_request', fault);
  const isTaken = await db.selectFrom('photos').select('id').where('replaced_by', '=', newId).executeTakeFirst();
  if (isTaken) throw new Refusal('invalid_request', `That photo replaces another one already: ${isTaken.id}.`);
  await db.updateTable('photos').set({ replaced_by: newId }).where('id', '=', oldId).execute();
  return await replaceInReads(db, { oldId, newId });
}

async function readsShowing(db: Database, photoId: string) {
  return await db
    .selectFrom('read_photos')
    .innerJoin('reads', 'reads.id', 'read_photos.read_id')
    .select(['reads.id', 'reads.round_id', 'reads.unit_id', 'read_photos.is_baseline'])
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('read_versions')
            .innerJoin('read_signatures', 'read_signatures.version_id', 'read_versions.id')
            .select('read_versions.id')
            .whereRef('read_versions.read_id', '=', 'reads.id'),
        )
        .as('is_signed'),
    )
    .where('read_photos.photo_id', '=', photoId)
    .where('reads.superseded_at', 'is', null)
    .execute();
}
type ShowingRead = Awaited<ReturnType<typeof readsShowing>>[number];

/** A unit is read by all of its readers from the same pictures, or is handed out again. */
async function replaceInReads(db: Database, { oldId, newId }: Replacement): Promise<ReplacedReads> {
  await lockReadsOf(db, oldId);
  const reads = await readsShowing(db, oldId);
  const ownReads = reads.filter(({ is_baseline }) => !is_baseline);
  const keyOf = ({ round_id, unit_id }: ShowingRead) => `${round_id} ${unit_id}`;
  const settled = new Set(ownReads.filter(({ is_signed }) => is_signed).map(keyOf));
  for (const each of await unitsThatHave(db, newId, ownReads)) settled.add(keyOf(each));
  const superseded = ownReads.filter((read) => settled.has(keyOf(read)));
  const shownNew = [
    ...ownReads.filter((read) => !settled.has(keyOf(read))),
    // Laid beside it is no more than that: a signed read stands, with what it showed.
    ...reads.filter(({ is_baseline, is_signed }) => is_baseline && !is_signed),
  ];
  await supersede(db, superseded);
  await showNew(db, shownNew, { oldId, newId });
  return { reads_shown_new: shownNew.length, reads_superseded: superseded.length };
}

/** Nobody enters or signs a read of the photo meanwhile; in the order in which signing locks. */
async function lockReadsOf(db: Database, photoId: string): Promise<void> {
  await sql`select 1 from read_rounds where id in
    (select round_id from reads join read_photos on read_photos.read_id = reads.id where photo_id = ${photoId})
    order by id for update`.execute(db);
  await sql`select 1 from reads where id in (select read_id from read_photos where photo_id = ${photoId})
    order by id for update`.execute(db);
}

/** Where the new photo is a unit of its own in the same round, it is read there. */
async function unitsThatHave(db: Database, newId: string, reads: readonly ShowingRead[]) {
  const rows = await db.selectFrom('reads').select('round_id').where('unit_id', '=', newId).execute();
  const rounds = new Set(rows.map(({ round_id }) => round_id));
  return reads.filter(({ round_id }) => rounds.has(round_id));
}

async function supersede(db: Database, reads: readonly ShowingRead[]): Promise<void> {
  if (reads.length === 0) return;
  const ids = reads.map(({ id }) => id);
  await db.updateTable('reads').set({ superseded_at: sql`now()` }).where('id', 'in', ids).execute();
}

async function showNew(db: Database, reads: readonly ShowingRead[], { oldId, newId }: Replacement): Promise<void> {
  if (reads.length === 0) return;
  const ids = reads.map(({ id }) => id);
  await db
    .updateTable('read_photos')
    .set({ photo_id: newId, replaced_at: sql`clock_timestamp()` })
    .where('read_id', 'in', ids)
    .where('photo_id', '=', oldId)
    .execute();
  await db.updateTable('reads').set({ unit_id: newId }).where('id', 'in', ids).where('unit_id', '=', oldId).execute();
}
