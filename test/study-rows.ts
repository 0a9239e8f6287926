import type { Database } from '../services/store/database.ts';
import { insertPhoto } from '../services/store/photos.ts';
import { insertSite, insertStudy } from '../services/store/studies.ts';
import { insertSubject } from '../services/store/subjects.ts';
import { insertVisit } from '../services/store/visits.ts';
import { somePhoto } from './store.ts';
import { someProtocol } from './studies.ts';

/** A study with one of everything, without the API. */
export interface StudyRows {
  readonly studyId: string;
  readonly siteId: string;
  readonly subjectId: string;
  readonly visitId: string;
  readonly photoId: string;
}

let studies = 0;

function idOf(row: { readonly id: string } | undefined): string {
  if (row === undefined) throw new Error('is taken');
  return row.id;
}

export async function someStudyRows(db: Database): Promise<StudyRows> {
  studies += 1;
  const studyId = idOf(await insertStudy(db, { code: `ROWS-${studies}`, title: 'A study', protocol: someProtocol() }));
  const siteId = idOf(await insertSite(db, studyId, 'A'));
  const subjectId = idOf(await insertSubject(db, { code: 'S-1', heightCm: null, weightKg: null, studyId, siteId }));
  const visitId = idOf(await insertVisit(db, { subjectId, label: 'baseline', visitDate: null }));
  const { photo } = await insertPhoto(db, somePhoto({ visitId }));
  return { studyId, siteId, subjectId, visitId, photoId: photo.id };
}
