import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../services/config.ts';
import { openWorker } from '../../../services/queue/connect.ts';
import type { MeasurePhotoPayload } from '../../../services/queue/jobs.ts';
import { testApi } from '../../../test/api.ts';
import { someMeasurement } from '../../../test/store.ts';
import { type DemoTrial, readDemoTrial, type TrialSubject } from './plan.ts';
import { runTrial, type TrialPlace } from './run-trial.ts';
import { courseTable, faultOfTrial, readSentence } from './trial-report.ts';

const TIME_LIMIT_MS = 120_000;

const api = await testApi();
/** Plays the machine: every lesion is 1 % of the body. */
const worker = openWorker({ ...api.queues.config, workerConcurrency: 1 }, 'measure-photo', async (job) => {
  const measurement = someMeasurement();
  const lesion = { ...measurement.lesion, bsa_percent: 1 };
  await api.measure((job.data as MeasurePhotoPayload).photoId, { ...measurement, lesion });
});
let apiUrl = '';
beforeAll(async () => {
  apiUrl = await api.app.listen({ host: '127.0.0.1', port: 0 });
  await worker.waitUntilReady();
  void worker.run();
});
afterAll(async () => {
  await worker.close();
  await api.close();
});

const whole = await readDemoTrial();

/** The one who is photographed again, where there is one. */
function subjectOf(site: string): TrialSubject {
  const all = whole.subjects.filter((subject) => subject.site === site);
  return all.find(({ visits }) => visits.some(({ retake }) => retake !== undefined)) ?? all[0];
}

/**
 * A subject of each site with two visits, one of them photographed again, a quarter of four visits read twice, and readers of whom a
 * third decides wherever they differ.
 */
function tinyTrial(code: string): DemoTrial {
  const { protocol } = whole.study;
  const subjects = whole.sites.map(subjectOf);
  return {
    ...whole,
    study: { ...whole.study, code, protocol: { ...protocol, thresholds: { adjudication: 0.0001 } } },
    subjects: subjects.map((subject) => ({ ...subject, visits: subject.visits.slice(0, 2) })),
  };
}

const placeWith = (signal: AbortSignal): TrialPlace => ({
  apiUrl,
  dataDir: api.directory,
  config: { ...readConfig(), databaseUrl: api.queues.config.databaseUrl },
  signal,
});
const run = async (trial: DemoTrial, signal = new AbortController().signal) => await runTrial(placeWith(signal), trial);

const countReads = async (state: 'signed' | 'all'): Promise<number> => {
  const reads = api.db.selectFrom('reads').select(({ fn }) => fn.countAll<string>().as('count'));
  const signed = api.db.selectFrom('read_signatures').select(({ fn }) => fn.countAll<string>().as('count'));
  return Number((await (state === 'all' ? reads : signed).executeTakeFirstOrThrow()).count);
};

describe('the trial of the demo', { timeout: TIME_LIMIT_MS, sequential: true }, () => {
  const trial = tinyTrial('TINY-1');

  it('goes from protocol to unblinding, with hidden repeats and a third reader', async () => {
    const { units, audit, notMeasured, studyId, reportFiles } = await run(trial);
    expect(units).toHaveLength(4);
    for (const { reads, machine_value } of units) {
      expect(reads.filter(({ kind }) => kind === 'first')).toHaveLength(2);
      expect(machine_value).toBe(0.9);
      for (const { reader, intact } of reads) {
        expect([reader, intact]).toEqual([expect.stringMatching(/^Simulated /), true]);
      }
    }
    const decided = units.filter(({ adjudication }) => adjudication === 'done');
    expect(decided.length).toBeGreaterThanOrEqual(1);
    for (const { reads, consensus } of decided) {
      expect(consensus).toBe(reads.find(({ kind }) => kind === 'adjudication')?.version?.value);
    }
    expect(readSentence(units)).toContain(`8 reads and 2 hidden repeats signed, ${decided.length} differences`);
    expect(faultOfTrial(notMeasured, units)).toBeUndefined();
    expect([audit.fault, audit.events > 60]).toEqual([undefined, true]);

    expect(reportFiles.map((file) => basename(file))).toEqual([
      ...['agreement.html', 'agreement.pdf', 'outcomes.html', 'outcomes.pdf'],
    ]);
    const [agreement, agreementPdf, outcomes] = await Promise.all(reportFiles.map((file) => readFile(file, 'latin1')));
    expect(agreement).toContain('Simulated reader A');
    expect(agreementPdf.slice(0, 5)).toBe('%PDF-');
    expect(outcomes).toContain('vehicle');

    const study = (await api.get(`/v1/studies/${studyId}`)).json();
    expect([study.locked_at, study.unblinded_at]).toEqual([expect.any(String), expect.any(String)]);
    const { treatments } = (await api.get(`/v1/studies/${studyId}/treatments`)).json();
    expect(treatments.map(({ treatment }: { treatment: string }) => treatment).sort()).toEqual(['active', 'vehicle']);
    const versions = await api.db.selectFrom('read_versions').select('machine_seen').execute();
    expect(new Set(versions.map(({ machine_seen }) => machine_seen))).toEqual(new Set(['none']));
  });

  it('asks a site for a photo once more, which takes the place of the first', async () => {
    await run(trial);
    const { queries } = (await api.get('/v1/queries')).json();
    expect(queries).toMatchObject([
      { state: 'closed', reason: 'exposure', steps: [{ kind: 'raise' }, { kind: 'answer' }, { kind: 'close' }] },
    ]);
    const [{ photo_id: first, replacing_photo_id: second }] = queries;
    const photos = await Promise.all([first, second].map(async (id) => (await api.get(`/v1/photos/${id}`)).json()));
    expect(photos[1].visit_id).toBe(photos[0].visit_id);
    const seen = await api.db.selectFrom('read_photos').select('photo_id').distinct().execute();
    expect(seen.map(({ photo_id }) => photo_id)).toContain(second);
    expect(seen.map(({ photo_id }) => photo_id)).not.toContain(first);
  });

  it('prints means of the readers, the machine and the truth', async () => {
    const { units } = await run(trial);
    const lines = courseTable(trial, units).split('\n');
    expect(lines).toHaveLength(9);
    expect(lines[2]).toMatch(/^active +baseline +1 +\d\.\d\d +0\.90 +\d\.\d\d$/);
    expect(lines[4]).toMatch(/^active +week 24 +0 +– +– +–$/);
  });

  it('a second run finds everything and changes nothing', async () => {
    const before = await countReads('signed');
    const { units, notMeasured } = await run(trial);
    expect([units.length, notMeasured, await countReads('signed')]).toEqual([4, [], before]);
    expect(await countReads('all')).toBe(before);
  });

  it('goes on where it was interrupted', async () => {
    const second = tinyTrial('TINY-2');
    const before = await countReads('signed');
    const stopped = new AbortController();
    let isRunning = true;
    const interrupted = run(second, stopped.signal).finally(() => {
      isRunning = false;
    });
    const stopAfterSomeReads = async (): Promise<void> => {
      while (isRunning && (await countReads('signed')) < before + 3) await sleep(20);
      stopped.abort();
    };
    await Promise.all([expect(interrupted).rejects.toThrow(/abort/i), stopAfterSomeReads()]);
    expect(await countReads('signed')).toBeLessThan(before + 14);
    const { units } = await run(second);
    expect(units.filter(({ consensus }) => consensus !== null)).toHaveLength(4);
  });

  it('says what to do where the keys of an unfinished trial are gone', async () => {
    const third = tinyTrial('TINY-3');
    expect((await api.post('/v1/studies', third.study)).statusCode).toBe(201);
    await rm(join(api.directory, 'demo-keys.json'));
    await expect(run(third)).rejects.toThrow(/keys that are not in .*DERMETRY_DATA_DIR/);
  });
});
