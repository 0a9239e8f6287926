import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreementReport } from '../services/agreement/report/agreement-report.ts';
import type { Figure } from '../services/agreement/report/figure.ts';
import { outcomeReport } from '../services/outcomes/report.ts';
import { listAuditEvents, verifyAuditChain } from '../services/store/audit.ts';
import { testApi } from '../test/api.ts';
import { put, type ReadStudy, someReadStudy, startRound } from '../test/reads.ts';
import { insertSignedReads } from '../test/signed-reads.ts';
import { someMeasurement } from '../test/store.ts';

const api = await testApi();
afterAll(api.close);

const SUBJECTS = 8;
/** F-VASI by unit: visits in the order of subject and visit. Everything else follows from it. */
const TRUTH = [1.2, 0.5, 2.4, 1.1, 0.8, 0.1, 1.9, 1.6, 2.8, 0.6, 1.5, 0.7, 2.1, 0.4, 0.9, 0.9];
const READER_SHIFT = [0.05, -0.1];
const REPEAT_SHIFT = 0.02;
const wave = (i: number, k: number): number => 0.05 * (((i * 7 + k * 3) % 5) - 2);
const rounded = (value: number): number => Number(value.toFixed(4));
const readOf = (reader: number, i: number): number => rounded(TRUTH[i] + READER_SHIFT[reader] + wave(i, reader));
const machineOf = (i: number): number => rounded(TRUTH[i] + wave(i, 4));

let study: ReadStudy;
let codes: readonly string[];
let url: (what: string, query?: string) => string;

/** F-VASI of the machine is 0.9 times the share of the body, all of it on one step of the ladder. */
function measurementWith(fVasi: number) {
  // A later pipeline, so that it replaces the first measurement.
  const measured = someMeasurement({ pipelineVersion: '0.2.0' });
  return { ...measured, lesion: { ...measured.lesion, bsa_percent: fVasi / 0.9 } };
}

/** As the protocol of the study has it. */
const plannedReads = () => ({
  ...{ definition: 'F-VASI', unit: 'visit', design: 'two_readers', machine: 'hidden', repeat_percent: 50 },
  ...{ blind_to: ['visit', 'time', 'treatment'], side_by_side: false, adjudicate_machine: false },
});

/** Every other unit twice. */
async function readAs(reader: number, roundId: string): Promise<void> {
  const photos = await api.db.selectFrom('photos').select(['id', 'stored_sha256']).execute();
  const hashes = new Map(photos.map(({ id, stored_sha256 }) => [id, stored_sha256]));
  const reads = study.visits.flatMap(({ id: unitId, photoId }, i) => {
    const of = (kind: 'first' | 'repeat', value: number) => ({
      ...{ unitId, photoId, photoSha256: hashes.get(photoId) ?? '', kind, value: rounded(value) },
    });
    return [of('first', readOf(reader, i)), ...(i % 2 === 0 ? [of('repeat', readOf(reader, i) + REPEAT_SHIFT)] : [])];
  });
  const { id: keyId } = study.raters[reader];
  await insertSignedReads(api.db, { roundId, keyId, name: `Dr Reader ${reader + 1}`, reads });
}

beforeAll(async () => {
  study = await someReadStudy(api, { subjects: SUBJECTS, withoutPictures: true });
  url = (what, query = '') => `/v1/studies/${study.id}/${what}${query}`;
  codes = study.visits.map(({ code }) => code);
  for (const [i, { photoId }] of study.visits.entries()) await api.measure(photoId, measurementWith(machineOf(i)));
  const plan = JSON.stringify({ ...plannedReads(), adjudication_limit: 0.5 });
  const round = await api.db
    .insertInto('read_rounds')
    .values({ study_id: study.id, seed: 'seed', plan })
    .returning('id')
    .executeTakeFirstOrThrow();
  await readAs(0, round.id);
  await readAs(1, round.id);
  for (const [i, { id }] of study.visits.entries()) {
    if (i === 3) continue;
    const score = { instrument: 'F-VASI', value: rounded(TRUTH[i] + 0.2), rater: '=HYPERLINK("x")' };
    await api.post(`/v1/visits/${id}/manual-scores`, score, study.keys.site);
  }
}, 400_000);

const [statistician] = ['statistician'] as const;
const keyOf = (role: keyof ReadStudy['keys']): string => study.keys[role];
const get = async (what: string, query = '', role: keyof ReadStudy['keys'] = statistician) =>
  await api.get(url(what, query), keyOf(role));
const figuresOf = (compared: { readonly figures: readonly Figure[] }) =>
  new Map(compared.figures.map((figure) => [figure.id, figure]));

interface Compared {
  readonly kind: string;
  readonly methods: readonly string[];
  readonly n: number;
  readonly subjects: number;
  readonly missing: readonly { readonly method: string; readonly units: number }[];
  readonly refused: string | null;
  readonly figures: readonly Figure[];
  readonly strata: readonly { readonly by: string; readonly refused: string | null }[];
  readonly responders: readonly { readonly definition: string; readonly figures: readonly Figure[] }[];
}

async function comparisons(query = ''): Promise<readonly Compared[]> {
  const answer = await get('agreement', query);
  expect(answer.statusCode).toBe(200);
  const { instruments } = answer.json();
  expect(instruments).toHaveLength(1);
  expect(instruments[0]).toMatchObject({ score: 'F-VASI', compared: 'visit', unit: 'points', units: 2 * SUBJECTS });
  return instruments[0].comparisons;
}

describe('GET /v1/studies/:id/agreement', () => {
  it('compares machine, readers, their repeats, what counts and the sites, each pair for itself', async () => {
    const found = await comparisons();
    expect(found.map(({ kind, methods, n }) => [kind, methods.join(' | '), n])).toEqual([
      ['machine_final', 'machine | readers’ final value', 16],
      ['machine_reader', 'machine | Dr Reader 1', 16],
      ['machine_reader', 'machine | Dr Reader 2', 16],
      ['machine_manual', 'machine | =HYPERLINK("x") (site score)', 15],
      ['reader_reader', 'Dr Reader 1 | Dr Reader 2', 16],
      ['reader_repeat', 'Dr Reader 1 | Dr Reader 1, repeat', 8],
      ['reader_repeat', 'Dr Reader 2 | Dr Reader 2, repeat', 8],
      ['final_manual', 'readers’ final value | =HYPERLINK("x") (site score)', 15],
    ]);
    expect(found[3].missing).toContainEqual({ method: '=HYPERLINK("x") (site score)', units: 1 });
  });

  it('gives the figures that the pure functions give of the same table', async () => {
    const rows = TRUTH.map((_, i) => ({
      ...{ number: i + 1, readings: [machineOf(i), readOf(0, i)], subject: codes[i] },
    }));
    const table = { methods: ['machine', 'Dr Reader 1'], rows, hasSubjects: true, by: null };
    const expected = agreementReport(table, { unit: 'points', margin: null, errorRatio: 1, seed: 7 });
    const [, compared] = await comparisons('?seed=7');
    const wanted = expected.groups[0].comparisons[0].figures.filter(({ id }) => !id.startsWith('repeatability_'));
    expect(compared.figures.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    for (const [i, figure] of wanted.entries()) {
      const got = compared.figures[i];
      expect([got.form, got.unit, got.test, got.references], figure.id).toEqual([
        ...[figure.form, figure.unit, figure.test, figure.references],
      ]);
      if (figure.value === null) expect(got.value).toBeNull();
      else expect(got.value, figure.id).toBeCloseTo(figure.value, 9);
      expect(got.bootstrap_interval === null, figure.id).toBe(figure.bootstrap_interval === null);
    }
  });

  it('has the bias that was put in, of readers and of their repeats', async () => {
    const found = await comparisons();
    const mean = TRUTH.reduce((sum, _, i) => sum + readOf(0, i) - readOf(1, i), 0) / TRUTH.length;
    expect(figuresOf(found[4]).get('bias')?.value).toBeCloseTo(mean, 9);
    expect(figuresOf(found[5]).get('bias')?.value).toBeCloseTo(-REPEAT_SHIFT, 9);
    expect(figuresOf(found[5]).has('repeatability_coefficient')).toBe(true);
    expect(figuresOf(found[1]).has('repeatability_coefficient')).toBe(false);
  });

  it('tells who responds by one and not by the other, from the first visit to the last', async () => {
    const [final] = await comparisons();
    expect(final.responders.map(({ definition }) => definition)).toEqual(['F-VASI50', 'F-VASI75', 'F-VASI90']);
    const responds = (before: number, after: number, percent: number) => (100 * (before - after)) / before >= percent;
    const counted = (scoreOf: (i: number) => number): number =>
      Array.from({ length: SUBJECTS }, (_, s) => responds(scoreOf(2 * s), scoreOf(2 * s + 1), 50)).filter(Boolean)
        .length;
    const mean = (i: number): number => (readOf(0, i) + readOf(1, i)) / 2;
    const expected = (100 * (counted(machineOf) - counted(mean))) / SUBJECTS;
    expect(figuresOf(final.responders[0]).get('responder_discordance')?.value).toBeCloseTo(expected, 9);
  });

  it('refuses what has too few pairs, with the reason and no number', async () => {
    const found = await comparisons('?least_stratum_pairs=9');
    const strata = found.flatMap((each) => each.strata.filter(({ refused }) => refused !== null));
    for (const each of strata)
      expect(each).toMatchObject({ figures: [], refused: expect.stringMatching(/^needs 9 pairs/) });
    const empty = await someReadStudy(api, { subjects: 1, withoutPictures: true });
    await startRound(api, empty);
    const answer = await api.get(`/v1/studies/${empty.id}/agreement`, empty.keys.statistician);
    const [instrument] = answer.json().instruments;
    expect(instrument.comparisons.length).toBeGreaterThan(0);
    for (const each of instrument.comparisons) {
      expect(each).toMatchObject({ figures: [], n: 0, refused: 'needs 3 visits with a value by each, but has 0' });
    }
  });
});

describe('GET /v1/studies/:id/outcomes', () => {
  const consensus = (i: number): number => (readOf(0, i) + readOf(1, i)) / 2;

  it('gives the tables that the pure functions give of the same rows, one group while blinded', async () => {
    const answer = (await get('outcomes', '?responder_percent=75')).json();
    expect(answer).toMatchObject({
      subjects: SUBJECTS,
      one_group_because: 'The study is blinded: until it is unblinded everybody is in one group.',
      settings: { before: 'baseline', after: ['week 12'], missing_rule: 'observed' },
    });
    const [vasi, fVasi] = answer.scores;
    expect(vasi).toMatchObject({ score: 'VASI_5_REGIONS', report: { not_done: expect.stringContaining('no VASI') } });
    expect(fVasi).toMatchObject({ score: 'F-VASI', source: 'final', responder_definition: 'F-VASI75' });
    const rows = Array.from({ length: SUBJECTS }, (_, s) => ({
      ...{ where: '', subject: `SUBJ-${s + 1}`, group: 'all subjects', instrument: 'F-VASI', stratum: null },
      ...{ before: consensus(2 * s), after: [consensus(2 * s + 1)] },
    }));
    const expected = outcomeReport({
      ...{ groupName: 'group', beforeName: 'baseline', visitNames: ['week 12'], stratumName: null, rows },
      ...{ baseline: [], predictors: [], responderPercent: 75, missingRule: 'observed' },
    }).instruments[0];
    expect(fVasi.report.change.rows[0].change.mean).toBeCloseTo(expected.change.rows[0].change.mean ?? Number.NaN, 9);
    expect(fVasi.report.change.rows[0].tests).toEqual(expected.change.rows[0].tests);
    expect(fVasi.report.response.responders.map((row: { all: object }) => row.all)).toEqual(
      'not_done' in expected.response ? [] : expected.response.responders.map((row) => row.all),
    );
    expect(fVasi.subjects[0].points.map(({ value }: { value: number }) => value)).toEqual([consensus(0), consensus(1)]);
  });

  it('takes another source and another rule where asked, and names them; what is missing is counted', async () => {
    const answer = (await get('outcomes', '?source=manual&missing=nri')).json();
    const fVasi = answer.scores[1];
    expect(fVasi).toMatchObject({ source: 'manual', source_text: expect.stringContaining('scores from the sites') });
    expect(fVasi.report.change.rows[0]).toMatchObject({ pairs: SUBJECTS - 1, missing_after: 1 });
    expect(fVasi.report.response.responders[0].all).toMatchObject({ n: SUBJECTS, imputed: 1 });
    expect((await get('outcomes', '?source=machine')).json().scores[1].subjects[0].points[0].value).toBeCloseTo(
      machineOf(0),
      9,
    );
  });

  it('says what it does not know', async () => {
    const answer = await get('outcomes', '?visit=week 99');
    expect([answer.statusCode, answer.json().error.message]).toEqual([
      400,
      'No visit "week 99" comes after the first: there are week 12.',
    ]);
    for (const query of ['?missing=guess', '?responder_percent=0', '?format=docx', '?other=1']) {
      expect((await get('outcomes', query)).statusCode, query).toBe(400);
    }
  });
});

describe('the forms of a report', () => {
  const REPORTS = ['agreement', 'outcomes'] as const;

  it.each(REPORTS)('%s as CSV: one row per figure, texts that a spreadsheet would run neutralised', async (what) => {
    const answer = await get(what, '?format=csv');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'cache-control': 'private, no-store',
    });
    const rows: readonly Record<string, string>[] = parse(answer.body, { columns: true, record_delimiter: '\r\n' });
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+@\t\r]/);
      if (row.value !== '' && row.figure !== 'test')
        expect(Number.isFinite(Number(row.value)), JSON.stringify(row)).toBe(true);
      if (row.p_value !== '') expect(row.test).not.toBe('');
    }
    expect(Object.keys(rows[0])).toEqual(
      expect.arrayContaining(['value', 'unit', 'form', 'n', 'interval_low', 'references']),
    );
  });

  it.each(REPORTS)('%s as a page: stands for itself, and what was typed is escaped', async (what) => {
    const answer = await get(what, '?format=html');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('<svg ');
    expect(answer.body).not.toMatch(/<script|<img|<link/i);
    expect(answer.body.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    if (what === 'agreement') expect(answer.body).toContain('=HYPERLINK(&quot;x&quot;) (site score)');
  });

  it.each(REPORTS)('%s as text: the same tables', async (what) => {
    const { body } = await get(what, '?format=text');
    expect(body).toContain(
      what === 'agreement' ? '-- F-VASI: machine and Dr Reader 1 --' : 'Table 4. Response: F-VASI',
    );
    expect(body).toContain('dermetry ');
  });

  it.each(REPORTS)('%s as PDF: opens, holds the text of the page, its fonts and the plots', async (what) => {
    const answer = await get(what, '?format=pdf');
    expect(answer.headers['content-type']).toBe('application/pdf');
    const pdf = answer.rawPayload;
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.subarray(-6).toString()).toContain('%%EOF');
    expect(pdf.includes('/FontFile2')).toBe(true);
    const text = await textOfPdf(pdf);
    if (text === undefined) return;
    expect(text).toContain(what === 'agreement' ? 'Bland–Altman' : 'Table 4. Response: F-VASI');
    for (const sign of what === 'agreement' ? ['−', '√', '±', '²'] : ['±', '≥', '−']) {
      expect(text.includes(sign) || what === 'outcomes', sign).toBe(true);
    }
    expect(text).not.toContain('\uFFFD');
  });
});

/** By poppler, where this machine has it. */
async function textOfPdf(pdf: Buffer): Promise<string | undefined> {
  const run = promisify(execFile)('pdftotext', ['-layout', '-', '-'], { maxBuffer: 20_000_000 });
  run.child.stdin?.end(pdf);
  try {
    return (await run).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

describe('who gets a report', () => {
  it.each(['agreement', 'outcomes'])('%s: not those who read or score, nor another study', async (what) => {
    for (const role of ['rater', 'adjudicator', 'site'] as const) {
      expect((await get(what, '', role)).statusCode, role).toBe(403);
    }
    for (const role of ['administrator', 'auditor', 'statistician'] as const) {
      expect((await get(what, '', role)).statusCode, role).toBe(200);
    }
    const other = await someReadStudy(api, { subjects: 1, withoutPictures: true });
    expect((await api.get(url(what), other.keys.statistician)).statusCode).toBe(404);
  });

  it('is in the audit trail before it leaves, with form, options and hash', async () => {
    const { rawPayload } = await get('agreement', '?format=csv&seed=3');
    const last = (await listAuditEvents(api.db, { after: 0, limit: 10_000 })).at(-1);
    expect(last).toMatchObject({
      ...{ action: 'report.export', role: 'statistician', study_id: study.id },
      after: {
        ...{ what: 'agreement', format: 'csv', options: { seed: 3, leastStratumPairs: 20 } },
        ...{ bytes: rawPayload.length, sha256: createHash('sha256').update(rawPayload).digest('hex') },
      },
    });
    expect((await verifyAuditChain(api.db)).fault).toBeUndefined();
  });

  it('tells treatments apart once unblinded, and only to those who may see them', async () => {
    const subjects = [...new Set(study.visits.map(({ subjectId }) => subjectId))];
    const treatments = subjects.map((subject_id, i) => ({ subject_id, treatment: i % 2 ? 'VERUM' : 'VEHICLE' }));
    await put(api, url('treatments'), { treatments, reason: 'list' }, keyOf('administrator'));
    const textOf = async (role: keyof ReadStudy['keys']) => (await get('outcomes', '', role)).body;
    expect(await textOf('administrator')).not.toContain('VERUM');
    await api.post(url('unblind'), { reason: 'end' }, keyOf('administrator'));
    const open = JSON.parse(await textOf('statistician'));
    expect(open.one_group_because).toBeNull();
    expect(open.scores[1].report.response.groups).toEqual(['VEHICLE', 'VERUM']);
    const auditor = await textOf('auditor');
    expect(auditor).not.toContain('VERUM');
    expect(JSON.parse(auditor).one_group_because).toContain('may not see treatments');
    expect((await get('agreement')).body).not.toContain('VERUM');
  });
});
