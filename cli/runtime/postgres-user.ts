import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from '../../services/config.ts';
import { type OsUser, runCommand } from './run-command.ts';

/** Users that PostgreSQL may run as, in this order; the second is the one that is made when neither is there. */
const USER_NAMES = ['postgres', 'dermetry'] as const;
const OWN_USER = 'dermetry';

/** Debian, Red Hat and SUSE have useradd; Debian's and Alpine's adduser differ in their options, the short ones are BusyBox's. */
const CREATE_USER_COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  [
    'useradd',
    [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      OWN_USER,
    ],
  ],
  ['adduser', ['--system', '--group', '--no-create-home', OWN_USER]],
  ['adduser', ['-S', '-D', '-H', OWN_USER]],
];
const SBIN_DIRECTORIES = ['/usr/sbin/', '/sbin/', '/usr/bin/', ''];

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

async function findUser(names: readonly string[]): Promise<OsUser | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    if (uid !== undefined && gid !== undefined && uid !== '0') return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

async function createUser(): Promise<OsUser> {
  const reasons: string[] = [];
  for (const [command, args] of CREATE_USER_COMMANDS) {
    for (const directory of SBIN_DIRECTORIES) {
      const { status, output } = await runCommand(`${directory}${command}`, args);
      const user = await findUser([OWN_USER]);
      if (user !== undefined) return user;
      if (status !== null) reasons.push(`${command}: ${output}`);
    }
  }
  throw new ConfigError(
    'PostgreSQL refuses to run as root, and no other user could be made for it. Start dermetry as an ordinary user, or create ' +
      `a user named ${OWN_USER}, or set DATABASE_URL to a PostgreSQL server.${reasons.map((reason) => `\n  ${reason}`).join('')}`,
  );
}

/**
 * The user that PostgreSQL runs as: undefined (= ours) unless we are root. An existing cluster keeps its owner; otherwise a user
 * `postgres` or `dermetry` is taken, and the latter is created where neither exists.
 */
export async function choosePostgresUser(clusterDir: string | undefined): Promise<OsUser | undefined> {
  if (!runsAsRoot()) return undefined;
  const owner = clusterDir === undefined ? undefined : await stat(clusterDir).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await findUser(USER_NAMES)) ?? (await createUser());
}
