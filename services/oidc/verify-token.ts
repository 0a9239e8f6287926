import { errors, type JWTPayload, jwtVerify } from 'jose';
import { Refusal } from '../refusal.ts';
import { openProviderKeys, providerUnavailable } from './provider-keys.ts';
import type { OidcSettings } from './settings.ts';
import { identityOf, type TokenIdentity } from './token-identity.ts';

/** Three parts of base64url: header, claims and signature. */
const TOKEN_PATTERN = /^[\w-]+\.[\w-]+\.[\w-]*$/;

export function looksLikeToken(text: string): boolean {
  return TOKEN_PATTERN.test(text);
}

/** What is said of a claim that is wrong; nothing of what it should have been. */
const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  aud: 'The token is for another service.',
  iss: 'The token is of another issuer.',
  nbf: 'The token is not valid yet.',
  iat: 'The token is not valid yet.',
};

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWKSInvalid || error instanceof errors.JWKSTimeout) return providerUnavailable(error);
  if (error instanceof errors.JWTExpired) return refused('The token has expired: get a new one.', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refused(CLAIM_FAULTS[error.claim] ?? 'The claims of the token are not valid.', error);
  }
  return error instanceof errors.JOSEError ? refused('The token cannot be verified.', error) : error;
}

function refused(message: string, cause: Error): Refusal {
  return new Refusal('unauthorised', message, { cause });
}

/** A token from the future would outrank every later one of its owner. */
function refuseFuture({ iat = 0 }: JWTPayload, clockToleranceS: number): void {
  if (iat > Date.now() / 1000 + clockToleranceS) throw new Refusal('unauthorised', 'The token is not valid yet.');
}

export type VerifyToken = (token: string) => Promise<TokenIdentity>;

/**
 * What checks tokens of a provider: signature by one of its keys, issuer, audience, times, and then whose it is.
 * It throws a Refusal: `unauthorised`, `forbidden` for claims that give no clear right, `provider_unavailable`.
 */
export function openTokenVerifier(settings: OidcSettings): VerifyToken {
  const keys = openProviderKeys(settings);
  const { issuer, audience, clockToleranceS } = settings;
  const rules = {
    ...{ issuer, audience, clockTolerance: clockToleranceS, algorithms: [...settings.algorithms] },
    requiredClaims: ['sub', 'iat', 'exp'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      refuseFuture(payload, clockToleranceS);
      return identityOf(payload, settings);
    } catch (error) {
      throw refusalOf(error);
    }
  };
}
