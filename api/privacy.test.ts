import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { GPS_LATITUDE, PRIVATE_TEXTS, phoneExif } from '../services/imaging/exif.fixture.ts';
import { phantom, testApi } from '../test/api.ts';

const logged: string[] = [];
const api = await testApi({ logger: { level: 'trace', stream: { write: (line: string) => logged.push(line) } } });
afterAll(api.close);

/** A photo with all that a phone writes into it, position and owner included. */
async function phonePhoto(): Promise<Buffer> {
  const photo = await phantom('vitiligo-dark-close-up.jpg');
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), phoneExif(1)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([photo.subarray(0, 2), head, exif, photo.subarray(2)]);
}

async function bytesOnDisk(): Promise<Buffer> {
  const entries = await readdir(api.directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

const CODE = 'CODE-of-a-patient';
const bytes = await phonePhoto();
const subject = (await api.post('/v1/subjects', { code: CODE, height_cm: 170, weight_kg: 70 })).json();
await api.get(`/v1/subjects?code=${CODE}`);
const visit = (await api.post(`/v1/subjects/${subject.id}/visits`, {})).json();
const parts = [
  ['condition', 'vitiligo'],
  ['visit_id', visit.id],
  ['file', bytes],
] as const;
const { photo } = (await api.upload(parts)).json().photos[0];

it('place, owner, serial number, maker notes and thumbnail are in no file that is kept', async () => {
  expect(bytes.includes(GPS_LATITUDE)).toBe(true);
  expect(bytes.includes(PRIVATE_TEXTS.owner)).toBe(true);
  const kept = await bytesOnDisk();
  for (const [what, text] of Object.entries(PRIVATE_TEXTS)) expect(kept.includes(text), what).toBe(false);
  expect(kept.includes(GPS_LATITUDE)).toBe(false);
});

it('capture time, focal length and exposure are kept as fields', () => {
  expect(photo.capture.captured_at).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  expect(photo.capture.focal_length_mm).toBeGreaterThan(0);
  expect(photo.capture.exposure_time_s).toBeGreaterThan(0);
});

it('the name of the uploaded file is in no answer, no file and no row', async () => {
  expect((await api.get(`/v1/photos/${photo.id}`)).body).not.toContain('Jane');
  expect((await bytesOnDisk()).includes('Jane')).toBe(false);
  const rows = await api.db.selectFrom('photos').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('Jane');
});

it('the log names routes, and neither codes, ids, file names nor bodies', () => {
  const log = logged.join('');
  expect(log).toContain('/v1/subjects/:id/visits');
  for (const secret of [CODE, subject.id, visit.id, photo.id, 'Jane', 'height_cm']) expect(log).not.toContain(secret);
});
