import { afterAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../services/store/api-keys.ts';
import { closeDatabase } from '../services/store/database.ts';
import { revokeHolder } from '../services/store/holders.ts';
import { testApi } from '../test/api.ts';

const local = await testApi({ host: '127.0.0.1' });
const open = await testApi({ host: '0.0.0.0' });
afterAll(async () => {
  await local.close();
  await open.close();
});
const ask = (api: typeof local, headers: Record<string, string>, url = '/v1/subjects') =>
  api.app.inject({ url, headers });
const outcome = async (response: ReturnType<typeof ask>) => {
  const { statusCode, body } = await response;
  return statusCode === 200 ? 200 : [statusCode, JSON.parse(body).error.code];
};

describe('a server that listens beyond loopback', () => {
  it('asks for a key, and says how', async () => {
    const response = await ask(open, {});
    expect([response.statusCode, response.json().error.code]).toEqual([401, 'unauthorised']);
    expect(response.headers['www-authenticate']).toContain('Bearer');
    expect(response.json().error.message).toContain('dermetry keys create');
  });

  it('opens to a key until it is revoked', async () => {
    const { key, apiKey } = await createApiKey(open.db, 'clinic');
    const authorization = `Bearer ${key}`;
    expect(await outcome(ask(open, { authorization }))).toBe(200);
    expect(await outcome(ask(open, { authorization, host: 'dermetry.example' }))).toBe(200);
    await revokeHolder(open.db, apiKey.id);
    expect(await outcome(ask(open, { authorization }))).toEqual([401, 'unauthorised']);
  });

  it.each(['Bearer', 'Bearer dm_wrong', 'Basic ZG06ZG0=', `Bearer dm_${'A'.repeat(43)}`])(
    'does not open to "%s"',
    async (authorization) => {
      expect(await outcome(ask(open, { authorization }))).toEqual([401, 'unauthorised']);
    },
  );

  it.each(['/v1/nothing', '/metrics', '/v1/photos/00000000-0000-4000-8000-000000000000'])(
    'tells nothing about %s without a key',
    async (url) => {
      expect(await outcome(ask(open, {}, url))).toEqual([401, 'unauthorised']);
    },
  );

  it.each(['/health/live', '/health/ready', '/openapi.json', '/docs/'])('answers %s to anybody', async (url) => {
    expect((await ask(open, {}, url)).statusCode).toBe(200);
  });
});

describe('a server that listens on loopback only', () => {
  it('needs no key', async () => {
    expect(await outcome(ask(local, { host: 'localhost:3000' }))).toBe(200);
    expect(await outcome(ask(local, { host: '127.0.0.1:3000' }))).toBe(200);
    expect(await outcome(ask(local, { host: '[::1]:3000' }))).toBe(200);
  });

  it('is not fooled by a page whose name was made to point here', async () => {
    expect(await outcome(ask(local, { host: 'attacker.example:3000' }))).toEqual([403, 'forbidden']);
  });

  it('is not used by pages of other origins', async () => {
    const host = 'localhost:3000';
    expect(await outcome(ask(local, { host, origin: 'http://attacker.example' }))).toEqual([403, 'forbidden']);
    expect(await outcome(ask(local, { host, origin: 'http://localhost:8080' }))).toEqual([403, 'forbidden']);
    expect(await outcome(ask(local, { host, origin: 'null' }))).toEqual([403, 'forbidden']);
    expect(await outcome(ask(local, { host, 'sec-fetch-site': 'cross-site' }))).toEqual([403, 'forbidden']);
    expect(await outcome(ask(local, { host, origin: 'http://localhost:3000' }))).toBe(200);
  });

  it('refuses a wrong key all the same, so that its sender notices', async () => {
    expect(await outcome(ask(local, { authorization: 'Bearer dm_wrong' }))).toEqual([401, 'unauthorised']);
  });
});

describe('GET /metrics', () => {
  it('gives queue, photos, measurements and request times, with routes by pattern', async () => {
    await local.get('/v1/subjects/00000000-0000-4000-8000-000000000000');
    const { body } = await local.get('/metrics');
    expect(body).toContain('dermetry_queue_jobs{queue="measure-photo",state="waiting"} 0');
    expect(body).toContain('dermetry_photos{state="measured"} 0');
    expect(body).toContain('dermetry_measurements 0');
    expect(body).toMatch(/request_duration_seconds_count\{method="GET",route="\/v1\/subjects\/:id",status="404"\} 1/);
    expect(body).not.toContain('00000000-0000-4000');
  });
});

describe('GET /health/ready', () => {
  it('asks database and queue', async () => {
    const response = await local.get('/health/ready');
    expect(response.json()).toEqual({ status: 'ok', database: 'ok', queue: 'ok' });
  });

  it('answers 503 and says which part is down, while live stays well', async () => {
    const broken = await testApi();
    await closeDatabase(broken.db);
    const ready = await broken.get('/health/ready');
    expect([ready.statusCode, ready.json()]).toEqual([
      503,
      { status: 'unavailable', database: 'unavailable', queue: 'ok' },
    ]);
    expect((await broken.get('/health/live')).statusCode).toBe(200);
    await broken.close();
  });
});

describe('a fault of the server', () => {
  it('is answered with 500 and a request id, and its message stays inside', async () => {
    const broken = await testApi();
    await closeDatabase(broken.db);
    const response = await broken.get('/v1/subjects');
    expect(response.statusCode).toBe(500);
    expect(response.json().error.code).toBe('internal_error');
    expect(response.json().error.message).toMatch(/request id/);
    expect(response.body).not.toMatch(/driver|destroyed|postgres/i);
    await broken.close();
  });
});
