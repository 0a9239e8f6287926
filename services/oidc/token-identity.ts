import type { JWTPayload } from 'jose';
import { Refusal } from '../refusal.ts';
import { ROLES, type Role } from '../study/policy.ts';
import type { OidcSettings } from './settings.ts';

/** Somebody, as a token says that the provider vouches for. */
export interface TokenIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly issuedAt: Date;
  readonly role: Role;
  /** Codes; none where the token names none. */
  readonly studyCodes: readonly string[];
  readonly siteCode: string | undefined;
}

/** Of an OpenID subject, and of a name as keys have it. */
const MAX_SUBJECT_CHARACTERS = 255;
const MAX_NAME_CHARACTERS = 64;

/** A claim that is a text or a list of texts, without repetitions; undefined where it is missing. */
function textsOf(payload: JWTPayload, claim: string): readonly string[] | undefined {
  const value = payload[claim];
  if (value === undefined || value === null) return undefined;
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length > 0 && texts.every(isText)) return [...new Set(texts)];
  throw new Refusal('forbidden', `The claim ${claim} of the token must be a text, or a list of at least one text.`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !/\p{Cc}/u.test(value);
}

/** Exactly one: nobody is given a role, or the wider of two, by default. */
function roleOf(payload: JWTPayload, claim: string): Role {
  const named = textsOf(payload, claim);
  if (named === undefined) throw new Refusal('forbidden', `The token names no role: its claim ${claim} is missing.`);
  if (named.length > 1) throw new Refusal('forbidden', `The token names several roles in ${claim}: it has to be one.`);
  const role = ROLES.find((each) => each === named[0]);
  if (role !== undefined) return role;
  throw new Refusal('forbidden', `The token names an unknown role in ${claim}: there are ${ROLES.join(', ')}.`);
}

function nameOf(payload: JWTPayload, claim: string): string {
  const name = [payload[claim], payload.preferred_username, payload.sub].find(isText) ?? '';
  return [...name.trim()].slice(0, MAX_NAME_CHARACTERS).join('');
}

/**
 * Who a token is of, once its signature, issuer, audience and times are found right.
 * @throws Refusal `forbidden` for a role, study or site that is missing or not clear
 */
export function identityOf(
  payload: JWTPayload,
  { issuer, claims }: Pick<OidcSettings, 'issuer' | 'claims'>,
): TokenIdentity {
  const { sub: subject, iat } = payload;
  if (!isText(subject) || subject.length > MAX_SUBJECT_CHARACTERS || iat === undefined) {
    throw new Refusal('unauthorised', 'The token names nobody: sub or iat is missing or not valid.');
  }
  const sites = textsOf(payload, claims.site);
  if (sites !== undefined && sites.length > 1) {
    throw new Refusal('forbidden', `The token names several sites in ${claims.site}: it has to be one.`);
  }
  return {
    ...{ issuer, subject, name: nameOf(payload, claims.name), issuedAt: new Date(iat * 1000) },
    role: roleOf(payload, claims.role),
    studyCodes: textsOf(payload, claims.study) ?? [],
    siteCode: sites?.[0],
  };
}
