import type { Belonging } from '../study/policy.ts';
import type { Database } from './database.ts';

/** What a request may name by id. */
export const THINGS = [
  'study',
  'site',
  'subject',
  'visit',
  'photo',
  'measurement',
  'comparison',
  'read',
  'query',
] as const;
export type Thing = (typeof THINGS)[number];

export interface StudyBelonging extends Belonging {
  /** The study takes nothing new. */
  readonly locked: boolean;
}

interface Found {
  readonly study_id: string | null;
  readonly site_id: string | null;
  readonly locked_at: Date | null;
  readonly reader_key_id?: string | null;
  readonly raiser_key_id?: string | null;
}

function visitsWithStudy(db: Database) {
  return db
    .selectFrom('visits')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .leftJoin('studies', 'studies.id', 'subjects.study_id')
    .select(['subjects.study_id', 'subjects.site_id', 'studies.locked_at']);
}

type Finder = (db: Database, id: string) => Promise<Found | undefined>;

async function ofVisit(db: Database, id: string): Promise<Found | undefined> {
  return await visitsWithStudy(db).where('visits.id', '=', id).executeTakeFirst();
}

const NO_STUDY: Found = { study_id: null, site_id: null, locked_at: null };

async function ofPhoto(db: Database, id: string): Promise<Found | undefined> {
  const photo = await db.selectFrom('photos').select('visit_id').where('id', '=', id).executeTakeFirst();
  if (photo === undefined) return undefined;
  return photo.visit_id === null ? NO_STUDY : await ofVisit(db, photo.visit_id);
}

/** Null for a photo of no study. */
export async function studyOfPhoto(db: Database, photoId: string): Promise<string | null> {
  return (await ofPhoto(db, photoId))?.study_id ?? null;
}

const FINDERS: Readonly<Record<Thing, Finder>> = {
  async study(db, id) {
    const study = await db.selectFrom('studies').select('locked_at').where('id', '=', id).executeTakeFirst();
    return study && { study_id: id, site_id: null, locked_at: study.locked_at };
  },
  site: async (db, id) =>
    await db
      .selectFrom('sites')
      .innerJoin('studies', 'studies.id', 'sites.study_id')
      .select(['sites.study_id', 'sites.id as site_id', 'studies.locked_at'])
      .where('sites.id', '=', id)
      .executeTakeFirst(),
  subject: async (db, id) =>
    await db
      .selectFrom('subjects')
      .leftJoin('studies', 'studies.id', 'subjects.study_id')
      .select(['subjects.study_id', 'subjects.site_id', 'studies.locked_at'])
      .where('subjects.id', '=', id)
      .executeTakeFirst(),
  visit: ofVisit,
  photo: ofPhoto,
  async measurement(db, id) {
    const row = await db.selectFrom('measurements').select('photo_id').where('id', '=', id).executeTakeFirst();
    return row && (await ofPhoto(db, row.photo_id));
  },
  /** Both sides of a comparison are of one subject. */
  async comparison(db, id) {
    const comparison = await db
      .selectFrom('comparisons')
      .select('baseline_visit_id')
      .where('id', '=', id)
      .executeTakeFirst();
    if (comparison === undefined) return undefined;
    return comparison.baseline_visit_id === null ? NO_STUDY : await ofVisit(db, comparison.baseline_visit_id);
  },
  async read(db, id) {
    const read = await db
      .selectFrom('reads')
      .innerJoin('read_rounds', 'read_rounds.id', 'reads.round_id')
      .innerJoin('studies', 'studies.id', 'read_rounds.study_id')
      .select(['read_rounds.study_id', 'studies.locked_at', 'reads.reader_key_id'])
      .where('reads.id', '=', id)
      .executeTakeFirst();
    return read && { ...read, site_id: null };
  },
  async query(db, id) {
    const query = await db
      .selectFrom('photo_queries')
      .innerJoin('photo_query_steps', 'photo_query_steps.query_id', 'photo_queries.id')
      .select(['photo_queries.photo_id', 'photo_query_steps.by_key_id as raiser_key_id'])
      .where('photo_queries.id', '=', id)
      .where('photo_query_steps.number', '=', 1)
      .executeTakeFirst();
    const photo = query && (await ofPhoto(db, query.photo_id));
    return photo && { ...photo, raiser_key_id: query.raiser_key_id };
  },
};

/** The study and site that a thing belongs to; undefined where there is no such thing. */
export async function findBelonging(db: Database, thing: Thing, id: string): Promise<StudyBelonging | undefined> {
  const row = await FINDERS[thing](db, id);
  if (row === undefined) return undefined;
  return {
    studyId: row.study_id,
    siteId: thing === 'study' || thing === 'read' ? 'any' : row.site_id,
    ...(row.reader_key_id !== undefined && { reader: { keyId: row.reader_key_id } }),
    ...(row.raiser_key_id !== undefined && { raiser: { keyId: row.raiser_key_id } }),
    locked: row.locked_at !== null,
  };
}
