import type { ScoreItems } from '../scores/read-items.ts';
import type { Actor } from '../study/policy.ts';
import type { MachineSeen, ReadKind, RoundPlan, SignatureMeaning } from '../study/reads.ts';
import { isAmong } from './among.ts';
import type { Database } from './database.ts';
import { type Photo, photoFromRow } from './photos.ts';

export interface ReadSignature {
  readonly signerKeyId: string;
  readonly signer: string;
  readonly meaning: SignatureMeaning;
  readonly signedAt: Date;
  readonly contentSha256: string;
  readonly signatureSha256: string;
}

export interface ReadVersion {
  readonly id: string;
  readonly version: number;
  readonly items: ScoreItems;
  readonly value: number;
  readonly definition: { readonly id: string; readonly version: string };
  readonly machineSeen: MachineSeen;
  /** As it was shown; null where it was not, or where there was none. */
  readonly machineValue: number | null;
  readonly reason: string | null;
  readonly contentSha256: string;
  readonly createdAt: Date;
  readonly signature: ReadSignature | null;
}

export interface Read {
  readonly id: string;
  readonly roundId: string;
  readonly studyId: string;
  readonly plan: RoundPlan;
  readonly readerKeyId: string | null;
  readonly kind: ReadKind;
  readonly unitId: string;
  readonly position: number;
  /** A picture was replaced after somebody had signed: it counts no longer. */
  readonly isSuperseded: boolean;
  /** Oldest first. */
  readonly versions: readonly ReadVersion[];
}

export interface ReadPhoto {
  readonly number: number;
  readonly isBaseline: boolean;
  /** When it took the place of the photo that the read was handed out with; null where it did not. */
  readonly replacedAt: Date | null;
  readonly photo: Photo;
}

export function isSigned({ versions }: Pick<Read, 'versions'>): boolean {
  return versions.some(({ signature }) => signature !== null);
}

/** The newest version that is signed: what counts. */
export function signedVersion({ versions }: Pick<Read, 'versions'>): ReadVersion | undefined {
  return versions.findLast(({ signature }) => signature !== null);
}

export const READ_STATES = ['open', 'entered', 'signed'] as const;
/** Entered also where a correction of a signed read waits for its signature. */
export function stateOf({ versions }: Pick<Read, 'versions'>): (typeof READ_STATES)[number] {
  const last = versions.at(-1);
  if (last === undefined) return 'open';
  return last.signature === null ? 'entered' : 'signed';
}

function readsWithRound(db: Database) {
  return db
    .selectFrom('reads')
    .innerJoin('read_rounds', 'read_rounds.id', 'reads.round_id')
    .selectAll('reads')
    .select(['read_rounds.study_id', 'read_rounds.plan'])
    .orderBy('read_rounds.created_at')
    .orderBy('reads.position')
    .orderBy('reads.id');
}
type ReadRow = Awaited<ReturnType<ReturnType<typeof readsWithRound>['execute']>>[number];

async function listVersions(db: Database, readIds: readonly string[]) {
  if (readIds.length === 0) return [];
  return await db
    .selectFrom('read_versions')
    .leftJoin('read_signatures', 'read_signatures.version_id', 'read_versions.id')
    .selectAll('read_versions')
    .select(['signer_key_id', 'signer', 'meaning', 'signed_at', 'signature_sha256'])
    .select('read_signatures.content_sha256 as signed_sha256')
    .where(isAmong('read_versions.read_id', readIds))
    .orderBy('version')
    .execute();
}
type VersionRow = Awaited<ReturnType<typeof listVersions>>[number];

function signatureFromRow(row: VersionRow): ReadSignature | null {
  const { signer_key_id, signer, meaning, signed_at, signed_sha256, signature_sha256 } = row;
  if (signer_key_id === null || signer === null || meaning === null || signed_at === null) return null;
  if (signed_sha256 === null || signature_sha256 === null) return null;
  return {
    signerKeyId: signer_key_id,
    signer,
    meaning,
    signedAt: signed_at,
    contentSha256: signed_sha256,
    signatureSha256: signature_sha256,
  };
}

function versionFromRow(row: VersionRow): ReadVersion {
  return {
    id: row.id,
    version: row.version,
    items: row.items,
    value: row.value,
    definition: { id: row.definition_id, version: row.definition_version },
    machineSeen: row.machine_seen,
    machineValue: row.machine_value,
    reason: row.reason,
    contentSha256: row.content_sha256,
    createdAt: row.created_at,
    signature: signatureFromRow(row),
  };
}

async function withVersions(db: Database, rows: readonly ReadRow[]): Promise<readonly Read[]> {
  const versions = new Map<string, ReadVersion[]>(rows.map(({ id }) => [id, []]));
  for (const row of await listVersions(db, [...versions.keys()])) versions.get(row.read_id)?.push(versionFromRow(row));
  return rows.map((row) => ({
    id: row.id,
    roundId: row.round_id,
    studyId: row.study_id,
    plan: row.plan,
    readerKeyId: row.reader_key_id,
    kind: row.kind,
    unitId: row.unit_id,
    position: row.position,
    isSuperseded: row.superseded_at !== null,
    versions: versions.get(row.id) ?? [],
  }));
}

export async function findRead(db: Database, id: string): Promise<Read | undefined> {
  const row = await readsWithRound(db).where('reads.id', '=', id).executeTakeFirst();
  return row && (await withVersions(db, [row]))[0];
}

/** The reads of a reader, in order; for an adjudicator also those of the studies that nobody has taken. */
export async function listReadsOf(db: Database, { keyId, role, scope }: Actor): Promise<readonly Read[]> {
  if (keyId === null || scope === 'all' || scope.length === 0) return [];
  const studyIds = scope.map(({ studyId }) => studyId);
  const all = readsWithRound(db).where('read_rounds.study_id', 'in', studyIds);
  const rows = await all
    .where((where) => {
      const own = where('reader_key_id', '=', keyId);
      return role === 'adjudicator' ? where.or([own, where('reader_key_id', 'is', null)]) : own;
    })
    .execute();
  // What nobody has to do any more is not shown; what was signed is.
  return (await withVersions(db, rows)).filter((read) => !read.isSuperseded || isSigned(read));
}

export async function listReadsOfStudy(db: Database, studyId: string): Promise<readonly Read[]> {
  return await withVersions(db, await readsWithRound(db).where('read_rounds.study_id', '=', studyId).execute());
}

export async function listReadsOfUnit(db: Database, roundId: string, unitId: string): Promise<readonly Read[]> {
  const rows = await readsWithRound(db).where('round_id', '=', roundId).where('unit_id', '=', unitId).execute();
  return await withVersions(db, rows);
}

/** The read that a reader has to do before this one; undefined where this one may be done. Adjudications have no order. */
export async function findReadBefore(db: Database, read: Read): Promise<Read | undefined> {
  if (read.kind === 'adjudication' || read.readerKeyId === null) return undefined;
  const rows = await readsWithRound(db)
    .where('round_id', '=', read.roundId)
    .where('reader_key_id', '=', read.readerKeyId)
    .where('kind', '!=', 'adjudication')
    .where('position', '<', read.position)
    .where('superseded_at', 'is', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('read_versions')
            .innerJoin('read_signatures', 'read_signatures.version_id', 'read_versions.id')
            .select('read_versions.id')
            .whereRef('read_versions.read_id', '=', 'reads.id'),
        ),
      ),
    )
    .limit(1)
    .execute();
  return (await withVersions(db, rows))[0];
}

export async function listReadPhotos(db: Database, readId: string): Promise<readonly ReadPhoto[]> {
  const rows = await db
    .selectFrom('read_photos')
    .innerJoin('photos', 'photos.id', 'read_photos.photo_id')
    .selectAll('photos')
    .select(['read_photos.number', 'read_photos.is_baseline', 'read_photos.replaced_at'])
    .where('read_id', '=', readId)
    .orderBy('read_photos.number')
    .execute();
  return rows.map((row) => ({
    ...{ number: row.number, isBaseline: row.is_baseline, replacedAt: row.replaced_at },
    photo: photoFromRow(row),
  }));
}

/** SHA-256 of the pictures of reads, by read, in their order: what a signature is bound to. */
export async function listPhotoSha256s(
  db: Database,
  readIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('read_photos')
    .innerJoin('photos', 'photos.id', 'read_photos.photo_id')
    .select(['read_photos.read_id', 'photos.stored_sha256'])
    .where(isAmong('read_photos.read_id', readIds))
    .orderBy('read_photos.number')
    .execute();
  const hashes = new Map<string, string[]>(readIds.map((id) => [id, []]));
  for (const { read_id, stored_sha256 } of rows) hashes.get(read_id)?.push(stored_sha256);
  return hashes;
}
