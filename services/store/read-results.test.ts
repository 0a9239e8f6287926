import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { countingQueries, openTestStore, someMeasurement, somePhoto } from '../../test/store.ts';
import { someProtocol } from '../../test/studies.ts';
import type { RoundPlan } from '../study/reads.ts';
import { createApiKey } from './api-keys.ts';
import { insertMeasurement } from './measurements.ts';
import { findPhotoForMeasurement } from './photo-work.ts';
import { insertPhoto } from './photos.ts';
import { listReadResults, withMachineValues } from './read-results.ts';
import { insertSite, insertStudy } from './studies.ts';
import { insertSubject } from './subjects.ts';
import { insertVisit } from './visits.ts';

const { db, close } = await openTestStore();
afterAll(close);

const PLAN: RoundPlan = {
  ...{ definition: 'F-VASI_CONTINUOUS', unit: 'photo', design: 'two_readers', machine: 'hidden', repeat_percent: 0 },
  ...{ blind_to: [], side_by_side: false, adjudicate_machine: false, adjudication_limit: null },
};
const READERS = 2;

/** A study with so many photos of faces, each read and signed by two readers. Its id. */
async function readStudy(photos: number): Promise<string> {
  const study = await insertStudy(db, { code: `S-${photos}`, title: 'A study', protocol: someProtocol() });
  const studyId = study?.id ?? '';
  const siteId = (await insertSite(db, studyId, 'A'))?.id ?? '';
  const body = { heightCm: null, weightKg: null, studyId, siteId };
  const subject = await insertSubject(db, { code: 'A-1', ...body });
  const visit = await insertVisit(db, { subjectId: subject?.id ?? '', visitDate: null });
  const round = await db
    .insertInto('read_rounds')
    .values({ study_id: studyId, seed: 's', plan: JSON.stringify(PLAN) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const keys = await Promise.all(
    Array.from({ length: READERS }, (_, n) =>
      createApiKey(db, `Reader ${n}`, { role: 'rater', memberships: [{ studyId, siteId: null }] }),
    ),
  );
  const first = (await insertPhoto(db, somePhoto({ visitId: visit?.id ?? null, bodyRegion: 'face' }))).photo.id;
  const requestSha256 = (await findPhotoForMeasurement(db, first))?.requestSha256 ?? '';
  const files = { maskSha256: null, overlaySha256: null, uncertaintySha256: null };
  const measurement = { photoId: first, requestSha256, ...files };
  await insertMeasurement(db, { ...measurement, result: someMeasurement() });
  const later = someMeasurement({ pipelineVersion: '0.2.0' });
  await insertMeasurement(db, { ...measurement, result: { ...later, lesion: { ...later.lesion, bsa_percent: 2 } } });
  const others = Array.from({ length: photos - 1 }, () => somePhoto({ visitId: visit?.id ?? null }));
  const ids = [first];
  for (const photo of others) ids.push((await insertPhoto(db, photo)).photo.id);
  for (const { apiKey } of keys) {
    const reads = ids.map((unit_id, index) => ({
      ...{ round_id: round.id, reader_key_id: apiKey.id, kind: 'first' as const, unit_id, position: index + 1 },
      id: randomUUID(),
    }));
    await db.insertInto('reads').values(reads).execute();
    await db
      .insertInto('read_photos')
      .values(reads.map(({ id, unit_id }) => ({ read_id: id, number: 1, photo_id: unit_id, is_baseline: false })))
      .execute();
    const versions = reads.map(({ id }) => ({
      ...{ id: randomUUID(), read_id: id, version: 1, items: '[]', value: 1.5, machine_seen: 'none' as const },
      ...{ definition_id: PLAN.definition, definition_version: '1', machine_value: null, reason: null },
      content_sha256: 'ab'.repeat(32),
    }));
    await db.insertInto('read_versions').values(versions).execute();
    await db
      .insertInto('read_signatures')
      .values(
        versions.map(({ id }) => ({
          ...{ version_id: id, signer_key_id: apiKey.id, signer: 'R', meaning: 'authorship' as const },
          ...{ signed_at: new Date(0), content_sha256: 'ab'.repeat(32), signature_sha256: 'cd'.repeat(32) },
        })),
      )
      .execute();
  }
  return studyId;
}

/** The queries that reading the results takes, and the results. */
async function counted(studyId: string) {
  const counting = countingQueries(db);
  return {
    units: await withMachineValues(counting.db, await listReadResults(counting.db, studyId)),
    queries: counting.count(),
  };
}

test('the number of queries does not grow with the reads', async () => {
  const few = await counted(await readStudy(3));
  const many = await counted(await readStudy(600));
  expect(few.units.flatMap(({ reads }) => reads)).toHaveLength(6);
  expect(many.units.flatMap(({ reads }) => reads)).toHaveLength(1200);
  expect(few.queries).toBeGreaterThan(0);
  expect(many.queries).toBe(few.queries);
  const withMachine = many.units.filter(({ machineValue }) => machineValue !== null);
  // 2 % of the body surface at 91 %, by the newer of the two measurements; the other photos are not measured.
  expect(withMachine.map(({ machineValue }) => machineValue)).toEqual([expect.closeTo(1.82, 12)]);
  expect(many.units[0]).toMatchObject({ subjectCode: 'A-1', visitLabel: 'visit 1', consensus: 1.5 });
  // None was entered through the program: none is what was signed.
  expect(many.units[0].reads.map(({ reader, intact }) => [reader, intact]).sort()).toEqual([
    ['Reader 0', false],
    ['Reader 1', false],
  ]);
  const { rows } = await sql<{ reads: number }>`select count(*) as reads from reads`.execute(db);
  expect(rows[0].reads).toBe(1206);
});
