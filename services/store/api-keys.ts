import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { type Actor, faultOfMemberships, type Membership, type Role } from '../study/policy.ts';
import type { ApiKeyRow } from './api-key.table.ts';
import { type Database, inTransaction } from './database.ts';

/** 256 bits: no need for a slow hash, because nothing so long can be guessed. */
const KEY_BYTES = 32;
const KEY_MARK = 'dm_';
const KEY_PATTERN = /^dm_[A-Za-z0-9_-]{43}$/;
/** Of the key's text, shown in lists: the mark and enough to tell keys apart, too little to help a guess. */
const PREFIX_LENGTH = KEY_MARK.length + 6;

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: Role;
  /** The studies it may see; none for an administrator who sees everything. */
  readonly memberships: readonly Membership[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

function apiKeyFromRow(row: ApiKeyRow, memberships: readonly Membership[]): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    memberships,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a key is good for. */
export type Grant = Pick<ApiKey, 'role' | 'memberships'>;
const EVERYTHING: Grant = { role: 'administrator', memberships: [] };

/**
 * Makes a key. Its text is returned here and nowhere else: only its sha256 is kept.
 * @throws RangeError where role and studies do not go together
 */
export async function createApiKey(
  db: Database,
  name: string,
  { role, memberships }: Grant = EVERYTHING,
): Promise<{ key: string; apiKey: ApiKey }> {
  const fault = faultOfMemberships(role, memberships);
  if (fault !== undefined) throw new RangeError(fault);
  const key = KEY_MARK + randomBytes(KEY_BYTES).toString('base64url');
  return await inTransaction(db, async (transaction) => {
    const row = await transaction
      .insertInto('api_keys')
      .values({
        name,
        prefix: key.slice(0, PREFIX_LENGTH),
        key_sha256: sha256(key),
        role,
        signing_secret: null,
        revoked_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const members = memberships.map(({ studyId, siteId }) => ({
      api_key_id: row.id,
      study_id: studyId,
      site_id: siteId,
    }));
    if (members.length > 0) await transaction.insertInto('study_members').values(members).execute();
    return { key, apiKey: apiKeyFromRow(row, memberships) };
  });
}

async function withMemberships(db: Database, rows: readonly ApiKeyRow[]): Promise<readonly ApiKey[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const members = await db.selectFrom('study_members').selectAll().where('api_key_id', 'in', ids).execute();
  return rows.map((row) => {
    const own = members.filter(({ api_key_id }) => api_key_id === row.id);
    return apiKeyFromRow(
      row,
      own.map(({ study_id, site_id }) => ({ studyId: study_id, siteId: site_id })),
    );
  });
}

/** What a key's owner may see. */
export function actorOf({ id, name, role, memberships }: ApiKey): Actor {
  const isUnbound = role === 'administrator' && memberships.length === 0;
  return { keyId: id, name, role, scope: isUnbound ? 'all' : memberships };
}

/** Undefined for a key that was never made or is revoked. */
export async function findApiKey(db: Database, key: string): Promise<ApiKey | undefined> {
  if (!KEY_PATTERN.test(key)) return undefined;
  const hash = sha256(key);
  const row = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('key_sha256', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // The index compares hashes, whose timing tells nothing about the key; this keeps it so if the query ever changes.
  const isSame = timingSafeEqual(Buffer.from(row.key_sha256, 'hex'), Buffer.from(hash, 'hex'));
  return isSame ? (await withMemberships(db, [row]))[0] : undefined;
}

export async function listApiKeys(db: Database): Promise<readonly ApiKey[]> {
  const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
  return await withMemberships(db, rows);
}

/** Revokes by id or prefix; undefined where no single active key answers to it. */
export async function revokeApiKey(db: Database, idOrPrefix: string): Promise<ApiKey | undefined> {
  const active = await db.selectFrom('api_keys').selectAll().where('revoked_at', 'is', null).execute();
  const matches = active.filter((row) => row.id === idOrPrefix || row.prefix === idOrPrefix);
  if (matches.length !== 1) return undefined;
  const row = await db
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', matches[0].id)
    .returningAll()
    .executeTakeFirst();
  return row && (await withMemberships(db, [row]))[0];
}
