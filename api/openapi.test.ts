import { afterAll, expect, it } from 'vitest';
import { testApi } from '../test/api.ts';

const api = await testApi();
afterAll(api.close);

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Readonly<Record<string, unknown>> }>>>>;
}

it('the committed openapi.json is what the routes say now (npm run openapi writes it anew)', async () => {
  const document = (await api.get('/openapi.json')).json();
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('openapi.json');
});

it('every route under /v1 describes its answer and its errors', async () => {
  const { openapi, paths } = (await api.get('/openapi.json')).json() as Described;
  expect(openapi).toBe('3.1.0');
  const routes = Object.entries(paths).filter(([path]) => path.startsWith('/v1/'));
  expect(routes.length).toBeGreaterThan(15);
  for (const [path, methods] of routes) {
    for (const [method, { responses }] of Object.entries(methods)) {
      const statuses = Object.keys(responses);
      expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(['4XX', '5XX']));
      expect(
        statuses.some((status) => status.startsWith('2')),
        `${method} ${path}`,
      ).toBe(true);
    }
  }
});
