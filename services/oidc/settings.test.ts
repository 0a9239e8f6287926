import { expect, it } from 'vitest';
import { readOidcSettings } from './settings.ts';

const NEEDED = { DERMETRY_OIDC_ISSUER: 'https://login.example/realm', DERMETRY_OIDC_AUDIENCE: 'dermetry' };

it('there is no provider until an issuer is set; then everything else but the audience has a default', () => {
  expect(readOidcSettings({ DERMETRY_OIDC_AUDIENCE: ' ' })).toBeUndefined();
  expect(readOidcSettings(NEEDED)).toMatchObject({
    ...{ issuer: 'https://login.example/realm', audience: 'dermetry', clockToleranceS: 30, timeoutMs: 5000 },
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    claims: { role: 'dermetry_role', study: 'dermetry_studies', site: 'dermetry_site', name: 'name' },
  });
});

it.each<[Readonly<Record<string, string>>, string]>([
  [{ DERMETRY_OIDC_ALGORITHMS: 'none' }, 'DERMETRY_OIDC_ALGORITHMS must be some of RS256'],
  [{ DERMETRY_OIDC_ALGORITHMS: 'RS256,HS256' }, 'but it has "HS256"'],
  [{ DERMETRY_OIDC_ISSUER: 'http://login.example' }, 'DERMETRY_OIDC_ISSUER must be a URL that begins with https://'],
  [{ DERMETRY_OIDC_JWKS_URL: 'http://login.example/keys' }, 'DERMETRY_OIDC_JWKS_URL must be a URL'],
  [{ DERMETRY_OIDC_JWKS_URL: 'keys' }, 'DERMETRY_OIDC_JWKS_URL must be a URL'],
  [{ DERMETRY_OIDC_AUDIENCE: '' }, 'DERMETRY_OIDC_AUDIENCE must be set'],
  [{ DERMETRY_OIDC_ISSUER: '' }, 'DERMETRY_OIDC_AUDIENCE is set without DERMETRY_OIDC_ISSUER'],
  [{ DERMETRY_OIDC_CLOCK_TOLERANCE_S: '301' }, 'from 0 to 300'],
])('%j is refused with a sentence that says what to mend', (changes, words) => {
  expect(() => readOidcSettings({ ...NEEDED, ...changes })).toThrow(words);
});
