import { ConfigError, type Environment, integer, type KnownName, text } from '../environment.ts';

/**
 * Signatures that only the provider can make. Never `none`, and none with a shared secret: whoever can check an HMAC can make one.
 * @source RFC 7518 section 3.1; RFC 8037 and RFC 9864 for Ed25519
 */
const SIGNING_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
const DEFAULT_ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Tokens of which identity provider are taken, and what is read in them. */
export interface OidcSettings {
  /** As in the `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** What `aud` has to name: this server, as the provider knows it. */
  readonly audience: string;
  /** Where its keys are; undefined = as its discovery document says. */
  readonly jwksUrl: URL | undefined;
  readonly algorithms: readonly string[];
  /** Names of the claims, each at the top of the token. */
  readonly claims: { readonly role: string; readonly study: string; readonly site: string; readonly name: string };
  /** By how much the clocks of both may differ. */
  readonly clockToleranceS: number;
  /** After which the provider counts as down. */
  readonly timeoutMs: number;
  /** Keys are asked for again when they are older than this. */
  readonly keysMaxAgeMs: number;
  /** A token signed by an unknown key makes us ask again, but not within this time of the last answer. */
  readonly cooldownMs: number;
}

/** Above this age also a key that the provider has withdrawn opens nothing any more. */
const KEYS_MAX_AGE_MS = 600_000;
const COOLDOWN_MS = 30_000;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Keys fetched without TLS could be anybody's. */
function providerUrl(env: Environment, name: KnownName): URL | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url !== undefined && isSafe) return url;
  throw new ConfigError(`${name} must be a URL that begins with https:// (http:// only on this machine).`);
}

function algorithms(env: Environment): readonly string[] {
  const value = text(env, 'DERMETRY_OIDC_ALGORITHMS');
  if (value === undefined) return DEFAULT_ALGORITHMS;
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !SIGNING_ALGORITHMS.some((known) => known === name));
  if (unknown.length === 0) return names;
  throw new ConfigError(
    `DERMETRY_OIDC_ALGORITHMS must be some of ${SIGNING_ALGORITHMS.join(', ')}, but it has "${unknown.join(', ')}".`,
  );
}

/** Undefined where no issuer is set. Throws a ConfigError whose sentence says what to mend. */
export function readOidcSettings(env: Environment): OidcSettings | undefined {
  const issuer = text(env, 'DERMETRY_OIDC_ISSUER');
  if (issuer === undefined) {
    const others = Object.keys(env).filter((name) => name.startsWith('DERMETRY_OIDC_') && env[name]?.trim());
    if (others.length > 0) throw new ConfigError(`${others.join(', ')} is set without DERMETRY_OIDC_ISSUER.`);
    return undefined;
  }
  providerUrl(env, 'DERMETRY_OIDC_ISSUER');
  const audience = text(env, 'DERMETRY_OIDC_AUDIENCE');
  if (audience === undefined) {
    throw new ConfigError(
      'DERMETRY_OIDC_AUDIENCE must be set with DERMETRY_OIDC_ISSUER: else tokens for other services would open this one.',
    );
  }
  return Object.freeze({
    issuer,
    audience,
    jwksUrl: providerUrl(env, 'DERMETRY_OIDC_JWKS_URL'),
    algorithms: algorithms(env),
    claims: {
      role: text(env, 'DERMETRY_OIDC_ROLE_CLAIM') ?? 'dermetry_role',
      study: text(env, 'DERMETRY_OIDC_STUDY_CLAIM') ?? 'dermetry_studies',
      site: text(env, 'DERMETRY_OIDC_SITE_CLAIM') ?? 'dermetry_site',
      name: text(env, 'DERMETRY_OIDC_NAME_CLAIM') ?? 'name',
    },
    clockToleranceS: integer(env, 'DERMETRY_OIDC_CLOCK_TOLERANCE_S', { fallback: 30, min: 0, max: 300 }),
    timeoutMs: integer(env, 'DERMETRY_OIDC_TIMEOUT_S', { fallback: 5, min: 1, max: 30 }) * 1000,
    keysMaxAgeMs: KEYS_MAX_AGE_MS,
    cooldownMs: COOLDOWN_MS,
  });
}
