import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { Refusal } from '../../../services/refusal.ts';
import type { Database } from '../../../services/store/database.ts';
import type { Role } from '../../../services/study/policy.ts';
import { makeApiKey } from '../../make-api-key.ts';

/** Somebody of the trial: a site, or a simulated reader. */
export interface KeyHolder {
  readonly name: string;
  readonly role: Role;
  readonly siteId: string | null;
}

/** What a holder keeps to themselves; the simulated ones have a file for it. */
export interface HeldKey {
  readonly name: string;
  readonly keyId: string;
  readonly key: string;
  readonly signingSecret: string;
}

interface KeyringFile {
  readonly study_id: string;
  readonly keys: readonly HeldKey[];
}

const OWN_MODE = 0o600;
const SECRET_BYTES = 18;

async function readKeyring(file: string, studyId: string): Promise<readonly HeldKey[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  const keyring = text === undefined ? undefined : (JSON.parse(text) as KeyringFile);
  return keyring?.study_id === studyId ? keyring.keys : [];
}

export interface Keyring {
  /** Where the keys are kept between runs. */
  readonly file: string;
  readonly studyId: string;
  /** Whether an earlier run began the study, so that others have keys to it already. */
  readonly studyIsKnown: boolean;
}

/**
 * A key for each holder, as `dermetry keys create` makes them: those of an earlier run, or new ones. Each is on file before it is used.
 * @throws Refusal `conflict` where an earlier run's keys are gone: its reads belong to them
 */
export async function handOutKeys(
  db: Database,
  { file, studyId, studyIsKnown }: Keyring,
  holders: readonly KeyHolder[],
): Promise<ReadonlyMap<string, HeldKey>> {
  const kept = await readKeyring(file, studyId);
  if (studyIsKnown && kept.length === 0) {
    throw new Refusal(
      'conflict',
      `The demo trial was begun with keys that are not in ${file}, and its reads belong to them. Set DERMETRY_DATA_DIR to a new directory (and DATABASE_URL, if you use it, to an empty database).`,
    );
  }
  const keys = [...kept];
  for (const { name, role, siteId } of holders) {
    if (keys.some((held) => held.name === name)) continue;
    const { key, apiKey } = await makeApiKey(db, name, { role, memberships: [{ studyId, siteId }] });
    keys.push({ name, keyId: apiKey.id, key, signingSecret: randomBytes(SECRET_BYTES).toString('base64url') });
    const content: KeyringFile = { study_id: studyId, keys };
    await writeFile(file, `${JSON.stringify(content, null, 1)}\n`, { mode: OWN_MODE });
    await chmod(file, OWN_MODE);
  }
  return new Map(keys.map((held) => [held.name, held]));
}
