import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { PACKAGE_ROOT } from '../../services/package-root.ts';
import type { App } from '../dependencies.ts';

/** What a browser is given of the folder `web`. */
const SHOWN = new Set(['.html', '.css', '.js', '.svg']);

/** Nothing is loaded from elsewhere, nothing is sent elsewhere, and no page may show ours within its own. Pictures are read by script. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The pages that people work with: without data, so that anybody may load them. What they show they ask the API for, as the owner of a key. */
export async function registerPages(app: App): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(PACKAGE_ROOT, 'web', 'read'),
    prefix: '/read/',
    decorateReply: false,
    allowedPath: (path) => path === '/' || SHOWN.has(extname(path)),
    setHeaders: (reply) => {
      reply.header('content-security-policy', POLICY);
      reply.header('referrer-policy', 'no-referrer');
    },
  });
  app.get('/read', { schema: { hide: true } }, (_request, reply) => reply.redirect('/read/'));
}
