import { Refusal } from '../refusal.ts';
import type { Membership } from '../study/policy.ts';
import type { Database } from './database.ts';
import { findStudy, findStudyByCode, listSites, type Study } from './studies.ts';

/** As PostgreSQL writes an id. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A study by its code, else by its id. @throws Refusal `not_found` */
export async function findStudyNamed(db: Database, name: string): Promise<Study> {
  const study = (await findStudyByCode(db, name)) ?? (UUID.test(name) ? await findStudy(db, name) : undefined);
  if (study === undefined) throw new Refusal('not_found', `There is no study ${name}.`);
  return study;
}

/**
 * A study, or one site of it, by the codes that people type.
 * @throws Refusal `not_found` that names what there is
 */
export async function findStudyPart(
  db: Database,
  studyCode: string,
  siteCode: string | undefined,
): Promise<Membership> {
  const study = await findStudyNamed(db, studyCode);
  if (siteCode === undefined) return { studyId: study.id, siteId: null };
  const sites = await listSites(db, study.id, 'all');
  const site = sites.find(({ code }) => code === siteCode);
  if (site !== undefined) return { studyId: study.id, siteId: site.id };
  const known = sites.map(({ code }) => code).join(', ');
  throw new Refusal('not_found', `The study ${studyCode} has no site ${siteCode}: it has ${known}.`);
}
