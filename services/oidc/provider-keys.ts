import { createRemoteJWKSet, customFetch, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { Refusal } from '../refusal.ts';
import type { OidcSettings } from './settings.ts';

/** For how long a provider that did not answer is not asked again: many requests are not to wait for it one after the other. */
export const RETRY_AFTER_S = 5;

export function providerUnavailable(cause: unknown): Refusal {
  return new Refusal(
    'provider_unavailable',
    `The identity provider gives no keys to check the token with: try again in ${RETRY_AFTER_S} s. API keys work meanwhile.`,
    { cause },
  );
}

type FetchOptions = Parameters<FetchImplementation>[1];

async function fetchDocument(url: URL, options: FetchOptions): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, options);
  if (response.status !== 200) throw new Error(`${url.href} answered ${response.status}.`);
  const document: unknown = await response.json();
  if (typeof document === 'object' && document !== null) return document as Readonly<Record<string, unknown>>;
  throw new Error(`${url.href} answered no JSON object.`);
}

/** @source OpenID Connect Discovery 1.0, sections 4.1 and 4.3 */
function discoveryUrl(issuer: string): URL {
  return new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
}

async function discoverJwksUrl(issuer: string, options: FetchOptions): Promise<URL> {
  const url = discoveryUrl(issuer);
  const { issuer: named, jwks_uri: jwksUri } = await fetchDocument(url, options);
  if (named !== issuer) throw new Error(`${url.href} is of the issuer ${String(named)}, not of ${issuer}.`);
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error(`${url.href} names no jwks_uri.`);
  const jwksUrl = new URL(jwksUri);
  // Keys that come without TLS from elsewhere than a provider without TLS could be anybody's.
  if (jwksUrl.protocol === 'https:' || jwksUrl.protocol === url.protocol) return jwksUrl;
  throw new Error(`${url.href} names a jwks_uri without TLS.`);
}

/**
 * The provider's keys: fetched when first needed, kept, fetched again when they are old or a token is signed by an unknown one
 * (settings: `keysMaxAgeMs`, `cooldownMs`). Discovery is part of each fetch, so that a provider may move its keys.
 * @throws Refusal `provider_unavailable` where they are needed and cannot be had in time
 */
export function openProviderKeys(settings: OidcSettings): JWTVerifyGetKey {
  const { issuer, jwksUrl } = settings;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  async function fetchKeys(_url: string, options: FetchOptions): Promise<Response> {
    if (performance.now() - failedAtMs < RETRY_AFTER_S * 1000) throw providerUnavailable('It was just asked.');
    try {
      const keys = await fetchDocument(jwksUrl ?? (await discoverJwksUrl(issuer, options)), options);
      if (!Array.isArray(keys.keys)) throw new Error('The JSON Web Key Set holds no keys.');
      return Response.json(keys);
    } catch (cause) {
      failedAtMs = performance.now();
      throw providerUnavailable(cause);
    }
  }
  return createRemoteJWKSet(jwksUrl ?? discoveryUrl(issuer), {
    timeoutDuration: settings.timeoutMs,
    cacheMaxAge: settings.keysMaxAgeMs,
    cooldownDuration: settings.cooldownMs,
    [customFetch]: fetchKeys,
  });
}
