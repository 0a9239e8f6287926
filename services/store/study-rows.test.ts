import { afterAll, expect, test } from 'vitest';
import { openTestStore, someMeasurement, somePhoto } from '../../test/store.ts';
import { someProtocol } from '../../test/studies.ts';
import { LOCAL_ACTOR } from '../study/policy.ts';
import { listAuditEvents } from './audit.ts';
import { pingDatabase } from './database.ts';
import { insertMeasurement } from './measurements.ts';
import { findPhotoForMeasurement } from './photo-work.ts';
import { insertPhoto } from './photos.ts';
import { insertSite, insertStudy, unblindStudy } from './studies.ts';
import { beginExport, STUDY_EXPORT_NAMES } from './study-exports.ts';
import { streamMeasurements } from './study-rows.ts';
import { streamVisits } from './study-visits.ts';
import { insertSubject } from './subjects.ts';
import { insertVisit } from './visits.ts';

const { db, close } = await openTestStore();
afterAll(close);

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('is taken');
  return value;
}
const study = present(await insertStudy(db, { code: 'STUDY', title: 'A study', protocol: someProtocol() }));
const site = present(await insertSite(db, study.id, 'A'));
const part = { studyId: study.id, siteId: null };
// So that treatments can be exported too.
await unblindStudy(db, study.id);
const files = { maskSha256: null, overlaySha256: null, uncertaintySha256: null };

let subjects = 0;
async function addMeasuredVisit(): Promise<void> {
  subjects += 1;
  const belongs = { studyId: study.id, siteId: site.id };
  const subject = present(
    await insertSubject(db, { code: `A-${subjects}`, heightCm: null, weightKg: null, ...belongs }),
  );
  const visit = present(await insertVisit(db, { subjectId: subject.id, visitDate: null }));
  const photoId = (await insertPhoto(db, somePhoto({ visitId: visit.id }))).photo.id;
  const requestSha256 = (await findPhotoForMeasurement(db, photoId))?.requestSha256 ?? '';
  await insertMeasurement(db, { photoId, requestSha256, result: someMeasurement(), ...files });
}
for (let count = 0; count < 3; count += 1) await addMeasuredVisit();

test('an export that nobody reads to its end gives its connection back, and is not finished in the trail', async () => {
  // More often than the pool has connections.
  for (let count = 0; count < 12; count += 1) {
    for (const what of STUDY_EXPORT_NAMES) {
      for await (const piece of await beginExport(db, LOCAL_ACTOR, { what, part })) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
    }
    for await (const row of streamMeasurements(db, part)) {
      expect(row.place.studyCode).toBe('STUDY');
      break;
    }
    for await (const visit of streamVisits(db, part)) {
      expect(visit.measurements).toHaveLength(1);
      break;
    }
  }
  await pingDatabase(db);
  const actions = (await listAuditEvents(db, { after: 0, limit: 1000 })).map(({ action }) => action);
  expect(actions.filter((action) => action === 'export.begin')).toHaveLength(12 * STUDY_EXPORT_NAMES.length);
  expect(actions).not.toContain('export.finish');
});

test('what is added while an export runs is not in it', async () => {
  const codes: string[] = [];
  for await (const { place } of streamVisits(db, part)) {
    codes.push(place.subjectCode);
    if (codes.length === 1) await addMeasuredVisit();
  }
  expect(codes).toEqual(['A-1', 'A-2', 'A-3']);
});
