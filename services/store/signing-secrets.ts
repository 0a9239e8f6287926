import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { isUuid } from '../uuid.ts';
import type { Database } from './database.ts';

/** Cost as OWASP's password storage sheet gives it for 16 MiB: the secret is chosen by a person and could be guessed. */
const COST: ScryptOptions = { N: 16_384, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** Wrong secrets in a row after which a key signs no more. */
const MAX_FAILURES = 5;

async function hashOf(secret: string, salt: Buffer): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, HASH_BYTES, COST, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}

async function isRight(secret: string, stored: string): Promise<boolean> {
  const [salt, hash] = stored.split(':').map((part) => Buffer.from(part, 'base64url'));
  return timingSafeEqual(await hashOf(secret, salt), hash);
}

/**
 * The stored secret that may now be replaced: none yet, or the one that whoever asks knows.
 * @throws Refusal `forbidden`; a wrong one counts as a try, whatever is undone around this
 */
export async function replaceableSecret(
  db: Database,
  keyId: string,
  current: string | undefined,
): Promise<string | null> {
  const { signing_secret: stored } = await db
    .selectFrom('api_keys')
    .select('signing_secret')
    .where('id', '=', keyId)
    .executeTakeFirstOrThrow();
  if (stored === null) return null;
  if (current === undefined) throw new Refusal('forbidden', 'There is a signing secret already: send it as current.');
  await requireSigningSecret(db, keyId, current);
  return stored;
}

/** Puts a secret in the place of the one that `replaceableSecret` gave. */
export async function replaceSigningSecret(
  db: Database,
  keyId: string,
  { secret, stored }: { readonly secret: string; readonly stored: string | null },
): Promise<void> {
  const salt = randomBytes(SALT_BYTES);
  const signing_secret = [salt, await hashOf(secret, salt)].map((part) => part.toString('base64url')).join(':');
  const changed = await db
    .updateTable('api_keys')
    .set({ signing_secret })
    .where('id', '=', keyId)
    // Whoever comes second finds it set.
    .where('signing_secret', 'is not distinct from', stored)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new Refusal('conflict', 'The signing secret was just changed.');
}

/**
 * A try is counted before the secret is looked at, so that many at once are no more tries than one after the other.
 * @throws Refusal `forbidden` for a wrong secret, or where there were too many
 */
export async function requireSigningSecret(db: Database, keyId: string, secret: string): Promise<void> {
  const row = await db
    .updateTable('api_keys')
    .set((update) => ({ signing_failures: update('signing_failures', '+', 1) }))
    .where('id', '=', keyId)
    .where('signing_failures', '<', MAX_FAILURES)
    .returning('signing_secret')
    .executeTakeFirst();
  if (row === undefined) {
    throw new Refusal(
      'forbidden',
      'Too many wrong signing secrets: this key or person signs no more. Ask for `dermetry keys reset-secret`.',
    );
  }
  if (row.signing_secret === null) {
    await forgetFailures(db, keyId);
    throw new Refusal('conflict', 'Set a signing secret first: PUT /v1/me/signing-secret.');
  }
  if (!(await isRight(secret, row.signing_secret))) throw new Refusal('forbidden', 'The signing secret is wrong.');
  await forgetFailures(db, keyId);
}

/** As if none had been set and no wrong one typed; false where there is no such key or person. */
export async function forgetSigningSecret(db: Database, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const changed = await db
    .updateTable('api_keys')
    .set({ signing_secret: null, signing_failures: 0 })
    .where('id', '=', id)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

async function forgetFailures(db: Database, keyId: string): Promise<void> {
  await db.updateTable('api_keys').set({ signing_failures: 0 }).where('id', '=', keyId).execute();
}
