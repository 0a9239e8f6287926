import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { createApiKey, findApiKey } from '../services/store/api-keys.ts';
import { listAuditEvents } from '../services/store/audit.ts';
import { replaceableSecret, replaceSigningSecret, requireSigningSecret } from '../services/store/signing-secrets.ts';
import { insertSite, insertStudy } from '../services/store/studies.ts';
import { openTestStore } from '../test/store.ts';
import { someProtocol } from '../test/studies.ts';

const { db, connectionString, close } = await openTestStore();
afterAll(close);

// Each call is a process of its own.
vi.setConfig({ testTimeout: 180_000 });

const run = promisify(execFile);
async function keys(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, DATABASE_URL: connectionString };
  const { stdout } = await run(process.execPath, [...nodeArguments(), modulePath('cli/main'), 'keys', ...args], {
    env,
  });
  return stdout.trim();
}

test('a key is printed alone and once, listed without its secret, and opens nothing once revoked', async () => {
  const key = await keys('create', 'ward 3');
  expect((await findApiKey(db, key))?.name).toBe('ward 3');
  const list = await keys('list');
  expect(list).toContain('ward 3');
  expect(list).not.toContain(key);
  await keys('revoke', list.split(' ')[0]);
  expect(await findApiKey(db, key)).toBeUndefined();
  expect(await keys('list')).toContain('revoked');
});

test('a key has a role and its studies, and making and ending it is remembered', async () => {
  const study = await insertStudy(db, { code: 'T-1', title: 'A study', protocol: someProtocol() });
  const site = await insertSite(db, study?.id ?? '', 'A');
  const key = await keys('create', 'nurse', '--role', 'site', '--study', 'T-1', '--site', 'A');
  const made = await findApiKey(db, key);
  expect(made).toMatchObject({ role: 'site', memberships: [{ studyId: study?.id, siteId: site?.id }] });
  // By its id a reader is named when reads are handed out.
  expect(await keys('list')).toContain(made?.id);
  const events = await listAuditEvents(db, { after: 0, limit: 100 });
  expect(events.at(-1)).toMatchObject({ action: 'api_key.create', entity_id: made?.id, role: 'administrator' });
  expect(events.map(({ action }) => action)).toContain('api_key.revoke');
  expect(JSON.stringify(events)).not.toContain(key);
});

test.each([
  [['--role', 'rater'], /needs a study/],
  [['--role', 'site', '--study', 'T-1'], /needs the site/],
  [['--role', 'rater', '--study', 'T-9'], /no study T-9/],
  [['--role', 'site', '--study', 'T-1', '--site', 'Z'], /no site Z/],
])('keys create x %j is refused in a sentence', async (options, words) => {
  await expect(keys('create', 'x', ...options)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(words),
  });
});

test('a signing secret that was reset signs no more, a new one does, and the trail has it', async () => {
  const { apiKey } = await createApiKey(db, 'reader who forgot');
  await replaceSigningSecret(db, apiKey.id, { secret: 'old secret', stored: null });
  await requireSigningSecret(db, apiKey.id, 'old secret');
  expect(await keys('reset-secret', apiKey.id)).toContain('PUT /v1/me/signing-secret');
  await expect(requireSigningSecret(db, apiKey.id, 'old secret')).rejects.toThrow('Set a signing secret first');
  // Nobody has to know the old one for it.
  const stored = await replaceableSecret(db, apiKey.id, undefined);
  await replaceSigningSecret(db, apiKey.id, { secret: 'new secret', stored });
  await expect(requireSigningSecret(db, apiKey.id, 'old secret')).rejects.toThrow('wrong');
  await requireSigningSecret(db, apiKey.id, 'new secret');
  const events = await listAuditEvents(db, { after: 0, limit: 100 });
  expect(events.at(-1)).toMatchObject({
    ...{ action: 'signing_secret.reset', entity: 'api_key', entity_id: apiKey.id },
    actor: expect.stringMatching(/^command line of /),
  });
});

test('a reset lets a key sign again that typed too many wrong secrets, and needs an id that is there', async () => {
  const { apiKey } = await createApiKey(db, 'reader who mistyped');
  await replaceSigningSecret(db, apiKey.id, { secret: 'right', stored: null });
  for (let n = 0; n < 5; n++) await requireSigningSecret(db, apiKey.id, 'wrong').catch(() => undefined);
  await expect(requireSigningSecret(db, apiKey.id, 'right')).rejects.toThrow('Too many');
  await keys('reset-secret', apiKey.id);
  await replaceSigningSecret(db, apiKey.id, { secret: 'right', stored: null });
  await requireSigningSecret(db, apiKey.id, 'right');
  const unknown = '00000000-0000-4000-8000-000000000000';
  await expect(keys('reset-secret', unknown)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('keys list'),
  });
});

test('an unknown key is told in a sentence, with status 1', async () => {
  await expect(keys('revoke', 'dm_nobody')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('keys list'),
  });
});
