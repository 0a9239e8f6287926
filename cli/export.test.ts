import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { listAuditEvents } from '../services/store/audit.ts';
import { insertStudy } from '../services/store/studies.ts';
import { openTestStore } from '../test/store.ts';
import { someProtocol } from '../test/studies.ts';

// Each call is a process of its own.
vi.setConfig({ testTimeout: 180_000 });

const store = await openTestStore();
const directory = await mkdtemp(join(tmpdir(), 'dermetry-export-'));
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});
await insertStudy(store.db, { code: 'STUDY', title: 'A study', protocol: someProtocol() });

const run = promisify(execFile);
async function dermetry(...args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: store.connectionString };
  const command = [...nodeArguments(), modulePath('cli/main'), 'export', ...args];
  try {
    return { status: 0, ...(await run(process.execPath, command, { env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

test('writes to stdout or to a new file, and the trail has its hash and who took it', async () => {
  const { status, stdout } = await dermetry('STUDY', '--what', 'scores');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^study_code,site_code,.*,correction_reason\r\n$/)]);
  const out = join(directory, 'scores.csv');
  expect((await dermetry('STUDY', '--what', 'scores', '--out', out)).status).toBe(0);
  expect(await readFile(out, 'utf8')).toBe(stdout);
  const finished = (await listAuditEvents(store.db, { after: 0, limit: 100 })).filter(
    ({ action }) => action === 'export.finish',
  );
  const sha256 = createHash('sha256').update(stdout).digest('hex');
  const expected = { role: 'administrator', actor: expect.stringMatching(/^command line of /), after: { sha256 } };
  expect(finished).toMatchObject([expected, expected]);
  const again = await dermetry('STUDY', '--what', 'scores', '--out', out);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
  expect(await readFile(out, 'utf8')).toBe(stdout);
});

test('hands everything over in one folder, which can be held against its manifest', async () => {
  const folder = join(directory, 'archive');
  const { status, stdout } = await dermetry('STUDY', '--all', folder);
  expect([status, stdout]).toEqual([0, expect.stringContaining('treatments.csv left out: The study is blinded')]);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    ...{ study: 'STUDY', site: null, data_version: expect.stringMatching(/^\d+:[0-9a-f]{64}$/) },
    software: expect.stringMatching(/^dermetry \d/),
    left_out: [{ file: 'treatments.csv' }, { file: 'dm.csv' }],
  });
  const names = manifest.files.map(({ file }: { file: string }) => file);
  expect(names).toEqual([
    ...['measurements.csv', 'scores.csv', 'machine-scores.csv', 'reads.csv', 'rs.csv', 'fa.csv', 'fhir.json'],
  ]);
  const [latest] = (await listAuditEvents(store.db, { after: 0, limit: 1000 })).slice(-1);
  expect(latest).toMatchObject({ action: 'export.archive', after: { files: names } });
  const whole = await dermetry('verify', folder);
  expect([whole.status, whole.stdout]).toEqual([0, expect.stringContaining(`${latest.after?.manifest_sha256}`)]);
  expect((await dermetry('STUDY', '--all', folder)).stderr).toContain('is not empty');
  await writeFile(join(folder, 'scores.csv'), 'changed');
  await writeFile(join(folder, 'notes.txt'), '');
  await rm(join(folder, 'fa.csv'));
  const broken = await dermetry('verify', folder);
  expect(broken.status).toBe(1);
  expect(broken.stdout.trimEnd().split('\n')).toEqual([
    ...[expect.stringContaining('scores.csv is not what was written'), 'fa.csv is missing.'],
    'notes.txt is not in the manifest.',
  ]);
  expect((await dermetry('verify', directory)).stderr).toContain('has no manifest.json');
});

test('takes a study whose code is a command of its own by its id, and names it by its code', async () => {
  const study = await insertStudy(store.db, { code: 'verify', title: 'A study', protocol: someProtocol() });
  const { status, stdout } = await dermetry(study?.id ?? '', '--what', 'scores');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^study_code,/)]);
  const folder = join(directory, 'by id');
  expect((await dermetry(study?.id ?? '', '--all', folder)).status).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ study: 'verify' });
});

test('says what it does not know', async () => {
  const missing = await dermetry('OTHER', '--what', 'scores');
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('There is no study OTHER.')]);
  const site = await dermetry('STUDY', '--what', 'scores', '--site', 'X');
  expect([site.status, site.stderr]).toEqual([1, expect.stringContaining('has no site X')]);
  expect((await dermetry('STUDY', '--what', 'pictures')).stderr).toContain('measurements, scores, machine-scores');
  const nothing = await dermetry('STUDY');
  expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining('--all')]);
});
