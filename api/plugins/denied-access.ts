import { type DeniedAccess, openDeniedAccess } from '../../services/store/denied-access.ts';
import type { App, AppDependencies } from '../dependencies.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Remembers whom guard and access turn away, within limits (services/store/denied-access.ts). */
    deniedAccess: DeniedAccess;
  }
}

export function registerDeniedAccess(app: App, { db }: Pick<AppDependencies, 'db'>): void {
  const deniedAccess = openDeniedAccess(db, (err) => app.log.error({ err }, 'a denied request was not recorded'));
  app.decorate('deniedAccess', deniedAccess);
  app.addHook('onClose', () => deniedAccess.close());
}
