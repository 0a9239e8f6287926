import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { testApi } from '../test/api.ts';

const api = await testApi();
afterAll(api.close);

const TABLE = 'row,kind,group,n,count,percent\nMale,count,A,48,30,62.5\nMale,count,B,37,19,54.1\n';

const check = (payload: string | Buffer, query = '', type = 'text/csv') =>
  api.app.inject({ method: 'POST', url: `/v1/check-table${query}`, payload, headers: { 'content-type': type } });

describe('POST /v1/check-table', () => {
  it('finds what cannot be, and says where and why', async () => {
    const response = await check(TABLE);
    expect(response.statusCode).toBe(200);
    const { faults, consistent, lines, findings } = response.json();
    expect({ faults, consistent, lines }).toEqual({ faults: 1, consistent: 1, lines: 2 });
    expect(findings[0]).toMatchObject({
      rule: 'percent_of_count',
      grade: 'fault',
      row: 'Male',
      group: 'B',
      lines: [3],
      printed: '19 of 37 (54.1 %)',
      recomputed: '51.351 %',
    });
  });

  it('answers the reference study as the command does', async () => {
    const csv = await readFile('services/table-check/reference-study.csv');
    expect((await check(csv)).json()).toMatchObject({ faults: 16, doubtful: 10, consistent: 24, not_checked: [] });
  });

  it('takes semicolons and decimal commas, and a charset in the type', async () => {
    const csv = TABLE.replaceAll(',', ';').replaceAll('.', ',');
    expect((await check(csv, '?decimal_comma=true', 'text/csv; charset=utf-8')).json()).toMatchObject({ faults: 1 });
  });

  it.each([
    [
      'a column that there is not',
      'row,knd\nx,count\n',
      400,
      'invalid_request',
      /no column knd\. The columns are: table, row/,
    ],
    ['a number that is none', TABLE.replace('62.5', 'x'), 400, 'invalid_request', /row 2, column percent: .*"x"/],
    ['what is no UTF-8', Buffer.from('row,kind\n\xe4,count\n', 'latin1'), 400, 'invalid_request', /UTF-8/],
    ['an empty body', '', 400, 'invalid_request', /empty/],
    ['a table that is too large', 'x'.repeat(500_001), 413, 'file_too_large', /too large/],
  ])('refuses %s', async (_what, payload, status, code, message) => {
    const response = await check(payload);
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
    expect(response.json().error.message).toMatch(message);
  });

  it('refuses another type, and a query that it does not know', async () => {
    expect((await check('{}', '', 'application/json')).statusCode).toBeGreaterThanOrEqual(400);
    expect((await check(TABLE, '?comma=1')).statusCode).toBe(400);
  });
});
