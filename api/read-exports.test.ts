import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../services/store/api-keys.ts';
import { listAuditEvents } from '../services/store/audit.ts';
import { testApi } from '../test/api.ts';
import {
  face,
  put,
  type ReadStudy,
  readAll,
  readAndSign,
  SIGNING_SECRET,
  someReadStudy,
  startRound,
} from '../test/reads.ts';

const api = await testApi();
afterAll(api.close);
const REASON = '=typing error';
const TREATMENTS = ['+VERUM', 'vehicle cream twice daily'];
let study: ReadStudy;
let signed: readonly string[];

type Row = Readonly<Record<string, string>>;
const urlOf = (file: string) => `/v1/studies/${study.id}/export/${file}`;
async function rowsOf(file: string, key = study.keys.statistician): Promise<readonly Row[]> {
  const response = await api.get(urlOf(file), key);
  if (response.statusCode !== 200) throw new Error(response.body);
  return parse(response.body, { columns: true, record_delimiter: '\r\n' });
}

beforeAll(async () => {
  // 0.9 of it is the machine's F-VASI, in figures that binary fractions do not hold.
  study = await someReadStudy(api, { plan: { repeat_percent: 25, machine: 'shown_after' }, bsaPercent: 1.371722 });
  await startRound(api, study);
  const [first, second] = study.raters;
  signed = await readAll(api, first.key, () => 1);
  // One beyond the limit of 0.5.
  await readAll(api, second.key, (index) => (index === 0 ? 2 : 1.1));
  const correction = { items: face(1.2), reason: REASON };
  await api.post(`/v1/reads/${signed[0]}/versions`, correction, first.key);
  await api.post(`/v1/reads/${signed[0]}/sign`, { meaning: 'review', secret: SIGNING_SECRET }, first.key);
  const [open] = (await api.get('/v1/reads', study.keys.adjudicator)).json().reads;
  await readAndSign(api, open.id, { value: 1.5, key: study.keys.adjudicator });
}, 400_000);

describe('reads.csv', () => {
  it('has a row for each signed version and each of its items', async () => {
    const rows = await rowsOf('reads.csv');
    const totals = rows.filter(({ row_of }) => row_of === 'total');
    // Four visits and one repeat for each of two readers, a correction, an adjudication.
    expect(totals).toHaveLength(2 * 5 + 1 + 1);
    expect(rows).toHaveLength(3 * totals.length);
    const versions = rows.filter(({ read_id }) => read_id === signed[0]);
    expect(
      versions.map((row) => [row.read_version, row.is_latest, row.row_of, row.item_name, row.item_region]),
    ).toEqual([
      ['1', 'false', 'total', '', ''],
      ['1', 'false', 'item', 'bsa_percent', 'face'],
      ['1', 'false', 'item', 'depigmentation_percent', 'face'],
      ['2', 'true', 'total', '', ''],
      ['2', 'true', 'item', 'bsa_percent', 'face'],
      ['2', 'true', 'item', 'depigmentation_percent', 'face'],
    ]);
    expect(versions[3]).toMatchObject({
      ...{ read_of: 'visit', photo_id: '', reader_id: study.raters[0].id, order_shown: '1', is_repeat: 'false' },
      ...{ machine_condition: 'shown_after', machine_seen: 'after_own_read', machine_value_seen: '1.2345' },
      ...{ value_in_score_unit: '1.2', score_unit_ucum: '{score}', instrument: 'F-VASI', definition_id: 'F-VASI' },
      ...{ correction_reason: `'${REASON}`, signature_meaning: 'review', is_adjudication: 'false' },
      ...{ signed_at_utc: expect.stringMatching(/^20.*Z$/), content_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(versions[0]).toMatchObject({ machine_seen: 'none', machine_value_seen: '', correction_reason: '' });
  });

  it('numbers readers without their names, and tells repeats and adjudications', async () => {
    const totals = (await rowsOf('reads.csv')).filter(
      ({ row_of, is_latest }) => row_of === 'total' && is_latest === 'true',
    );
    const readers = new Map(totals.map((row) => [row.reader, row.reader_id]));
    expect([...readers.keys()].sort()).toEqual(['ADJUDICATOR 1', 'READER 1', 'READER 2']);
    expect(totals.filter(({ is_repeat }) => is_repeat === 'true')).toHaveLength(2);
    const adjudicated = totals.filter(({ adjudication }) => adjudication === 'done');
    expect(adjudicated.filter(({ is_adjudication }) => is_adjudication === 'true')).toMatchObject([
      { value_in_score_unit: '1.5', order_shown: '' },
    ]);
    expect(new Set(adjudicated.map(({ subject_code, visit_label }) => `${subject_code} ${visit_label}`)).size).toBe(1);
    expect((await api.get(urlOf('reads.csv'), study.keys.auditor)).body).not.toContain('Dr Reader');
  });

  it.each(['site', 'rater', 'adjudicator'] as const)('is not for the role %s', async (role) => {
    expect((await api.get(urlOf('reads.csv'), study.keys[role])).statusCode).toBe(403);
    const [latest] = (await listAuditEvents(api.db, { after: 0, limit: 10_000 })).slice(-1);
    expect(latest).toMatchObject({ action: 'access.deny', role });
  });
});

it.each(['rs.csv', 'fhir.json'])('%s has reads for a statistician and none for a site', async (file) => {
  const [{ id: version }] = await api.db.selectFrom('read_versions').select('id').where('version', '=', 2).execute();
  expect((await api.get(urlOf(file), study.keys.statistician)).body).toContain(version);
  const ofSite = await api.get(urlOf(file), study.keys.site);
  expect(ofSite.statusCode).toBe(200);
  expect(ofSite.body).not.toContain(version);
  expect(ofSite.body).not.toMatch(/READER|INDEPENDENT ASSESSOR/);
  const of = `/v1/visits/${study.visits[0].id}/export/fhir.json`;
  expect((await api.get(of, study.keys.site)).body).not.toContain('READER');
});

it('rs.csv has neither repeats nor corrected reads, and flags the adjudicated one', async () => {
  const rows = await rowsOf('rs.csv');
  expect(rows).toHaveLength(2 * 4 + 1);
  expect(rows.filter(({ RSACPTFL }) => RSACPTFL === 'Y')).toMatchObject([
    { RSEVAL: 'INDEPENDENT ASSESSOR', RSEVALID: 'ADJUDICATOR 1', RSSTRESN: '1.5', RSTESTCD: 'FVASITOT' },
  ]);
  expect(new Set(rows.map(({ USUBJID, RSSEQ }) => `${USUBJID} ${RSSEQ}`)).size).toBe(rows.length);
});

it('machine-scores.csv has a row for each visit and instrument, and names what is missing', async () => {
  const rows = await rowsOf('machine-scores.csv', study.keys.site);
  expect(rows).toHaveLength(study.visits.length * 7);
  const of = (instrument: string) => rows.find((row) => row.instrument === instrument);
  expect(of('F-VASI')).toMatchObject({
    ...{ subject_code: 'SUBJ-1', visit_label: 'baseline', condition: 'vitiligo', value_in_score_unit: '1.2345' },
    ...{ photos_counted: '1', photos_missing: '0', missing_regions: '', photo_ids: study.visits[0].photoId },
    ...{ models: 'test-model 1', pipeline_versions: '0.1.0', definition_id: 'F-VASI' },
  });
  expect(of('F-VASI_CONTINUOUS')?.value_in_score_unit).toBe('1.2483');
  expect(of('T-VASI')).toMatchObject({ value_in_score_unit: '', photos_counted: '1', photos_missing: '31' });
  expect(of('VASI')?.missing_regions).toContain('hand 0 of 4; upper_arm 0 of 4');
  expect(of('VASI')?.missing_regions).not.toContain('face');
  expect(of('BSA_PERCENT')).toMatchObject({ score_unit_ucum: '%', value_in_score_unit: '' });
});

describe('treatments', () => {
  it('leave only once the study is unblinded, to administrators and statisticians', async () => {
    const { administrator, statistician, site, auditor } = study.keys;
    const subjects = [...new Set(study.visits.map(({ subjectId }) => subjectId))];
    const treatments = subjects.map((subject_id, index) => ({ subject_id, treatment: TREATMENTS[index] }));
    await put(api, `/v1/studies/${study.id}/treatments`, { treatments, reason: 'list' }, administrator);
    for (const file of ['treatments.csv', 'dm.csv']) {
      for (const key of [administrator, statistician, site, auditor]) {
        const answer = await api.get(urlOf(file), key);
        expect(answer.statusCode).toBe(403);
        expect(answer.body).not.toMatch(/VERUM|vehicle/);
      }
    }
    const [denied] = (await listAuditEvents(api.db, { after: 0, limit: 10_000 })).filter(
      ({ reason }) => reason === 'the study is blinded',
    );
    expect(denied).toMatchObject({ action: 'access.deny', role: 'administrator' });
    await api.post(`/v1/studies/${study.id}/unblind`, { reason: 'end' }, administrator);
    expect(await rowsOf('treatments.csv')).toMatchObject([
      { site_code: 'A', subject_code: 'SUBJ-1', treatment: "'+VERUM", unblinded_at_utc: expect.stringMatching(/Z$/) },
      { subject_code: 'SUBJ-2', treatment: TREATMENTS[1] },
    ]);
    const arms = await rowsOf('dm.csv', administrator);
    expect(arms.map(({ ARM, ACTARM, ARMCD }) => [ARM, ACTARM, ARMCD.length])).toEqual([
      ["'+VERUM", "'+VERUM", "'+VERUM".length],
      [TREATMENTS[1], TREATMENTS[1], 20],
    ]);
    for (const key of [site, auditor]) expect((await api.get(urlOf('dm.csv'), key)).statusCode).toBe(403);
    const memberships = [{ studyId: study.id, siteId: null }];
    const rater = await createApiKey(api.db, 'rater', { role: 'rater', memberships });
    expect((await api.get(urlOf('treatments.csv'), rater.key)).statusCode).toBe(403);
  });
});
