import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, expect, test, vi } from 'vitest';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { ensureApplicationUser } from '../services/store/application-role.ts';
import { recordEvent } from '../services/store/audit.ts';
import { closeDatabase, connectDatabase } from '../services/store/database.ts';
import { LOCAL_ACTOR } from '../services/study/policy.ts';
import { createTestDatabase } from '../test/database.ts';

// Each call is a process of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const database = await createTestDatabase();
const owner = connectDatabase(database.connectionString);
const applicationUrl = new URL(database.connectionString);
applicationUrl.username = 'cli_audit_application';
applicationUrl.password = 'p/w d';
afterAll(async () => {
  await sql`drop owned by cli_audit_application`.execute(owner);
  await closeDatabase(owner);
  await database.drop();
});

const run = promisify(execFile);
async function dermetry(
  url: string,
  ...args: readonly string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: url };
  try {
    const { stdout, stderr } = await run(process.execPath, [...nodeArguments(), modulePath('cli/main'), ...args], {
      env,
    });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}
const ofOwner = database.connectionString;
const ofApplication = applicationUrl.href;

test("the owner migrates and makes the application's user, which then can work and not change the trail", async () => {
  expect((await dermetry(ofOwner, 'db', 'migrate', '--application-url', ofApplication)).stdout).toContain(
    'has its rights',
  );
  // A second time, as with each new version, is no fault.
  expect((await dermetry(ofOwner, 'db', 'migrate', '--application-url', ofApplication)).status).toBe(0);
  expect((await dermetry(ofApplication, 'keys', 'create', 'clinic')).stdout).toMatch(/^dm_/);
  const { status, stdout } = await dermetry(ofApplication, 'audit', 'verify');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/whole: 1 events\.\nAnchor: 1:[0-9a-f]{64}\n$/)]);
  expect((await dermetry(ofOwner, 'audit', 'verify')).stdout).toContain('Warning');
});

test('audit verify --json names the first broken link, with status 1', async () => {
  const add = () => recordEvent(owner, LOCAL_ACTOR, { action: 'test.add', entity: 'test' });
  await add();
  await add();
  const { anchor } = JSON.parse((await dermetry(ofApplication, 'audit', 'verify', '--json')).stdout);
  expect(anchor).toMatch(/^3:/);
  await sql`alter table audit_events disable trigger all`.execute(owner);
  await sql`delete from audit_events where sequence = 3`.execute(owner);
  const unaware = await dermetry(ofApplication, 'audit', 'verify', '--json');
  expect([unaware.status, JSON.parse(unaware.stdout).whole]).toEqual([0, true]);
  const cut = await dermetry(ofApplication, 'audit', 'verify', '--json', '--anchor', anchor);
  expect([cut.status, JSON.parse(cut.stdout)]).toMatchObject([
    1,
    { whole: false, events: 2, protected: true, fault: { kind: 'truncated', sequence: 3 } },
  ]);
  await sql`update audit_events set reason = 'x' where sequence = 2`.execute(owner);
  const changed = await dermetry(ofApplication, 'audit', 'verify');
  expect([changed.status, changed.stdout]).toEqual([1, expect.stringContaining('Event 2 is not what it was')]);
  expect((await dermetry(ofApplication, 'audit', 'verify', '--anchor', 'x')).status).toBe(1);
});

test("the application's user says what to do where the tables are older than the program", async () => {
  const old = await createTestDatabase();
  await ensureApplicationUser(owner, { user: 'cli_audit_application', password: 'p/w d' });
  const url = new URL(old.connectionString);
  url.username = applicationUrl.username;
  url.password = applicationUrl.password;
  const { status, stderr } = await dermetry(url.href, 'audit', 'verify');
  expect([status, stderr]).toEqual([1, expect.stringContaining('dermetry db migrate')]);
  await old.drop();
});
