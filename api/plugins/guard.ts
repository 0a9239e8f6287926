import type { FastifyRequest } from 'fastify';
import { looksLikeToken, openTokenVerifier } from '../../services/oidc/verify-token.ts';
import { Refusal } from '../../services/refusal.ts';
import { findApiKey } from '../../services/store/api-keys.ts';
import { actorOf } from '../../services/store/holders.ts';
import { enterPerson } from '../../services/store/people.ts';
import { membershipsOf } from '../../services/store/vouched-memberships.ts';
import { type Actor, LOCAL_ACTOR, NOBODY } from '../../services/study/policy.ts';
import type { App, AppDependencies } from '../dependencies.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The owner of what a request was sent with, as it stands now. @throws Refusal where that is good no more */
    whoAsks(request: FastifyRequest): Promise<Actor>;
  }
}

/** What tells nothing about anybody: is the server up, how is it used, and pages without data. */
const OPEN_ROUTES = /^\/(health\/|(docs|read)(\/|$)|openapi\.json$)/;

export function isOpenRoute({ routeOptions, url }: FastifyRequest): boolean {
  return OPEN_ROUTES.test(routeOptions.url ?? url);
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

function bearerCredential(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  return /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? '';
}

/** The name in a Host header, without the port. */
function hostName(header: string | undefined): string {
  return URL.canParse(`http://${header}`) ? new URL(`http://${header}`).hostname : '';
}

/**
 * Without a key, only programs and pages of this machine may ask. A web page elsewhere can make a browser here send
 * requests: to its own name that it lets point at 127.0.0.1 (then Host is that name), or across origins (then the browser says so).
 */
function refuseForeignPage({ headers }: FastifyRequest): void {
  const { host, origin } = headers;
  if (!isLoopback(hostName(host))) {
    throw new Refusal('forbidden', 'Without an API key, ask this server as localhost or 127.0.0.1.');
  }
  const site = headers['sec-fetch-site'];
  const crossSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (crossSite || (origin !== undefined && origin !== `http://${host}`)) {
    throw new Refusal('forbidden', 'Without an API key, pages of other origins may not use this server.');
  }
}

/** What of the dependencies tells who asks. */
type GuardDependencies = Pick<AppDependencies, 'db' | 'host' | 'oidc'>;

/** The owner of a key or of a token: one actor, whichever way leads to it. */
function openCredentials({ db, oidc }: GuardDependencies): (credential: string) => Promise<Actor> {
  const verify = oidc && openTokenVerifier(oidc);
  return async (credential) => {
    if (verify !== undefined && looksLikeToken(credential)) {
      const identity = await verify(credential);
      const { issuer, subject, name, role, issuedAt } = identity;
      const memberships = await membershipsOf(db, identity);
      return actorOf(await enterPerson(db, { issuer, subject, name, role, issuedAt, memberships }));
    }
    const apiKey = await findApiKey(db, credential);
    if (apiKey !== undefined) return actorOf(apiKey);
    throw new Refusal('unauthorised', 'The API key is not known or was revoked.');
  };
}

/** What nobody known may do; a provider that is down has denied nobody anything. */
function isDenial(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code !== 'provider_unavailable';
}

/**
 * Finds out who asks: the owner of an API key, of a token of the identity provider or, where the server listens on loopback only
 * and has no provider, this machine. Whom it turns away is remembered (services/store/denied-access.ts).
 */
export function registerGuard(app: App, deps: GuardDependencies): void {
  const { host, oidc } = deps;
  const keyNeeded = !isLoopback(host) || oidc !== undefined;
  const ownerOf = openCredentials(deps);

  async function whoAsks(request: FastifyRequest): Promise<Actor> {
    const credential = bearerCredential(request.headers.authorization);
    if (credential !== undefined) return await ownerOf(credential);
    if (keyNeeded) {
      throw new Refusal(
        'unauthorised',
        oidc === undefined
          ? 'An API key is needed: send "Authorization: Bearer dm_...". Make one with `dermetry keys create`.'
          : 'An API key or a token of the identity provider is needed: send "Authorization: Bearer ...".',
      );
    }
    refuseForeignPage(request);
    return LOCAL_ACTOR;
  }

  app.decorate('whoAsks', whoAsks);
  app.decorateRequest('actor');
  app.addHook('onRequest', async (request) => {
    if (isOpenRoute(request)) return;
    try {
      request.actor = await whoAsks(request);
    } catch (error) {
      const { method, routeOptions } = request;
      if (isDenial(error)) {
        const denied = { method, route: routeOptions.url ?? null, reason: error.message };
        await app.deniedAccess.record(NOBODY, denied);
      }
      throw error;
    }
  });
}
