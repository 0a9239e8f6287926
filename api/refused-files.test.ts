import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { recordRefusal } from '../services/store/photo-work.ts';
import { findPhoto } from '../services/store/photos.ts';
import { lockStudy } from '../services/store/studies.ts';
import { stageUpload } from '../services/store/uploads.ts';
import { LOCAL_ACTOR } from '../services/study/policy.ts';
import { phantom, testApi } from '../test/api.ts';
import { type StudyRows, someStudyRows } from '../test/study-rows.ts';
import { acceptOutline } from './accept-outline.ts';
import { acceptPhoto } from './accept-photo.ts';
import type { UploadedFile } from './form.ts';

const api = await testApi();
afterAll(api.close);
const deps = { ...api, maxUploadBytes: 20_000_000, host: '127.0.0.1' };
const LOCKED = { name: 'Refusal', code: 'study_locked' };

let locked: StudyRows;
let open: StudyRows;
beforeEach(async () => {
  locked = await someStudyRows(api.db);
  open = await someStudyRows(api.db);
});

async function file(name: string, bytes: Uint8Array): Promise<UploadedFile> {
  async function* source() {
    yield bytes;
  }
  return { name, upload: await stageUpload(api.uploadDirectory, source()), tooLarge: false };
}

async function sendPhoto({ visitId, studyId }: StudyRows, bytes: Uint8Array) {
  const fields = { visit_id: visitId, condition: 'vitiligo', body_region: 'hand', view: 'close_up' } as const;
  return await acceptPhoto(deps, await file('file', bytes), fields, { actor: LOCAL_ACTOR, studyId });
}

async function storedFiles(): Promise<readonly string[]> {
  const entries = await readdir(`${api.directory}/images`, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** As when the lock comes after the request was let in: nothing but the database stands in its way. */
describe('a file whose row the lock of its study refuses', () => {
  it('is not kept, if it is a photo', async () => {
    const bytes = await phantom('vitiligo-light-limb.jpg');
    const before = await storedFiles();
    await lockStudy(api.owner, locked.studyId);
    await expect(sendPhoto(locked, bytes)).rejects.toMatchObject(LOCKED);
    expect(await storedFiles()).toEqual(before);
  });

  it('is kept for the study that takes the same photo at the same time', async () => {
    const bytes = await phantom('healthy-dark-limb.jpg');
    await lockStudy(api.owner, locked.studyId);
    const [refused, taken] = await Promise.allSettled([sendPhoto(locked, bytes), sendPhoto(open, bytes)]);
    expect(refused).toMatchObject({ status: 'rejected', reason: LOCKED });
    if (taken.status === 'rejected') throw taken.reason;
    expect(await api.images.has(taken.value.photo.storedSha256)).toBe(true);
  });

  it('is not kept, if it is a drawn outline', async () => {
    await recordRefusal(api.db, locked.photoId, 'unclear_lesion', 'Draw it.');
    const photo = await findPhoto(api.db, locked.photoId);
    if (photo === undefined) throw new Error('is there');
    const mask = await sharp({
      create: { width: photo.width, height: photo.height, channels: 3, background: 'white' },
    })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const before = await storedFiles();
    await lockStudy(api.owner, locked.studyId);
    const sent = { files: [await file('mask', mask)], reason: 'seen', withoutLesion: false, parentId: null };
    await expect(acceptOutline(deps, LOCAL_ACTOR, { photo, sent })).rejects.toMatchObject(LOCKED);
    expect(await storedFiles()).toEqual(before);
  });
});
