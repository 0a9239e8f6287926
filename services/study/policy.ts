/** Who may do what: the one place where it is written. A route names its action; what is not listed here is refused. */
export const ROLES = ['administrator', 'site', 'rater', 'adjudicator', 'statistician', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

interface Rule {
  readonly roles: readonly Role[];
  /** Adds or changes something, so that a locked study refuses it. */
  readonly writes?: true;
}

const EVERYBODY = ROLES;
/** Of what a photo shows, what was measured and what was scored: nobody who is to read it unaware. */
const UNBLINDED: readonly Role[] = ['administrator', 'site', 'statistician', 'auditor'];
const DATA_ENTRY = { roles: ['administrator', 'site'], writes: true } as const;
const CONDUCT = { roles: ['administrator'], writes: true } as const;

/** Raters and adjudicators reach photos through their reads alone, where the server says what of them they may see. */
export const POLICY = {
  'audit.read': { roles: ['administrator', 'auditor'] },
  'definitions.read': { roles: EVERYBODY },
  // A table that the asker sends along; nothing is stored or looked up.
  'tables.check': { roles: EVERYBODY },
  'me.read': { roles: EVERYBODY },
  'me.change': { roles: EVERYBODY },
  'metrics.read': { roles: ['administrator'] },
  'studies.create': CONDUCT,
  'studies.read': { roles: UNBLINDED },
  'studies.change': CONDUCT,
  // What leaves holds nothing that the same key could not read piece by piece.
  'studies.export': { roles: UNBLINDED },
  'studies.lock': CONDUCT,
  // After the lock: none of these changes what was measured or scored.
  'studies.unblind': { roles: ['administrator'] },
  'treatments.write': { roles: ['administrator'] },
  'treatments.read': { roles: ['administrator', 'statistician'] },
  'reads.plan': CONDUCT,
  'reads.see': { roles: ['rater', 'adjudicator'] },
  'reads.write': { roles: ['rater', 'adjudicator'], writes: true },
  'reads.results': { roles: ['administrator', 'statistician', 'auditor'] },
  // Agreement and outcomes: of everybody's reads and scores, so for nobody who still enters some.
  'reports.read': { roles: ['administrator', 'statistician', 'auditor'] },
  // A reader sees the own queries alone, and of an answer that there is one.
  'queries.see': { roles: ['administrator', 'site', 'rater', 'adjudicator', 'auditor'] },
  'queries.raise': CONDUCT,
  'queries.raise_on_read': { roles: ['rater', 'adjudicator'], writes: true },
  'queries.answer': DATA_ENTRY,
  'queries.close': { roles: ['administrator', 'rater', 'adjudicator'], writes: true },
  'subjects.write': DATA_ENTRY,
  'subjects.read': { roles: UNBLINDED },
  'visits.write': DATA_ENTRY,
  'visits.read': { roles: UNBLINDED },
  'photos.write': DATA_ENTRY,
  'photos.read': { roles: UNBLINDED },
  // Who is to read a photo unaware neither draws on it nor sees what was drawn.
  'outlines.write': DATA_ENTRY,
  // Pictures of people: a statistician works with numbers.
  'photos.see': { roles: ['administrator', 'site', 'auditor'] },
  'scores.write': DATA_ENTRY,
  'scores.import': DATA_ENTRY,
  'scores.read': { roles: UNBLINDED },
  'comparisons.write': DATA_ENTRY,
  'comparisons.read': { roles: UNBLINDED },
} as const satisfies Readonly<Record<string, Rule>>;
export type Action = keyof typeof POLICY;

/** Who reads photos without knowing more of them than the protocol lets them. */
export const READERS: readonly Actor['role'][] = ['rater', 'adjudicator'];

export function mayDo(role: Actor['role'], action: Action): boolean {
  const { roles }: Rule = POLICY[action];
  return roles.some((each) => each === role);
}

export function isWriting(action: Action): boolean {
  const rule: Rule = POLICY[action];
  return rule.writes === true;
}

/** A study that somebody may see, or one site of it. */
export interface Membership {
  readonly studyId: string;
  /** Null: all sites of the study. */
  readonly siteId: string | null;
}

/** What of the stored things somebody may see. `all` includes what belongs to no study. */
export type Scope = 'all' | readonly Membership[];

/** Where a thing belongs. */
export interface Belonging {
  /** Null: to no study. */
  readonly studyId: string | null;
  /** Null: to no site; `any`: to the study as a whole, which everybody in it may see. */
  readonly siteId: string | null | 'any';
  /** Of a read: whose it is, null while an adjudicator may take it. */
  readonly reader?: { readonly keyId: string | null };
  /** Of a query: who raised it, the only reader who may know of it. */
  readonly raiser?: { readonly keyId: string | null };
}

/** A read is its reader's alone; one that nobody has is any adjudicator's. */
function isReader({ keyId, role }: Reader, reader: { readonly keyId: string | null }): boolean {
  return reader.keyId === null ? role === 'adjudicator' : reader.keyId === keyId;
}
type Reader = Pick<Actor, 'keyId' | 'role'>;

export function isWithin({ scope, ...actor }: Reader & Pick<Actor, 'scope'>, belonging: Belonging): boolean {
  const { studyId, siteId, reader, raiser } = belonging;
  if (raiser !== undefined && READERS.includes(actor.role) && raiser.keyId !== actor.keyId) return false;
  if (reader !== undefined && !isReader(actor, reader)) return false;
  if (scope === 'all') return true;
  return scope.some(
    (each) => each.studyId === studyId && (each.siteId === null || siteId === 'any' || each.siteId === siteId),
  );
}

/** The one site of a study that somebody sees; null for all its sites. @throws RangeError where the study is not within the scope */
export function siteWithin(scope: Scope, studyId: string): string | null {
  if (scope === 'all') return null;
  const membership = scope.find((each) => each.studyId === studyId);
  if (membership === undefined) throw new RangeError(`The study ${studyId} is not within the scope.`);
  return membership.siteId;
}

/** Only an administrator is not bound to studies, and the role site is always bound to its site. */
export function faultOfMemberships(role: Role, memberships: readonly Membership[]): string | undefined {
  if (role !== 'administrator' && memberships.length === 0) return `The role ${role} needs a study.`;
  if (role === 'site' && memberships.some(({ siteId }) => siteId === null)) {
    return 'The role site needs the site, beside the study.';
  }
  if (role !== 'site' && memberships.some(({ siteId }) => siteId !== null)) {
    return `The role ${role} is for a whole study: leave the site out.`;
  }
  return undefined;
}

/** Somebody or something that acts. */
export interface Actor {
  /** Of a key, or of a person whom the identity provider vouches for. Null for this machine without either, and for the program itself. */
  readonly keyId: string | null;
  readonly name: string;
  /** `system`: the program itself; `none`: somebody who is not known. */
  readonly role: Role | 'system' | 'none';
  readonly scope: Scope;
}

/** Whoever sends no key and no token that is good. */
export const NOBODY: Actor = { keyId: null, name: 'unknown', role: 'none', scope: [] };

/** A program on this machine that sends no key, where the server asks for none. */
export const LOCAL_ACTOR: Actor = { keyId: null, name: 'this machine', role: 'administrator', scope: 'all' };
