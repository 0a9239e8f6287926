import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { ApiKeyRow } from './api-key.table.ts';
import type { Database } from './database.ts';

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
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

function apiKeyFromRow(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Makes a key. Its text is returned here and nowhere else: only its sha256 is kept. */
export async function createApiKey(db: Database, name: string): Promise<{ key: string; apiKey: ApiKey }> {
  const key = KEY_MARK + randomBytes(KEY_BYTES).toString('base64url');
  const row = await db
    .insertInto('api_keys')
    .values({ name, prefix: key.slice(0, PREFIX_LENGTH), key_sha256: sha256(key), revoked_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { key, apiKey: apiKeyFromRow(row) };
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
  return timingSafeEqual(Buffer.from(row.key_sha256, 'hex'), Buffer.from(hash, 'hex')) ? apiKeyFromRow(row) : undefined;
}

export async function listApiKeys(db: Database): Promise<readonly ApiKey[]> {
  const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
  return rows.map(apiKeyFromRow);
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
  return row && apiKeyFromRow(row);
}
