import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type OsUser, runCommand } from './run-command.ts';

export const POSTGRES_SUPERUSER = 'dermetry';
const PASSWORD_BYTES = 24;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

export function clusterDirOf(dataDir: string): string {
  return join(dataDir, 'postgres');
}

function passwordFileOf(dataDir: string): string {
  return join(dataDir, 'database-password');
}

/** Password of the embedded database: random, readable by the owner of the data directory alone. */
export async function databasePassword(dataDir: string): Promise<string> {
  return (await readFile(passwordFileOf(dataDir), 'utf8')).trim();
}

/** Password of the user that API and workers run as: made on first use, readable by the owner of the data directory alone. */
export async function applicationPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'application-password');
  if (!existsSync(file)) {
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    await writeFile(file, `${password}\n`, { mode: OWNER_ONLY_FILE });
  }
  return (await readFile(file, 'utf8')).trim();
}

/**
 * Makes the database cluster unless it is there. It is made under another name and renamed when it is whole: a start killed in the
 * middle of it leaves nothing that looks like a cluster.
 */
export async function initialiseCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: OsUser | undefined,
): Promise<void> {
  if (existsSync(join(clusterDirOf(dataDir), 'PG_VERSION'))) return;
  const unfinished = join(dataDir, 'postgres.unfinished');
  const passwordForInitdb = join(unfinished, '..', 'database-password.initdb');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: OWNER_ONLY_DIRECTORY });
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writeFile(passwordFileOf(dataDir), `${password}\n`, { mode: OWNER_ONLY_FILE });
  await writeFile(passwordForInitdb, `${password}\n`, { mode: OWNER_ONLY_FILE });
  try {
    if (user !== undefined) {
      await chown(unfinished, user.uid, user.gid);
      await chown(passwordForInitdb, user.uid, user.gid);
    }
    const { status, output } = await runCommand(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${POSTGRES_SUPERUSER}`,
        `--pwfile=${passwordForInitdb}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own locale: the same order of text on every machine, whatever locales it has.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { user },
    );
    if (status !== 0) throw new Error(`PostgreSQL could not make its data directory ${unfinished}:\n${output}`);
    await rename(unfinished, clusterDirOf(dataDir));
  } finally {
    await rm(passwordForInitdb, { force: true });
  }
}
