import { chmod, mkdir, rmdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Config, ConfigError } from '../../services/config.ts';
import { sha256Hex } from '../../services/sha256.ts';
import { clusterDirOf } from './postgres-cluster.ts';
import { choosePostgresUser } from './postgres-user.ts';
import { type OsUser, runCommand } from './run-command.ts';

const DIRECTORY_NAME = '.dermetry';
/** Where data goes when root starts us in a place that PostgreSQL's user cannot reach (Filesystem Hierarchy Standard, 5.8). */
const STATE_DIRECTORY = '/var/lib/dermetry';
/** The owner lists it; PostgreSQL's user may only pass through to its own part. */
const ROOT_MODE = 0o711;
const OWN_MODE = 0o700;
const HASH_LETTERS = 8;

async function canReach(user: OsUser, directory: string): Promise<boolean> {
  const { status } = await runCommand('/bin/sh', ['-c', 'cd -- "$0"', directory], { user });
  return status === 0;
}

/** Whether it was not there before. */
async function makeDirectory(directory: string, mode: number): Promise<boolean> {
  const firstCreated = await mkdir(directory, { recursive: true, mode });
  await chmod(directory, mode);
  return firstCreated !== undefined;
}

/** `<name>-<hash>`: one directory for each working directory, so that two checkouts do not share their data. */
function stateDirectoryFor(workingDirectory: string): string {
  const hash = sha256Hex(workingDirectory).slice(0, HASH_LETTERS);
  return join(STATE_DIRECTORY, `${basename(workingDirectory)}-${hash}`);
}

/**
 * The one directory that holds database, images and logs, made if need be. `.dermetry` in the working directory unless
 * DERMETRY_DATA_DIR names another; as root in a place that PostgreSQL's user cannot reach, a directory below /var/lib/dermetry.
 */
export async function prepareDataDir(config: Config, workingDirectory: string = process.cwd()): Promise<string> {
  const wanted = config.dataDir ?? resolve(workingDirectory, DIRECTORY_NAME);
  const user = config.databaseUrl === undefined ? await choosePostgresUser(clusterDirOf(wanted)) : undefined;
  if (user === undefined) {
    await makeDirectory(wanted, OWN_MODE);
    return wanted;
  }
  const created = await makeDirectory(wanted, ROOT_MODE);
  if (await canReach(user, wanted)) return wanted;
  if (created) await rmdir(wanted);
  if (config.dataDir !== undefined) {
    throw new ConfigError(
      `PostgreSQL cannot run as root, and the user it runs as (number ${user.uid}) cannot reach ${wanted}. ` +
        'Set DERMETRY_DATA_DIR to a directory that this user can reach, or start dermetry as an ordinary user.',
    );
  }
  const elsewhere = stateDirectoryFor(workingDirectory);
  await makeDirectory(STATE_DIRECTORY, ROOT_MODE);
  await makeDirectory(elsewhere, ROOT_MODE);
  return elsewhere;
}
