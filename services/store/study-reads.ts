import { type SqlBool, sql } from 'kysely';
import type { ExportedRead, ExportedReader } from '../export/study/study-data.ts';
import { findDefinition } from '../scores/definitions.ts';
import type { AdjudicationState } from '../study/reads.ts';
import { isAmong } from './among.ts';
import type { Database } from './database.ts';
import { streamRows } from './stream-rows.ts';
import {
  PHOTO_FIELDS,
  type PhotoFields,
  PLACE_FIELDS,
  photoFromRow,
  placeFromRow,
  type StudyPart,
  visitsOf,
} from './study-rows.ts';

/** Pseudonyms, by role and key. */
export type Readers = ReadonlyMap<string, string>;

/**
 * Readers of a study by their key, numbered in the order in which they came to it, so that a later reader changes no number. Who both reads
 * and adjudicates has a number as each.
 */
export async function listReaders(db: Database, studyId: string): Promise<Readers> {
  const rows = await db
    .selectFrom('reads')
    .innerJoin('read_rounds', 'read_rounds.id', 'reads.round_id')
    .select((select) => [
      'reads.reader_key_id',
      sql<boolean>`reads.kind = 'adjudication'`.as('adjudicates'),
      select.fn.min('reads.created_at').as('first_at'),
    ])
    .where('read_rounds.study_id', '=', studyId)
    .where('reads.reader_key_id', 'is not', null)
    .groupBy(['reader_key_id', 'adjudicates'])
    .orderBy('first_at')
    .orderBy('reader_key_id')
    .execute();
  const pseudonyms = new Map<string, string>();
  const counts = { READER: 0, ADJUDICATOR: 0 };
  for (const { reader_key_id, adjudicates } of rows) {
    const role = adjudicates ? 'ADJUDICATOR' : 'READER';
    counts[role] += 1;
    pseudonyms.set(`${role} ${reader_key_id}`, `${role} ${counts[role]}`);
  }
  return pseudonyms;
}

/** Whether a version of a read, under this name, is signed. */
const isSigned = (version: string) =>
  sql<boolean>`exists (select 1 from read_signatures s where s.version_id = ${sql.ref(version)})`;

const OF_VISIT = sql<string>`coalesce(photos.visit_id, reads.unit_id)`;

/** In the order in which they were shown, without what was laid beside. */
const PICTURES = sql<
  ExportedRead['pictures']
>`(select coalesce(json_agg(json_build_object('id', p.id, 'sha256', p.stored_sha256)
  order by r.number), '[]') from read_photos r join photos p on p.id = r.photo_id
  where r.read_id = reads.id and not r.is_baseline)`;

/** Signed versions with their read and round, and the visit that they are of. */
function signedVersions(db: Database, { studyId, visitIds, withPictures = false }: StudyPart) {
  return db
    .selectFrom('read_versions')
    .innerJoin('read_signatures', 'read_signatures.version_id', 'read_versions.id')
    .innerJoin('reads', 'reads.id', 'read_versions.read_id')
    .innerJoin('read_rounds', 'read_rounds.id', 'reads.round_id')
    .leftJoin('photos', 'photos.id', 'reads.unit_id')
    .where('read_rounds.study_id', '=', studyId)
    .$if(visitIds !== undefined, (query) =>
      // Photos or visits by their ids, so that no other read is joined with anything.
      query.where(sql<SqlBool>`reads.unit_id = any(array(select unnest(${[...(visitIds ?? [])]}::uuid[])
        union all select id from photos where ${isAmong('visit_id', visitIds ?? [])}))`),
    )
    .select([
      ...(['reads.round_id', 'reads.unit_id', 'reads.kind', 'reads.position', 'reads.reader_key_id'] as const),
      ...(['read_versions.id as version_id', 'read_versions.read_id', 'read_versions.version'] as const),
      ...(['read_versions.items', 'read_versions.value', 'read_versions.definition_id'] as const),
      ...(['read_versions.definition_version', 'read_versions.machine_seen', 'read_versions.machine_value'] as const),
      ...(['read_versions.reason', 'read_versions.created_at as entered_at', 'read_versions.content_sha256'] as const),
      ...(['read_signatures.signed_at', 'read_signatures.meaning', 'read_rounds.plan'] as const),
      'read_rounds.created_at as round_at',
    ])
    .select(PHOTO_FIELDS)
    .select(OF_VISIT.as('of_visit'))
    .select(
      sql<boolean>`reads.superseded_at is null and not exists (select 1 from read_versions later where later.read_id = read_versions.read_id
        and later.version > read_versions.version and ${isSigned('later.id')})`.as('is_latest'),
    )
    .select(
      sql<AdjudicationState>`coalesce((select case when exists (select 1 from read_versions v where v.read_id = a.id
        and ${isSigned('v.id')}) then 'done' else 'waiting' end from reads a where a.round_id = reads.round_id
        and a.unit_id = reads.unit_id and a.kind = 'adjudication'), 'not_needed')`.as('adjudication'),
    )
    .$if(withPictures, (query) => query.select(PICTURES.as('pictures')));
}

/**
 * Signed versions of reads, corrected ones and repeats too, by site, subject, visit, round, unit, reader and version.
 * @param known the readers of the study, where they were listed already
 */
export async function* streamReads(db: Database, part: StudyPart, known?: Readers): AsyncGenerator<ExportedRead, void> {
  const readers = known ?? (await listReaders(db, part.studyId));
  const rows = visitsOf(db, part)
    .innerJoin(signedVersions(db, part).as('signed'), 'signed.of_visit', 'visit.visit_id')
    .selectAll('signed')
    .select(PLACE_FIELDS)
    .orderBy('visit.place')
    .orderBy('signed.round_at')
    .orderBy('signed.unit_id')
    .orderBy('signed.kind')
    .orderBy('signed.position')
    .orderBy('signed.read_id')
    .orderBy('signed.version');
  for await (const row of streamRows(rows)) {
    yield {
      place: placeFromRow(row),
      photo: row.photo_id === null ? null : photoFromRow(row as PhotoFields),
      pictures: row.pictures ?? [],
      roundId: row.round_id,
      readId: row.read_id,
      versionId: row.version_id,
      version: row.version,
      isLatest: row.is_latest,
      plan: row.plan,
      kind: row.kind,
      position: row.position,
      reader: readerOf(row, readers),
      instrument: instrumentOf(row.definition_id),
      definition: { id: row.definition_id, version: row.definition_version },
      items: row.items,
      value: row.value,
      machineSeen: row.machine_seen,
      machineValue: row.machine_value,
      adjudication: row.adjudication,
      reason: row.reason,
      enteredAt: row.entered_at,
      signedAt: row.signed_at,
      signatureMeaning: row.meaning,
      contentSha256: row.content_sha256,
    };
  }
}

function readerOf(
  { reader_key_id: id, kind }: { readonly reader_key_id: string | null; readonly kind: string },
  readers: Readers,
): ExportedReader {
  const pseudonym = readers.get(`${kind === 'adjudication' ? 'ADJUDICATOR' : 'READER'} ${id}`);
  if (id === null || pseudonym === undefined) throw new Error('A signed read has no reader.');
  return { id, pseudonym };
}

function instrumentOf(definitionId: string) {
  const definition = findDefinition(definitionId);
  if (definition === undefined) throw new Error(`There is no score ${definitionId} any more.`);
  return definition.instrument;
}
