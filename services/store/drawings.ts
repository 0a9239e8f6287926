import { sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import type { Actor } from '../study/policy.ts';
import { recorded } from './audit.ts';
import { studyOfPhoto } from './belongings.ts';
import type { Database } from './database.ts';
import type { DrawingRow } from './drawing.table.ts';
import { findLatestMeasurement, type StoredMeasurement } from './measurements.ts';
import { requestMeasurement } from './photo-work.ts';
import { findPhoto, type Photo } from './photos.ts';

/** An outline that a person drew on a photo. What is measured of it is a measurement of the photo. */
export interface StoredDrawing {
  readonly id: string;
  readonly photoId: string;
  /** The measurement that it corrects; null for an outline drawn from nothing. */
  readonly parentId: string | null;
  readonly maskSha256: string;
  readonly skinMaskSha256: string | null;
  readonly withoutLesion: boolean;
  readonly drawnBy: string;
  readonly reason: string;
  readonly createdAt: Date;
}

export type NewDrawing = Omit<StoredDrawing, 'id' | 'drawnBy' | 'createdAt'>;

function drawingFromRow(row: DrawingRow): StoredDrawing {
  return {
    id: row.id,
    photoId: row.photo_id,
    parentId: row.parent_id,
    maskSha256: row.mask_sha256,
    skinMaskSha256: row.skin_mask_sha256,
    withoutLesion: row.without_lesion,
    drawnBy: row.drawn_by,
    reason: row.reason,
    createdAt: row.created_at,
  };
}

/** The newest outline of a photo that was not withdrawn: it goes before what a model draws. */
export async function findCountingDrawing(db: Database, photoId: string): Promise<StoredDrawing | undefined> {
  const row = await db
    .selectFrom('drawings')
    .leftJoin('drawing_withdrawals', 'drawing_withdrawals.drawing_id', 'drawings.id')
    .selectAll('drawings')
    .where('drawings.photo_id', '=', photoId)
    .where('drawing_withdrawals.drawing_id', 'is', null)
    .orderBy('drawings.sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && drawingFromRow(row);
}

function isSameDrawing(drawing: StoredDrawing, drawnBy: string, asked: NewDrawing): boolean {
  const keys = Object.keys(asked) as (keyof NewDrawing)[];
  return drawing.drawnBy === drawnBy && keys.every((key) => drawing[key] === asked[key]);
}

/** Reasons for which the model refused a photo that a person may see more in. */
const A_PERSON_SEES_MORE: readonly string[] = ['unclear_lesion', 'no_skin'];

function refuseUnmeasurable({ state, refusal, id }: Photo): void {
  if (state === 'queued' || state === 'measuring') {
    throw new Refusal('conflict', `Photo ${id} is being measured: send the outline when that is done.`);
  }
  if (state === 'refused' && !A_PERSON_SEES_MORE.includes(refusal?.code ?? '')) {
    throw new Refusal('conflict', `Photo ${id} cannot be measured, whoever draws on it: ${refusal?.message}`);
  }
}

/** Whose place a correction takes has to be what counts, or two people would overwrite one another unseen. */
function refuseOvertaken(parentId: string | null, latest: StoredMeasurement | undefined): void {
  if (parentId === null || parentId === latest?.id) return;
  throw new Refusal('conflict', `That measurement no longer counts: correct ${latest?.id}, which took its place.`);
}

/** One change of what counts at a time, for each photo. */
async function lockedPhoto(db: Database, photoId: string): Promise<Photo> {
  await sql`select 1 from photos where id = ${photoId} for no key update`.execute(db);
  const photo = await findPhoto(db, photoId);
  if (photo === undefined) throw new Error(`Photo ${photoId} vanished while an outline was drawn on it.`);
  return photo;
}

const figuresOf = (measurement: StoredMeasurement | undefined) =>
  measurement && {
    measurement_id: measurement.id,
    origin: measurement.result.origin ?? 'model',
    percent_of_skin: measurement.result.lesion.percent_of_skin,
    area_cm2: measurement.result.lesion.area_cm2,
  };

/**
 * Adds an outline, then its files, and lets its photo wait to be measured by it. The same outline sent again by the same person is the one that is there.
 * @throws Refusal `conflict` while the photo is measured, where it cannot be, or where another measurement counts by now
 */
export async function addDrawing(
  db: Database,
  actor: Actor,
  { asked, keepFiles }: { readonly asked: NewDrawing; readonly keepFiles: () => Promise<void> },
): Promise<{ readonly drawing: StoredDrawing; readonly photo: Photo; readonly created: boolean }> {
  return await recorded(db, actor, async (transaction, record) => {
    const photo = await lockedPhoto(transaction, asked.photoId);
    const counting = await findCountingDrawing(transaction, photo.id);
    if (counting !== undefined && isSameDrawing(counting, actor.name, asked)) {
      return { drawing: counting, photo, created: false };
    }
    refuseUnmeasurable(photo);
    const latest = await findLatestMeasurement(transaction, photo.id);
    refuseOvertaken(asked.parentId, latest);
    const row = await transaction
      .insertInto('drawings')
      .values({
        photo_id: photo.id,
        parent_id: asked.parentId,
        mask_sha256: asked.maskSha256,
        skin_mask_sha256: asked.skinMaskSha256,
        without_lesion: asked.withoutLesion,
        drawn_by: actor.name,
        reason: asked.reason,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await keepFiles();
    const { reason, ...after } = asked;
    record({
      ...{ action: 'drawing.create', entity: 'drawing', entityId: row.id, reason },
      studyId: await studyOfPhoto(transaction, photo.id),
      before: figuresOf(latest),
      after,
    });
    return { drawing: drawingFromRow(row), photo: await waiting(transaction, photo), created: true };
  });
}

async function waiting(db: Database, photo: Photo): Promise<Photo> {
  const changed = await requestMeasurement(db, photo.id, {});
  if (changed === undefined) throw new Error(`Photo ${photo.id} began to be measured while it was locked.`);
  return changed;
}

export interface Withdrawal {
  readonly photoId: string;
  readonly measurementId: string;
  readonly reason: string;
}

/**
 * Takes back the outline of a measurement, which stays, and lets the photo wait to be measured by the outline before it, or by the model.
 * @throws Refusal `conflict` where a model drew it, where it does not count, or while the photo is measured
 */
export async function withdrawOutline(db: Database, actor: Actor, { photoId, measurementId, reason }: Withdrawal) {
  return await recorded(db, actor, async (transaction, record) => {
    const photo = await lockedPhoto(transaction, photoId);
    refuseUnmeasurable(photo);
    const latest = await findLatestMeasurement(transaction, photoId);
    const drawing = await findCountingDrawing(transaction, photoId);
    if (latest?.id !== measurementId || latest.drawingId === null || drawing?.id !== latest.drawingId) {
      throw new Refusal('conflict', 'Only an outline that a person drew, and that counts, can be withdrawn.');
    }
    await insertWithdrawal(transaction, drawing.id, { withdrawnBy: actor.name, reason });
    record({
      ...{ action: 'drawing.withdraw', entity: 'drawing', entityId: drawing.id, reason },
      studyId: await studyOfPhoto(transaction, photoId),
      before: figuresOf(latest),
    });
    return await waiting(transaction, photo);
  });
}

/** For the workers: an outline that cannot be measured does not count. */
export async function refuseDrawing(
  db: Database,
  actor: Actor,
  { drawing, reason }: { readonly drawing: StoredDrawing; readonly reason: string },
): Promise<void> {
  await recorded(db, actor, async (transaction, record) => {
    await insertWithdrawal(transaction, drawing.id, { withdrawnBy: actor.name, reason });
    const studyId = await studyOfPhoto(transaction, drawing.photoId);
    record({ action: 'drawing.refuse', entity: 'drawing', entityId: drawing.id, studyId, reason });
  });
}

async function insertWithdrawal(
  db: Database,
  drawingId: string,
  { withdrawnBy, reason }: { readonly withdrawnBy: string; readonly reason: string },
): Promise<void> {
  await db
    .insertInto('drawing_withdrawals')
    .values({ drawing_id: drawingId, withdrawn_by: withdrawnBy, reason: reason.slice(0, MOST_REASON_CHARACTERS) })
    .execute();
}
const MOST_REASON_CHARACTERS = 500;
