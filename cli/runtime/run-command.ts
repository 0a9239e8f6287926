import { type SpawnOptions, spawn } from 'node:child_process';

/** The OS user that a process runs as; undefined = the user who runs this one. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

interface CommandResult {
  readonly status: number | null;
  readonly output: string;
}

export interface CommandOptions {
  readonly user?: OsUser | undefined;
  /** Must be reachable by `user`. */
  readonly cwd?: string;
  readonly input?: string;
}

/**
 * Environment of PostgreSQL's programs: nothing of ours (PGDATA, PGPORT and the like would change what they do), and messages in
 * English so that they can be read back.
 */
export const POSTGRES_ENVIRONMENT: NodeJS.ProcessEnv = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' };

export function asUser(user: OsUser | undefined): Pick<SpawnOptions, 'uid' | 'gid'> {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

/** Runs a program to its end. A program that cannot be started at all is a result with status null, its reason in `output`. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...asUser(options.user),
      cwd: options.cwd ?? '/',
      env: POSTGRES_ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ status: null, output: error.message }));
    child.on('close', (status) => resolve({ status, output: output.trim() }));
    child.stdin.on('error', () => undefined); // a program that does not read its input closes it first
    child.stdin.end(options.input ?? '');
  });
}
