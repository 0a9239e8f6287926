import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { testApi } from '../test/api.ts';
import { someStudy } from '../test/studies.ts';

vi.setConfig({ testTimeout: 120_000 });
const api = await testApi();
afterAll(api.close);
const study = await someStudy(api);
const url = `/v1/studies/${study.id}/manual-scores/import`;
const mapping = { subject: 'id', visit: 'visit', rater: 'rater', scored_at: 'on', instrument: 'VASI', value: 'vasi' };
const HEAD = 'id,visit,rater,on,vasi';

async function addSubject(code: string, key: string): Promise<Record<string, string>> {
  const subject = (await api.post('/v1/subjects', { code }, key)).json();
  const visits: Record<string, string> = {};
  for (const label of ['baseline', 'week 12']) {
    visits[label] = (await api.post(`/v1/subjects/${subject.id}/visits`, { label }, key)).json().id;
  }
  return visits;
}
const visits = await addSubject('S-1', study.keys.site);
await addSubject('S-1', study.otherSiteKey);
await addSubject('S-2', study.otherSiteKey);
const scoresOf = async (visit: string) => (await api.get(`/v1/visits/${visit}/manual-scores`)).json().manual_scores;
const good = [HEAD, 'S-1,baseline,R1,2025-03-30,7.5', 'S-1,week 12,R1,2025-06-22,5'].join('\n');

describe('POST /v1/studies/:id/manual-scores/import', () => {
  it('a dry run finds what is wrong and imports nothing', async () => {
    const csv = [
      good,
      'S-9,baseline,R1,2025-03-30,1',
      'S-1,week 24,R1,2025-03-30,1',
      'S-1,baseline,R2,2025-03-30,x',
    ].join('\n');
    const report = (await api.post(url, { csv, mapping, dry_run: true }, study.keys.site)).json();
    expect(report).toMatchObject({
      dry_run: true,
      rows: 5,
      imported: 0,
      faults: [
        { line: 4, message: expect.stringContaining('no subject S-9') },
        { line: 5, message: expect.stringContaining('there is baseline, week 12') },
        { line: 6, column: 'vasi' },
      ],
    });
    expect(await scoresOf(visits.baseline)).toEqual([]);
    expect((await api.post(url, { csv: good, mapping, dry_run: true }, study.keys.site)).json().faults).toEqual([]);
    expect(await scoresOf(visits.baseline)).toEqual([]);
  });

  it('imports nothing while a row is wrong, and says which', async () => {
    const response = await api.post(url, { csv: `${good}\nS-9,baseline,R1,2025-03-30,1`, mapping }, study.keys.site);
    expect([response.statusCode, response.json().error.details]).toEqual([400, [expect.objectContaining({ line: 4 })]]);
    expect(await scoresOf(visits.baseline)).toEqual([]);
  });

  it('imports all rows at once, remembers it, and not a second time', async () => {
    const response = await api.post(url, { csv: good, mapping }, study.keys.site);
    expect([response.statusCode, response.json().imported]).toEqual([200, 2]);
    expect(await scoresOf(visits.baseline)).toMatchObject([{ instrument: 'VASI', value: 7.5, rater: 'R1' }]);
    const { events } = (await api.get('/v1/audit-events?limit=1000', study.keys.auditor)).json();
    expect(events.at(-1)).toMatchObject({ action: 'manual_score.import', role: 'site', after: { rows: 2 } });
    const again = await api.post(url, { csv: good, mapping }, study.keys.site);
    expect(again.json().error.details.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
    expect(await scoresOf(visits.baseline)).toHaveLength(1);
  });

  it('finds no subjects of another site, and asks for the site where a code is used twice', async () => {
    const asks = async (csv: string, key: string, more = {}) => {
      const { faults } = (await api.post(url, { csv, mapping: { ...mapping, ...more }, dry_run: true }, key)).json();
      return faults.map(({ message }: { message: string }) => message).join();
    };
    const foreign = `${HEAD}\nS-2,baseline,R1,2025-03-30,1`;
    expect(await asks(foreign, study.keys.site)).toContain('no subject S-2');
    const double = `${HEAD},site\nS-1,baseline,R7,2025-03-30,1,A`;
    expect(await asks(double, study.keys.administrator)).toContain('Several sites');
    expect(await asks(double, study.keys.administrator, { site: 'site' })).toBe('');
  });

  it('takes instruments of the protocol only', async () => {
    const pasi = { ...mapping, instrument: 'PASI' };
    const report = (await api.post(url, { csv: good, mapping: pasi, dry_run: true }, study.keys.site)).json();
    expect(report.faults[0].message).toContain('VASI_5_REGIONS');
  });
});

describe('forms', () => {
  it('are generated, and a total is computed without storing anything', async () => {
    const form = (await api.get('/v1/score-definitions/F-VASI/form', study.keys.rater)).json();
    expect(form).toMatchObject({ sections: [{ region: 'face', repeatable: true }], items_schema: { type: 'array' } });
    const items = [{ region: 'face', bsa_percent: 2, depigmentation_percent: 50 }];
    const computed = await api.post('/v1/score-definitions/F-VASI/compute', { items }, study.keys.rater);
    expect(computed.json()).toEqual({ value: 1, parts: { face: 1 }, warnings: [] });
    const half = await api.post('/v1/score-definitions/F-VASI/compute', { items: [] }, study.keys.rater);
    expect(half.json().error.code).toBe('incomplete_score');
    expect((await api.get('/v1/score-definitions/GUESS/form')).statusCode).toBe(404);
  });
});

it('dermetry scores import does the same from a file', async () => {
  const [file, mappingFile] = [join(api.directory, 'scores.csv'), join(api.directory, 'mapping.json')];
  await writeFile(file, `${HEAD},site\nS-2,baseline,R8,2025-03-30,3,B\n`);
  await writeFile(mappingFile, JSON.stringify({ ...mapping, site: 'site' }));
  const run = (...more: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      [...nodeArguments(), modulePath('cli/main'), 'scores', 'import', file, '--mapping', mappingFile, ...more],
      { env: { PATH: process.env.PATH, DATABASE_URL: api.queues.config.databaseUrl } },
    );
  const { code } = (await api.get(`/v1/studies/${study.id}`)).json();
  expect((await run('--study', code, '--dry-run')).stdout).toContain('All 1 rows can be imported');
  expect((await run('--study', code)).stdout).toContain('1 scores were imported');
  await expect(run('--study', code)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('line 2') });
  await expect(run('--study', 'NONE')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('no study') });
});
