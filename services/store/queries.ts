import { sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import { type Actor, READERS } from '../study/policy.ts';
import { faultOfStep, type QueryReason, type QueryState, type QueryStepKind, stateAfter } from '../study/queries.ts';
import { recorded } from './audit.ts';
import type { Database } from './database.ts';
import { replacePhoto } from './replace-photo.ts';

export interface QueryStep {
  readonly kind: QueryStepKind;
  readonly text: string | null;
  readonly replacingPhotoId: string | null;
  readonly byKeyId: string | null;
  readonly byName: string;
  readonly byRole: string;
  readonly at: Date;
}

/** A question to a site about one photo. */
export interface PhotoQuery {
  readonly id: string;
  readonly studyId: string;
  readonly siteId: string | null;
  readonly photoId: string;
  /** The read in which a reader saw the photo, and which picture of it; null where an administrator raised it. */
  readonly seenIn: { readonly readId: string; readonly number: number } | null;
  readonly reason: QueryReason;
  readonly state: QueryState;
  /** Oldest first. */
  readonly steps: readonly QueryStep[];
}

export interface NewQuery {
  readonly studyId: string;
  readonly photoId: string;
  readonly seenIn: PhotoQuery['seenIn'];
  readonly reason: QueryReason;
  readonly text: string | undefined;
}

function queriesWithSite(db: Database) {
  return db
    .selectFrom('photo_queries')
    .innerJoin('photos', 'photos.id', 'photo_queries.photo_id')
    .innerJoin('visits', 'visits.id', 'photos.visit_id')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .selectAll('photo_queries')
    .select('subjects.site_id')
    .orderBy('photo_queries.created_at')
    .orderBy('photo_queries.id');
}
type QueryRow = Awaited<ReturnType<ReturnType<typeof queriesWithSite>['execute']>>[number];

async function withSteps(db: Database, rows: readonly QueryRow[]): Promise<readonly PhotoQuery[]> {
  if (rows.length === 0) return [];
  const steps = new Map<string, QueryStep[]>(rows.map(({ id }) => [id, []]));
  const found = await db
    .selectFrom('photo_query_steps')
    .selectAll()
    .where('query_id', 'in', [...steps.keys()])
    .orderBy('number')
    .execute();
  for (const row of found) {
    steps.get(row.query_id)?.push({
      ...{ kind: row.kind, text: row.body, replacingPhotoId: row.replacing_photo_id, at: row.created_at },
      ...{ byKeyId: row.by_key_id, byName: row.by_name, byRole: row.by_role },
    });
  }
  return rows.map((row) => {
    const taken = steps.get(row.id) ?? [];
    const { read_id: readId, photo_number: number } = row;
    return {
      ...{ id: row.id, studyId: row.study_id, siteId: row.site_id, photoId: row.photo_id, reason: row.reason },
      seenIn: readId === null || number === null ? null : { readId, number },
      state: stateAfter(taken.at(-1)?.kind ?? 'raise'),
      steps: taken,
    };
  });
}

export async function findQuery(db: Database, id: string): Promise<PhotoQuery | undefined> {
  const row = await queriesWithSite(db).where('photo_queries.id', '=', id).executeTakeFirst();
  return row && (await withSteps(db, [row]))[0];
}

/** The queries that somebody may see, oldest first: of the own studies and sites; for a reader those that this key raised. */
export async function listQueries(db: Database, { keyId, role, scope }: Actor): Promise<readonly PhotoQuery[]> {
  if (scope !== 'all' && scope.length === 0) return [];
  let rows = queriesWithSite(db);
  if (scope !== 'all') {
    rows = rows.where((where) =>
      where.or(
        scope.map(({ studyId, siteId }) =>
          where.and([
            where('photo_queries.study_id', '=', studyId),
            ...(siteId === null ? [] : [where('subjects.site_id', '=', siteId)]),
          ]),
        ),
      ),
    );
  }
  const queries = await withSteps(db, await rows.execute());
  return READERS.includes(role) ? queries.filter(({ steps }) => steps[0]?.byKeyId === keyId) : queries;
}

/** Asks a site about a photo. */
export async function raiseQuery(db: Database, actor: Actor, query: NewQuery): Promise<PhotoQuery> {
  const { studyId, photoId, seenIn, reason, text } = query;
  if (reason === 'other' && text === undefined) {
    throw new Refusal('invalid_request', 'For another reason say which, in text.');
  }
  return await recorded(db, actor, async (transaction, record) => {
    const { id } = await transaction
      .insertInto('photo_queries')
      .values({
        ...{ study_id: studyId, photo_id: photoId, reason },
        ...{ read_id: seenIn?.readId ?? null, photo_number: seenIn?.number ?? null },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await insertStep(transaction, actor, { queryId: id, number: 1, kind: 'raise', text });
    const after = { photo_id: photoId, reason, text: text ?? null, read_id: seenIn?.readId ?? null };
    record({ action: 'query.raise', entity: 'query', entityId: id, studyId, after });
    return await requireQuery(transaction, id);
  });
}

async function requireQuery(db: Database, id: string): Promise<PhotoQuery> {
  const query = await findQuery(db, id);
  if (query === undefined) throw new Error(`Query ${id} vanished.`);
  return query;
}

interface NewStep {
  readonly queryId: string;
  readonly number: number;
  readonly kind: QueryStepKind;
  readonly text?: string | undefined;
  readonly replacingPhotoId?: string | undefined;
}

async function insertStep(db: Database, actor: Actor, step: NewStep): Promise<void> {
  await db
    .insertInto('photo_query_steps')
    .values({
      ...{ query_id: step.queryId, number: step.number, kind: step.kind, body: step.text ?? null },
      replacing_photo_id: step.replacingPhotoId ?? null,
      ...{ by_key_id: actor.keyId, by_name: actor.name, by_role: actor.role },
    })
    .execute();
}

export interface TakenStep {
  readonly id: string;
  readonly kind: Exclude<QueryStepKind, 'raise'>;
  readonly text?: string | undefined;
  /** Of an answer: the photo that was taken again. */
  readonly replacingPhotoId?: string | undefined;
}

/**
 * Answers, closes or reopens a query. An answer with a photo puts that one in the place of the old one.
 * @throws Refusal `conflict` where the query does not stand so, `invalid_request` for a photo that cannot take the place
 */
export async function takeStep(db: Database, actor: Actor, step: TakenStep): Promise<PhotoQuery> {
  const { id, kind, text, replacingPhotoId } = step;
  return await recorded(db, actor, async (transaction, record) => {
    // The study first, as whoever hands out reads locks it before photos.
    await sql`select 1 from studies where id = (select study_id from photo_queries where id = ${id}) for share`.execute(
      transaction,
    );
    await transaction.selectFrom('photo_queries').select('id').where('id', '=', id).forUpdate().execute();
    const query = await requireQuery(transaction, id);
    const fault = faultOfStep(query.state, kind);
    if (fault !== undefined) throw new Refusal('conflict', fault);
    const common = { entity: 'query', entityId: id, studyId: query.studyId };
    if (replacingPhotoId !== undefined) {
      const replaced = await replacePhoto(transaction, { oldId: query.photoId, newId: replacingPhotoId });
      const after = { replaced_by: replacingPhotoId, ...replaced };
      record({ action: 'photo.replace', entity: 'photo', entityId: query.photoId, studyId: query.studyId, after });
    }
    await insertStep(transaction, actor, { queryId: id, number: query.steps.length + 1, kind, text, replacingPhotoId });
    const after = await requireQuery(transaction, id);
    record({
      ...{ ...common, action: `query.${kind}`, before: { state: query.state } },
      after: { state: after.state, text: text ?? null, replacing_photo_id: replacingPhotoId ?? null },
    });
    return after;
  });
}
