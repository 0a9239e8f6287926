import { groupBy } from '../agreement/group-by.ts';
import { TONE_CLASS_NAMES } from '../domain/skin-colour.ts';
import type { StudyData, StudyVisit } from './study-data.ts';

/** A subject with the visits that took place. */
export interface StudySubject {
  readonly id: string;
  /** Its code; with the site before it where two sites use one code. Told from all others. */
  readonly name: string;
  readonly siteCode: string;
  /** In the order of the protocol. */
  readonly visits: readonly StudyVisit[];
}

export function subjectsOf({ visits }: Pick<StudyData, 'visits'>): readonly StudySubject[] {
  const subjects = [...groupBy(visits, ({ subjectId }) => subjectId)];
  const sharing = groupBy(subjects, ([, [{ subjectCode }]]) => subjectCode);
  return subjects.map(([id, own]) => {
    const [{ subjectCode, siteCode }] = own;
    const isShared = (sharing.get(subjectCode)?.length ?? 0) > 1;
    return { id, siteCode, visits: own, name: isShared ? `${siteCode} ${subjectCode}` : subjectCode };
  });
}

/** By subject: the tone class that most of its photos show by the machine, the paler one of two alike. */
export function toneClasses({ visits, photos }: Pick<StudyData, 'visits' | 'photos'>): ReadonlyMap<string, string> {
  const subjects = new Map(visits.map(({ id, subjectId }) => [id, subjectId]));
  const seen = groupBy(
    photos.filter(({ toneClass }) => toneClass !== null),
    ({ visitId }) => subjects.get(visitId) ?? '',
  );
  return new Map(
    [...seen].map(([subject, own]) => {
      const counts = TONE_CLASS_NAMES.map((name) => own.filter(({ toneClass }) => toneClass === name).length);
      return [subject, TONE_CLASS_NAMES[counts.indexOf(Math.max(...counts))]];
    }),
  );
}
