import { Refusal } from '../refusal.ts';
import type { Membership } from '../study/policy.ts';
import type { Database } from './database.ts';
import { findStudyByCode, listSites } from './studies.ts';

/**
 * A study, or one site of it, by the codes that people type.
 * @throws Refusal `not_found` that names what there is
 */
export async function findStudyPart(
  db: Database,
  studyCode: string,
  siteCode: string | undefined,
): Promise<Membership> {
  const study = await findStudyByCode(db, studyCode);
  if (study === undefined) throw new Refusal('not_found', `There is no study ${studyCode}.`);
  if (siteCode === undefined) return { studyId: study.id, siteId: null };
  const sites = await listSites(db, study.id, 'all');
  const site = sites.find(({ code }) => code === siteCode);
  if (site !== undefined) return { studyId: study.id, siteId: site.id };
  const known = sites.map(({ code }) => code).join(', ');
  throw new Refusal('not_found', `The study ${studyCode} has no site ${siteCode}: it has ${known}.`);
}
