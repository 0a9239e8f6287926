import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../sha256.ts';
import { faultOfMemberships, type Membership } from '../study/policy.ts';
import type { ApiKeyRow } from './api-key.table.ts';
import { type Database, inTransaction } from './database.ts';
import { type Holder, holderFromRow, listMemberships, NEW_HOLDER, setMemberships } from './holders.ts';

/** 256 bits: no need for a slow hash, because nothing so long can be guessed. */
const KEY_BYTES = 32;
const KEY_MARK = 'dm_';
const KEY_PATTERN = /^dm_[A-Za-z0-9_-]{43}$/;
/** Of the key's text, shown in lists: the mark and enough to tell keys apart, too little to help a guess. */
const PREFIX_LENGTH = KEY_MARK.length + 6;

export interface ApiKey extends Holder {
  readonly prefix: string;
}

function apiKeyFromRow(row: ApiKeyRow, memberships: readonly Membership[]): ApiKey {
  return { ...holderFromRow(row, memberships), prefix: row.prefix ?? '' };
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
        key_sha256: sha256Hex(key),
        role,
        ...NEW_HOLDER,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await setMemberships(transaction, row.id, memberships);
    return { key, apiKey: apiKeyFromRow(row, memberships) };
  });
}

async function withMemberships(db: Database, rows: readonly ApiKeyRow[]): Promise<readonly ApiKey[]> {
  const memberships = await listMemberships(db, rows);
  return rows.map((row) => apiKeyFromRow(row, memberships.get(row.id) ?? []));
}

/** Undefined for a key that was never made or is revoked. */
export async function findApiKey(db: Database, key: string): Promise<ApiKey | undefined> {
  if (!KEY_PATTERN.test(key)) return undefined;
  const hash = sha256Hex(key);
  const row = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('key_sha256', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // The index compares hashes, whose timing tells nothing about the key; this keeps it so if the query ever changes.
  const isSame = timingSafeEqual(Buffer.from(row.key_sha256 ?? '', 'hex'), Buffer.from(hash, 'hex'));
  return isSame ? (await withMemberships(db, [row]))[0] : undefined;
}

export async function listApiKeys(db: Database): Promise<readonly ApiKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('key_sha256', 'is not', null)
    .orderBy('created_at')
    .execute();
  return await withMemberships(db, rows);
}
