import { sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import { sha256OfJson } from '../study/audit-chain.ts';
import type { Actor } from '../study/policy.ts';
import { needsAdjudication, type SignatureMeaning } from '../study/reads.ts';
import { type RecordEvent, recordEvent, recorded } from './audit.ts';
import type { Database } from './database.ts';
import { contentSha256, refuseSuperseded } from './enter-read.ts';
import { findMachineValue } from './machine-values.ts';
import {
  findRead,
  listPhotoSha256s,
  listReadPhotos,
  listReadsOfUnit,
  type Read,
  type ReadSignature,
  type ReadVersion,
  signedVersion,
} from './reads.ts';
import { requireSigningSecret } from './signing-secrets.ts';

export interface Signing {
  readonly readId: string;
  readonly meaning: SignatureMeaning;
  /** Typed again for each signature. */
  readonly secret: string;
}

/** Whether version and signature are what they were when it was signed. */
export function isIntact(
  read: Pick<Read, 'id' | 'kind'>,
  photoSha256s: readonly string[],
  version: ReadVersion,
): boolean {
  const { signature } = version;
  const content = contentSha256(read, photoSha256s, version);
  if (content !== version.contentSha256 || signature === null) return content === version.contentSha256;
  return signature.contentSha256 === content && signatureSha256(signature) === signature.signatureSha256;
}

export function signatureSha256(signature: Omit<ReadSignature, 'signatureSha256'>): string {
  const { signerKeyId, signer, meaning, signedAt, contentSha256: content } = signature;
  return sha256OfJson({ signerKeyId, signer, meaning, signedAt: signedAt.toISOString(), content });
}

/** A wrong secret is remembered, like any denied access. */
async function requireSecret(db: Database, actor: Actor, { readId, secret }: Signing): Promise<string> {
  const studyId = (await findRead(db, readId))?.studyId;
  const { keyId } = actor;
  if (keyId === null) throw new Refusal('forbidden', 'Only the owner of a key or token can sign.');
  try {
    await requireSigningSecret(db, keyId, secret);
    return keyId;
  } catch (error) {
    if (error instanceof Refusal) {
      const reason = error.message;
      await recordEvent(db, actor, { action: 'signature.refuse', entity: 'read', entityId: readId, studyId, reason });
    }
    throw error;
  }
}

/**
 * Signs the newest version of a read, which then is locked, and opens an adjudication where the readers, or reader and machine,
 * differ beyond the limit.
 */
export async function signRead(db: Database, actor: Actor, signing: Signing): Promise<Read> {
  const keyId = await requireSecret(db, actor, signing);
  return await recorded(db, actor, async (transaction, record) => {
    const before = await lockedRound(transaction, signing.readId);
    const version = before.versions.at(-1);
    if (version === undefined || version.signature !== null) {
      throw new Refusal('conflict', 'There is nothing to sign: enter a read first.');
    }
    refuseSuperseded(before);
    await refuseOtherPictures(transaction, before, version);
    const photos = (await listPhotoSha256s(transaction, [before.id])).get(before.id) ?? [];
    if (!isIntact(before, photos, version)) {
      throw new Error(`Version ${version.version} of read ${before.id} is not what it was when it was entered.`);
    }
    const { rows } = await sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(
      transaction,
    );
    const signature = {
      ...{ signerKeyId: keyId, signer: actor.name, meaning: signing.meaning, signedAt: rows[0].now },
      contentSha256: version.contentSha256,
    };
    const hash = signatureSha256(signature);
    await insertSignature(transaction, version.id, { ...signature, signatureSha256: hash });
    record({
      ...{ action: 'read.sign', entity: 'read', entityId: before.id, studyId: before.studyId },
      after: { version: version.version, ...signature, signatureSha256: hash },
    });
    const read = await lockedRound(transaction, before.id);
    await openAdjudication(transaction, read, record);
    return read;
  });
}

/** What was entered of a photo that was replaced since is no read of the new one. */
async function refuseOtherPictures(db: Database, { id }: Read, version: ReadVersion): Promise<void> {
  const photos = await listReadPhotos(db, id);
  if (!photos.some(({ replacedAt }) => replacedAt !== null && replacedAt > version.createdAt)) return;
  throw new Refusal(
    'conflict',
    'A picture of this read was replaced since it was entered: look at it and enter it again.',
  );
}

/** With its round locked: of two readers who sign at once, the second sees what the first signed. */
async function lockedRound(db: Database, id: string): Promise<Read> {
  const read = await findRead(db, id);
  if (read === undefined) throw new Error(`Read ${id} vanished while it was signed.`);
  await db.selectFrom('read_rounds').select('id').where('id', '=', read.roundId).forUpdate().execute();
  await db.selectFrom('reads').select('id').where('id', '=', id).forUpdate().execute();
  return (await findRead(db, id)) ?? read;
}

async function insertSignature(db: Database, versionId: string, signature: ReadSignature): Promise<void> {
  await db
    .insertInto('read_signatures')
    .values({
      version_id: versionId,
      signer_key_id: signature.signerKeyId,
      signer: signature.signer,
      meaning: signature.meaning,
      signed_at: signature.signedAt,
      content_sha256: signature.contentSha256,
      signature_sha256: signature.signatureSha256,
    })
    .execute();
}

async function openAdjudication(db: Database, { roundId, unitId, plan, studyId }: Read, record: RecordEvent) {
  const reads = await listReadsOfUnit(db, roundId, unitId);
  const readers = reads.filter(({ kind }) => kind === 'first');
  if (reads.some(({ kind }) => kind === 'adjudication')) return;
  const values = readers.flatMap((read) => signedVersion(read)?.value ?? []);
  // All readers first: whether they agree is known when the last one has signed.
  if (values.length < readers.length) return;
  const machine = plan.adjudicate_machine ? await findMachineValue(db, plan, unitId) : null;
  if (!needsAdjudication(plan, { readers: values, machine })) return;
  const { id } = await db
    .insertInto('reads')
    .values({ round_id: roundId, reader_key_id: null, kind: 'adjudication', unit_id: unitId, position: 1 })
    .returning('id')
    .executeTakeFirstOrThrow();
  const photos = await db.selectFrom('read_photos').selectAll().where('read_id', '=', readers[0].id).execute();
  await db
    .insertInto('read_photos')
    .values(photos.map((photo) => ({ ...photo, read_id: id })))
    .execute();
  record({
    ...{ action: 'adjudication.open', entity: 'read', entityId: id, studyId },
    after: { unit_id: unitId, readers: values, machine, limit: plan.adjudication_limit },
  });
}
