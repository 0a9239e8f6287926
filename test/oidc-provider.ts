import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { OidcSettings } from '../services/oidc/settings.ts';

/** An OpenID Connect provider on this machine: it serves discovery and keys, and signs tokens with real keys. */
export interface TestProvider {
  readonly issuer: string;
  readonly settings: OidcSettings;
  /** How often its keys were asked for. */
  keysAsked(): number;
  /** A token of these claims; the standard ones are filled in. */
  token(claims?: JWTPayload, header?: { readonly kid?: string; readonly alg?: string }): Promise<string>;
  /** From now on signs with a new key; the old ones are withdrawn unless they are kept. */
  rotate(keep?: boolean): Promise<void>;
  /** How it answers from now on. */
  answer(how: Partial<Answering>): void;
  close(): Promise<void>;
}

interface Answering {
  readonly status: number;
  readonly delayMs: number;
  /** In its discovery document. */
  readonly namedIssuer: string | undefined;
}

export const AUDIENCE = 'dermetry';
const CLAIMS = { role: 'dermetry_role', study: 'dermetry_studies', site: 'dermetry_site', name: 'name' };

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

let kids = 0;
async function someKey(): Promise<SigningKey> {
  kids += 1;
  return { kid: `key-${kids}`, ...(await generateKeyPair('ES256', { extractable: true })) };
}

export async function startTestProvider(changes: Partial<OidcSettings> = {}): Promise<TestProvider> {
  let keys = [await someKey()];
  let answering: Answering = { status: 200, delayMs: 0, namedIssuer: undefined };
  let asked = 0;

  async function bodyFor(url: string): Promise<object> {
    if (url === '/realm/.well-known/openid-configuration') {
      return { issuer: answering.namedIssuer ?? issuer, jwks_uri: `${issuer}/keys` };
    }
    asked += 1;
    const published = await Promise.all(
      keys.map(async ({ kid, publicKey }) => ({ kid, alg: 'ES256', use: 'sig', ...(await exportJWK(publicKey)) })),
    );
    return { keys: published };
  }
  async function serve(url: string, response: ServerResponse): Promise<void> {
    const body = JSON.stringify(await bodyFor(url));
    await sleep(answering.delayMs);
    response.writeHead(answering.status, { 'content-type': 'application/json' }).end(body);
  }
  const server = createServer((request, response) => void serve(request.url ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`;

  return {
    issuer,
    settings: {
      ...{ issuer, audience: AUDIENCE, jwksUrl: undefined, algorithms: ['ES256', 'RS256'], claims: CLAIMS },
      ...{ clockToleranceS: 2, timeoutMs: 3_000, keysMaxAgeMs: 600_000, cooldownMs: 0 },
      ...changes,
    },
    keysAsked: () => asked,
    async token(claims = {}, header = {}) {
      const { kid, privateKey } = keys[0];
      const nowS = Math.floor(Date.now() / 1000);
      const standard = { iss: issuer, aud: AUDIENCE, sub: 'somebody', iat: nowS, exp: nowS + 300 };
      return await new SignJWT({ ...standard, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, ...header })
        .sign(privateKey);
    },
    async rotate(keep = false) {
      keys = [await someKey(), ...(keep ? keys : [])];
    },
    answer(how) {
      answering = { ...answering, ...how };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
