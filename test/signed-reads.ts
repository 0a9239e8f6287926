import type { Database } from '../services/store/database.ts';
import { contentSha256 } from '../services/store/enter-read.ts';
import { signatureSha256 } from '../services/store/sign-read.ts';

export interface SignedRead {
  readonly unitId: string;
  readonly photoId: string;
  readonly photoSha256: string;
  readonly kind: 'first' | 'repeat';
  /** F-VASI. */
  readonly value: number;
}

export interface SignedReads {
  readonly roundId: string;
  readonly keyId: string;
  readonly name: string;
  /** In the reader's order. */
  readonly reads: readonly SignedRead[];
}

/** Rows at a time: a statement takes 65,535 parameters. */
const ROWS_AT_ONCE = 2000;
const SIGNED_AT = new Date('2025-06-01T10:00:00.000Z');

/** Reads of faces as they stand once they are signed, with their true hashes: for many, without the work of typing each secret. */
export async function insertSignedReads(db: Database, all: SignedReads): Promise<void> {
  for (let from = 0; from < all.reads.length; from += ROWS_AT_ONCE) {
    await insertPart(db, { ...all, reads: all.reads.slice(from, from + ROWS_AT_ONCE) }, from);
  }
}

async function insertPart(db: Database, { roundId, keyId, name, reads }: SignedReads, from: number): Promise<void> {
  const rows = await db
    .insertInto('reads')
    .values(
      reads.map(({ kind, unitId }, i) => ({
        ...{ round_id: roundId, reader_key_id: keyId, kind, unit_id: unitId, position: from + i + 1 },
      })),
    )
    .returning('id')
    .execute();
  await db
    .insertInto('read_photos')
    .values(rows.map(({ id }, i) => ({ read_id: id, number: 1, photo_id: reads[i].photoId, is_baseline: false })))
    .execute();
  const versions = await db
    .insertInto('read_versions')
    .values(rows.map(({ id }, i) => versionOf(id, reads[i])))
    .returning(['id', 'content_sha256'])
    .execute();
  await db
    .insertInto('read_signatures')
    .values(versions.map(({ id, content_sha256: content }) => signatureOf({ versionId: id, keyId, name, content })))
    .execute();
}

function versionOf(id: string, { kind, value, photoSha256 }: SignedRead) {
  const entered = {
    ...{ version: 1, items: [], value, definition: { id: 'F-VASI', version: '1' } },
    ...{ machineSeen: 'none' as const, machineValue: null, reason: null },
  };
  return {
    ...{ read_id: id, version: 1, items: '[]', value, definition_id: 'F-VASI', definition_version: '1' },
    ...{ machine_seen: 'none' as const, machine_value: null, reason: null },
    content_sha256: contentSha256({ id, kind }, [photoSha256], entered),
  };
}

function signatureOf(of: {
  readonly versionId: string;
  readonly keyId: string;
  readonly name: string;
  readonly content: string;
}) {
  const meaning = 'authorship' as const;
  const signature = { signerKeyId: of.keyId, signer: of.name, meaning, signedAt: SIGNED_AT, contentSha256: of.content };
  return {
    ...{ version_id: of.versionId, signer_key_id: of.keyId, signer: of.name, meaning, signed_at: SIGNED_AT },
    ...{ content_sha256: of.content, signature_sha256: signatureSha256(signature) },
  };
}
