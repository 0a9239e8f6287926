import { chmod, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, readConfig } from '../../services/config.ts';
import { prepareDataDir } from './data-dir.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { createLibraryLinks } from './postgres-binaries.ts';
import { runsAsRoot } from './postgres-user.ts';
import { isAlive } from './processes.ts';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'dermetry with space '));
  await chmod(parent, 0o711);
});
afterAll(() => rm(parent, { recursive: true, force: true }));

async function query(connectionString: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', { sequential: true }, () => {
  let server: EmbeddedPostgres;
  const start = async (): Promise<void> => {
    server = await startEmbeddedPostgres({ dataDir: join(parent, 'data'), settings: { fsync: 'off' } });
  };
  beforeAll(async () => {
    await mkdir(join(parent, 'data'), { mode: 0o711 });
    await start();
    await query(server.connectionString, 'create table kept as select 7 as number');
  });
  afterAll(() => server.stop());

  test('asks for its password', async () => {
    const url = new URL(server.connectionString);
    url.password = 'guessed';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('a server that was left running is stopped by the next start, which finds the data', async () => {
    const leftOver = server;
    await start();
    await leftOver.ended;
    expect(isAlive(leftOver.pid)).toBe(false);
    expect(await query(server.connectionString, 'select number from kept')).toEqual([{ number: 7 }]);
  });

  test('a server that was killed by force starts again and finds the data', async () => {
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    await start();
    expect(await query(server.connectionString, 'select number from kept')).toEqual([{ number: 7 }]);
  });
});

test('links that npm could not make are made, and made links are left alone', async () => {
  const nativeDir = join(parent, 'package', 'native');
  await mkdir(join(nativeDir, 'lib'), { recursive: true });
  await writeFile(join(nativeDir, 'lib', 'libx.so.1.2'), 'library');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so' }];
  await writeFile(join(nativeDir, 'pg-symlinks.json'), JSON.stringify(links));
  await createLibraryLinks(nativeDir);
  await createLibraryLinks(nativeDir);
  expect(await readlink(join(nativeDir, 'lib', 'libx.so'))).toBe('libx.so.1.2');
  expect(await readFile(join(nativeDir, 'lib', 'libx.so'), 'utf8')).toBe('library');
});

describe('the data directory', () => {
  const config: Config = readConfig({});

  test('is .dermetry in the working directory', async () => {
    expect(await prepareDataDir(config, parent)).toBe(join(parent, '.dermetry'));
  });

  test.runIf(runsAsRoot())(
    'named by the operator where PostgreSQL cannot reach it, it is refused with what to do',
    async () => {
      const closed = join(parent, 'closed');
      await mkdir(closed, { mode: 0o700 });
      const dataDir = join(closed, 'data');
      await expect(prepareDataDir({ ...config, dataDir })).rejects.toThrow(
        /cannot reach .*closed\/data\. Set DERMETRY_DATA_DIR to a directory that this user can reach/,
      );
    },
  );
});
