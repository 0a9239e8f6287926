import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAuditEvents, verifyAuditChain } from '../services/store/audit.ts';
import { fileNameOf, STUDY_EXPORT_NAMES, STUDY_EXPORTS } from '../services/store/study-exports.ts';
import { phantom, testApi } from '../test/api.ts';
import { someMeasurement } from '../test/store.ts';
import { someProtocol, someStudy } from '../test/studies.ts';

const api = await testApi();
afterAll(api.close);
/** As somebody might name a visit who means no harm, or some. */
const LABEL = '=2+3';
const study = await someStudy(api, someProtocol({ visits: [{ label: LABEL, order: 1 }] }));
const { administrator, site, rater, adjudicator, statistician } = study.keys;
const other = await someStudy(api);

const files = STUDY_EXPORT_NAMES.map(fileNameOf);
const tables = STUDY_EXPORT_NAMES.filter((name) => STUDY_EXPORTS[name].action === 'studies.export')
  .map(fileNameOf)
  .filter((file) => file.endsWith('.csv'));
const urlOf = (file: string, id = study.id) => `/v1/studies/${id}/export/${file}`;
type Row = Readonly<Record<string, string>>;
async function rowsOf(file: string, key: string): Promise<readonly Row[]> {
  return parse((await api.get(urlOf(file), key)).body, { columns: true, record_delimiter: '\r\n' });
}
async function exportEvents() {
  const events = await listAuditEvents(api.db, { after: 0, limit: 10_000 });
  return events.filter(({ action }) => action.startsWith('export.'));
}

async function subjectOf(key: string, code: string) {
  const subject = (await api.post('/v1/subjects', { code, height_cm: 170, weight_kg: 70 }, key)).json();
  const body = { label: LABEL, visit_date: '2025-03-30', age_years: 44 };
  const visit = (await api.post(`/v1/subjects/${subject.id}/visits`, body, key)).json();
  const uploaded = await api.upload(
    [
      ['visit_id', visit.id],
      ['condition', 'vitiligo'],
      ['body_region', 'hand'],
      ['view', 'close_up'],
      ['file', await phantom('vitiligo-dark-close-up.jpg')],
    ],
    { headers: { authorization: `Bearer ${key}` } },
  );
  return { visitId: visit.id as string, photoId: uploaded.json().photos[0].photo.id as string };
}

let first: { visitId: string; photoId: string };
let measurementIds: readonly string[];
beforeAll(async () => {
  first = await subjectOf(site, 'A-001');
  const second = await subjectOf(study.otherSiteKey, 'B-001');
  const measured = someMeasurement();
  const later = {
    ...someMeasurement({ pipelineVersion: '0.2.0' }),
    notes: ['-one', 'two, "three"'],
    lesion: { ...measured.lesion, percent_of_skin_interval: [4.1, 4.6] as [number, number] },
  };
  measurementIds = [await api.measure(first.photoId, measured), await api.measure(first.photoId, later)];
  await api.measure(second.photoId, measured);
  const score = { instrument: 'F-VASI', value: 1.25, rater: '@R1', scored_at: '2025-04-01T10:00:00+02:00' };
  const ofVisit = (await api.post(`/v1/visits/${first.visitId}/manual-scores`, score, site)).json();
  const corrected = { ...score, value: 1.5, supersedes: ofVisit.id, reason: '=typing error' };
  await api.post(`/v1/visits/${first.visitId}/manual-scores`, corrected, site);
  const items = [{ region: 'face', bsa_percent: 1, depigmentation_percent: 50 }];
  const byDefinition = { instrument: 'F-VASI', items, definition: 'F-VASI', rater: 'R2' };
  await api.post(`/v1/photos/${second.photoId}/manual-scores`, byDefinition, study.otherSiteKey);
});

describe('measurements.csv', () => {
  it('has a row for every measurement, with the versions that made it', async () => {
    const rows = await rowsOf('measurements.csv', administrator);
    expect(rows.map((row) => [row.site_code, row.subject_code, row.is_latest, row.pipeline_version])).toEqual([
      ['A', 'A-001', 'false', '0.1.0'],
      ['A', 'A-001', 'true', '0.2.0'],
      ['B', 'B-001', 'true', '0.1.0'],
    ]);
    expect(rows[1]).toMatchObject({
      study_code: 'STUDY-1',
      visit_number: '1',
      visit_label: `'${LABEL}`,
      visit_date: '2025-03-30',
      age_years: '44',
      measurement_id: measurementIds[1],
      supersedes_measurement_id: measurementIds[0],
      condition: 'vitiligo',
      body_region: 'hand',
      lesion_percent_of_skin: '4.32',
      lesion_percent_of_skin_low: '4.1',
      lesion_percent_of_skin_high: '4.6',
      lesion_area_cm2: '3.61',
      lesion_area_cm2_low: '3.48',
      lesion_area_cm2_high: '3.75',
      lesion_area_curvature_corrected_cm2: '',
      lesion_percent_of_bsa: '0.02',
      bsa_method: 'absolute_mosteller',
      model_name: 'test-model',
      model_version: '1',
      model_sha256: '',
      notes: `'-one; two, "three"`,
    });
  });

  it('has the figures of one row even where a measurement of an old version lacks the rest', async () => {
    const [row] = await rowsOf('measurements.csv', administrator);
    expect([row.lesion_percent_of_skin_low, row.scale_relative_sd, row.lesion_lab_l]).toEqual(['', '', '']);
  });
});

it('scores.csv has a row for every score, corrected ones too, with unit, range and definition', async () => {
  const rows = await rowsOf('scores.csv', administrator);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ scored_of: 'visit', value_in_score_unit: '1.25', is_latest: 'false', rater: "'@R1" });
  expect(rows[1]).toMatchObject({
    ...{ value_in_score_unit: '1.5', is_latest: 'true', supersedes_score_id: rows[0].score_id },
    ...{ correction_reason: "'=typing error", scored_at_utc: '2025-04-01T08:00:00.000Z' },
    ...{ instrument: 'F-VASI', score_unit_ucum: '{score}', score_minimum: '0', score_maximum: '3' },
  });
  expect(rows[2]).toMatchObject({
    ...{ scored_of: 'photo', body_region: 'hand', subject_code: 'B-001', value_in_score_unit: '0.5' },
    ...{ definition_id: 'F-VASI', definition_version: '1', items_json: expect.stringContaining('"face"') },
  });
});

describe('CDISC-shaped', () => {
  it('rs.csv has the totals that count, numbered within each subject', async () => {
    const rows = await rowsOf('rs.csv', administrator);
    expect(Object.keys(rows[0]).slice(0, 4)).toEqual(['STUDYID', 'DOMAIN', 'USUBJID', 'RSSEQ']);
    expect(rows).toMatchObject([
      { DOMAIN: 'RS', USUBJID: 'STUDY-1-A-A-001', RSSEQ: '1', RSTESTCD: 'FVASITOT', RSSTRESN: '1.5', VISITNUM: '1' },
      { USUBJID: 'STUDY-1-B-B-001', RSSEQ: '1', RSORRES: '0.5', RSSCAT: 'F-VASI V1', RSEVALID: 'R2' },
    ]);
  });

  it('fa.csv has the findings of the latest measurement, each with its unit', async () => {
    const rows = await rowsOf('fa.csv', site);
    expect(rows.map((row) => [row.FASEQ, row.FATESTCD, row.FASTRESN, row.FASTRESU])).toEqual([
      ['1', 'LESAREA', '3.61', 'cm2'],
      ['2', 'LESPSKIN', '4.32', '%'],
      ['3', 'LESPBSA', '0.02', '%'],
      ['4', 'LESNUM', '1', ''],
      ['5', 'LESDEPIG', '91', '%'],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ DOMAIN: 'FA', FAOBJ: 'VITILIGO', FALOC: 'HAND', FADTC: '2025-03-30', FASPID: measurementIds[1] },
      FASCAT: 'PIPELINE 0.2.0, MODEL test-model 1',
    });
  });
});

describe('who gets what', () => {
  it.each(tables)('%s: a site its own subjects only, and no export another study', async (file) => {
    const codes = async (key: string) => [
      ...new Set((await rowsOf(file, key)).map((row) => row.subject_code ?? row.USUBJID.split('-').slice(3).join('-'))),
    ];
    expect(await codes(site)).toEqual(['A-001']);
    expect(await codes(study.otherSiteKey)).toEqual(['B-001']);
    expect(await codes(statistician)).toEqual(['A-001', 'B-001']);
    expect((await api.get(urlOf(file, other.id), statistician)).statusCode).toBe(404);
    const empty = await api.get(urlOf(file, other.id), other.keys.statistician);
    expect([empty.statusCode, empty.body.trimEnd().split('\r\n').length]).toEqual([200, 1]);
  });

  it.each(files)('%s: readers nothing, and the try is remembered', async (file) => {
    for (const key of [rater, adjudicator]) {
      const response = await api.get(urlOf(file), key);
      expect([response.statusCode, response.json().error.code]).toEqual([403, 'forbidden']);
    }
    const [latest] = (await listAuditEvents(api.db, { after: 0, limit: 10_000 })).slice(-1);
    expect(latest).toMatchObject({ action: 'access.deny', role: 'adjudicator' });
  });

  it.each(files)('%s: a treatment to nobody', async (file) => {
    await api.db.updateTable('subjects').set({ treatment: 'ruxolitinib' }).execute();
    expect((await api.get(urlOf(file), administrator)).body).not.toContain('ruxolitinib');
  });
});

it('beginning and end are in the audit trail, the end with the hash of what left', async () => {
  const before = (await exportEvents()).length;
  const { body, headers } = await api.get(urlOf('measurements.csv'), site);
  const [begun, finished] = (await exportEvents()).slice(before);
  const about = { what: 'measurements', site_id: study.sites.A, visit_id: null, with_reads: false };
  expect(begun).toMatchObject({ action: 'export.begin', role: 'site', study_id: study.id, after: about });
  expect(finished).toMatchObject({
    ...{ action: 'export.finish', entity_id: begun.entity_id },
    after: {
      ...about,
      rows: 2,
      bytes: Buffer.byteLength(body),
      sha256: createHash('sha256').update(body).digest('hex'),
    },
  });
  expect(headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="STUDY-1-measurements.csv"',
    'cache-control': 'private, no-store',
  });
  expect((await verifyAuditChain(api.db)).fault).toBeUndefined();
});
