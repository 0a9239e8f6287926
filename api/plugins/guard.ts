import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../services/refusal.ts';
import { actorOf, findApiKey } from '../../services/store/api-keys.ts';
import { type Actor, LOCAL_ACTOR } from '../../services/study/policy.ts';
import type { App, AppDependencies } from '../dependencies.ts';

/** What tells nothing about anybody: is the server up, and how is it used. */
const OPEN_ROUTES = /^\/(health\/|docs(\/|$)|openapi\.json$)/;

export function isOpenRoute({ routeOptions, url }: FastifyRequest): boolean {
  return OPEN_ROUTES.test(routeOptions.url ?? url);
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

function bearerKey(authorization: string | undefined): string | undefined {
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

/** Finds out who asks: the owner of an API key or, where the server listens on loopback only, this machine. */
export function registerGuard(app: App, { db, host }: Pick<AppDependencies, 'db' | 'host'>): void {
  const keyNeeded = !isLoopback(host);

  async function whoAsks(request: FastifyRequest): Promise<Actor> {
    const key = bearerKey(request.headers.authorization);
    if (key !== undefined) {
      const apiKey = await findApiKey(db, key);
      if (apiKey !== undefined) return actorOf(apiKey);
      throw new Refusal('unauthorised', 'The API key is not known or was revoked.');
    }
    if (keyNeeded) {
      throw new Refusal(
        'unauthorised',
        'An API key is needed: send "Authorization: Bearer dm_...". Make one with `dermetry keys create`.',
      );
    }
    refuseForeignPage(request);
    return LOCAL_ACTOR;
  }

  app.decorateRequest('actor');
  app.addHook('onRequest', async (request) => {
    if (!isOpenRoute(request)) request.actor = await whoAsks(request);
  });
}
