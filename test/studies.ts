import { createApiKey } from '../services/store/api-keys.ts';
import type { Role } from '../services/study/policy.ts';
import type { Protocol } from '../services/study/protocol.ts';
import type { TestApi } from './api.ts';

export function someProtocol(changes: Partial<Protocol> = {}): Protocol {
  return {
    conditions: ['vitiligo'],
    visits: [
      { label: 'baseline', order: 1, day: 0 },
      { label: 'week 12', order: 2, day: 84 },
    ],
    photographs: [{ body_region: 'hand', view: 'close_up' }],
    instruments: ['VASI_5_REGIONS', 'F-VASI'],
    thresholds: {},
    ...changes,
  };
}

export interface TestStudy {
  readonly id: string;
  /** Sites by code. */
  readonly sites: Readonly<Record<string, string>>;
  /** A key of each role; that of the site is of the first one. */
  readonly keys: Readonly<Record<Role, string>>;
  /** A key of the second site. */
  readonly otherSiteKey: string;
}

let studies = 0;

/** A study with two sites, A and B, and a key for every role in it. */
export async function someStudy(api: TestApi, protocol: Protocol = someProtocol()): Promise<TestStudy> {
  studies += 1;
  const created = await api.post('/v1/studies', { code: `STUDY-${studies}`, title: 'A study', protocol });
  if (created.statusCode !== 201) throw new Error(created.body);
  const study = created.json();
  const sites: Record<string, string> = {};
  for (const code of ['A', 'B']) sites[code] = (await api.post(`/v1/studies/${study.id}/sites`, { code })).json().id;
  const keyOf = async (role: Role, site?: string): Promise<string> => {
    const memberships = [{ studyId: study.id as string, siteId: site ?? null }];
    return (await createApiKey(api.db, `${role} of ${study.code}`, { role, memberships })).key;
  };
  return {
    id: study.id,
    sites,
    keys: {
      administrator: await keyOf('administrator'),
      site: await keyOf('site', sites.A),
      rater: await keyOf('rater'),
      adjudicator: await keyOf('adjudicator'),
      statistician: await keyOf('statistician'),
      auditor: await keyOf('auditor'),
    },
    otherSiteKey: await keyOf('site', sites.B),
  };
}
