import { Refusal } from '../refusal.ts';
import { adjudicationLimit, type Protocol, type ReadPlan } from '../study/protocol.ts';
import { faultOfReaders, type RoundPlan, readOrder } from '../study/reads.ts';
import { type Database, inTransaction } from './database.ts';

interface ReadUnit {
  readonly id: string;
  readonly photoIds: readonly string[];
  /** Of the subject's first visit, where they are laid beside. */
  readonly baselinePhotoIds: readonly string[];
}

export interface ReadRound {
  readonly id: string;
  readonly plan: RoundPlan;
  readonly units: number;
  readonly reads: number;
}

/** Photos that can be read, with their place; a refused one is for the site to take again. */
async function listStudyPhotos(db: Database, studyId: string) {
  return await db
    .selectFrom('photos')
    .innerJoin('visits', 'visits.id', 'photos.visit_id')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .select(['photos.id', 'photos.body_region', 'photos.view', 'visits.id as visit_id', 'visits.sequence'])
    .select('visits.subject_id')
    .where('subjects.study_id', '=', studyId)
    .where('photos.state', 'not in', ['refused', 'failed'])
    .where('photos.replaced_by', 'is', null)
    .orderBy('visits.subject_id')
    .orderBy('visits.sequence')
    .orderBy('photos.created_at')
    .orderBy('photos.id')
    .execute();
}
type StudyPhoto = Awaited<ReturnType<typeof listStudyPhotos>>[number];

/** What there is to read, whatever was read before. */
function unitsOf(photos: readonly StudyPhoto[], { unit, side_by_side: sideBySide }: ReadPlan): readonly ReadUnit[] {
  const unitOf = (photo: StudyPhoto): string => (unit === 'photo' ? photo.id : photo.visit_id);
  const baselines = new Map<string, StudyPhoto[]>();
  for (const photo of photos) {
    const known = baselines.get(photo.subject_id) ?? [];
    // Sorted by visit: the first photo of a subject is of the first visit.
    if (known.length === 0 || known[0].visit_id === photo.visit_id) baselines.set(photo.subject_id, [...known, photo]);
  }
  const units = new Map<string, StudyPhoto[]>();
  for (const photo of photos) units.set(unitOf(photo), [...(units.get(unitOf(photo)) ?? []), photo]);
  return [...units].map(([id, own]) => {
    const beside = (baselines.get(own[0].subject_id) ?? []).filter(
      (photo) =>
        photo.visit_id !== own[0].visit_id &&
        (unit === 'visit' || (photo.body_region === own[0].body_region && photo.view === own[0].view)),
    );
    return {
      id,
      photoIds: own.map((photo) => photo.id),
      baselinePhotoIds: sideBySide ? beside.map((photo) => photo.id) : [],
    };
  });
}

async function readBefore(db: Database, studyId: string, definition: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('reads')
    .innerJoin('read_rounds', 'read_rounds.id', 'reads.round_id')
    .select(['reads.unit_id', 'read_rounds.plan'])
    .where('read_rounds.study_id', '=', studyId)
    .where('reads.superseded_at', 'is', null)
    .execute();
  return new Set(rows.filter(({ plan }) => plan.definition === definition).map(({ unit_id }) => unit_id));
}

async function refuseOtherReaders(db: Database, studyId: string, keyIds: readonly string[]): Promise<void> {
  const members = await db
    .selectFrom('api_keys')
    .innerJoin('study_members', 'study_members.api_key_id', 'api_keys.id')
    .select('api_keys.id')
    .where('study_members.study_id', '=', studyId)
    .where('study_members.ended_at', 'is', null)
    .where('api_keys.role', '=', 'rater')
    .where('api_keys.revoked_at', 'is', null)
    .where('api_keys.id', 'in', [...keyIds])
    .execute();
  const unknown = keyIds.filter((keyId) => !members.some(({ id }) => id === keyId));
  if (unknown.length === 0) return;
  throw new Refusal('invalid_request', `No rater of this study has the id ${unknown.join(', ')}.`);
}

export interface NewRound {
  readonly studyId: string;
  readonly protocol: Protocol;
  readonly seed: string;
  readonly readerKeyIds: readonly string[];
}

/** Gives every reader what is new to be read, in an order of their own. */
export async function insertReadRound(db: Database, round: NewRound): Promise<ReadRound> {
  const { studyId, protocol, seed, readerKeyIds } = round;
  const { reads } = protocol;
  if (reads === undefined) throw new Refusal('conflict', "The study's protocol plans no reads.");
  if (new Set(readerKeyIds).size < readerKeyIds.length)
    throw new Refusal('invalid_request', 'A reader is named twice.');
  const fault = faultOfReaders(reads, readerKeyIds.length);
  if (fault !== undefined) throw new Refusal('invalid_request', fault);
  const plan: RoundPlan = { ...reads, adjudication_limit: limitOf(protocol, reads) };
  return await inTransaction(db, async (transaction) => {
    // One round at a time, so that two cannot hand out the same units.
    await transaction.selectFrom('studies').select('id').where('id', '=', studyId).forUpdate().execute();
    await refuseOtherReaders(transaction, studyId, readerKeyIds);
    const before = await readBefore(transaction, studyId, reads.definition);
    const all = unitsOf(await listStudyPhotos(transaction, studyId), reads);
    const units = all.filter(({ id }) => !before.has(id));
    if (units.length === 0) throw new Refusal('conflict', 'There is nothing new to read.');
    const { id } = await transaction
      .insertInto('read_rounds')
      .values({ study_id: studyId, seed, plan: JSON.stringify(plan) })
      .returning('id')
      .executeTakeFirstOrThrow();
    let count = 0;
    for (const readerKeyId of readerKeyIds) {
      count += await handOut(transaction, { roundId: id, seed, plan, readerKeyId, units });
    }
    return { id, plan, units: units.length, reads: count };
  });
}

function limitOf(protocol: Protocol, { design, adjudicate_machine }: ReadPlan): number | null {
  const isAdjudicated =
    design === 'two_readers' || adjudicate_machine || protocol.thresholds.adjudication !== undefined;
  return isAdjudicated ? (adjudicationLimit(protocol) ?? null) : null;
}

interface HandOut {
  readonly roundId: string;
  readonly seed: string;
  readonly plan: RoundPlan;
  readonly readerKeyId: string;
  readonly units: readonly ReadUnit[];
}

/** PostgreSQL takes 65,535 parameters in a statement. */
const ROWS_AT_ONCE = 5_000;

async function handOut(db: Database, { roundId, seed, plan, readerKeyId, units }: HandOut): Promise<number> {
  const unitIds = units.map(({ id }) => id);
  const order = readOrder(seed, readerKeyId, { unitIds, repeatPercent: plan.repeat_percent });
  for (let from = 0; from < order.length; from += ROWS_AT_ONCE) {
    const rows = order.slice(from, from + ROWS_AT_ONCE).map(({ unitId, kind }, index) => ({
      ...{ round_id: roundId, reader_key_id: readerKeyId, kind, unit_id: unitId },
      position: from + index + 1,
    }));
    const added = await db.insertInto('reads').values(rows).returning(['id', 'unit_id']).execute();
    const photos = added.flatMap(({ id, unit_id }) =>
      photosOf(
        id,
        units.find((unit) => unit.id === unit_id),
      ),
    );
    for (let at = 0; at < photos.length; at += ROWS_AT_ONCE) {
      await db
        .insertInto('read_photos')
        .values(photos.slice(at, at + ROWS_AT_ONCE))
        .execute();
    }
  }
  return order.length;
}

function photosOf(readId: string, unit: ReadUnit | undefined) {
  const { photoIds = [], baselinePhotoIds = [] } = unit ?? {};
  const all = [
    ...photoIds.map((photoId) => ({ photoId, isBaseline: false })),
    ...baselinePhotoIds.map((photoId) => ({ photoId, isBaseline: true })),
  ];
  return all.map(({ photoId, isBaseline }, index) => ({
    ...{ read_id: readId, number: index + 1, photo_id: photoId, is_baseline: isBaseline },
  }));
}
