import type { TokenIdentity } from '../oidc/token-identity.ts';
import { Refusal } from '../refusal.ts';
import { faultOfMemberships, type Membership } from '../study/policy.ts';
import type { Database } from './database.ts';
import { findStudyPart } from './study-part.ts';

/**
 * The studies and sites that a token names by code. A token without a study sees none, unless it is an administrator's.
 * @throws Refusal `forbidden` where one is not here, or does not go with the role
 */
export async function membershipsOf(
  db: Database,
  { role, studyCodes, siteCode }: Pick<TokenIdentity, 'role' | 'studyCodes' | 'siteCode'>,
): Promise<readonly Membership[]> {
  const memberships = await Promise.all(studyCodes.map((code) => partNamed(db, code, siteCode)));
  const fault = memberships.length === 0 ? undefined : faultOfMemberships(role, memberships);
  if (fault !== undefined) throw new Refusal('forbidden', `The token gives no clear right. ${fault}`);
  return memberships;
}

/** Without the names of what there is: whoever asks is not of this study. */
async function partNamed(db: Database, studyCode: string, siteCode: string | undefined): Promise<Membership> {
  try {
    return await findStudyPart(db, studyCode, siteCode);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw new Refusal('forbidden', 'The token names a study or a site that is not on this server.', { cause });
  }
}
