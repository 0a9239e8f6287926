import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PIPELINE_VERSION } from '../../services/domain/version.ts';
import type { App } from '../dependencies.ts';

const DESCRIPTION = `Measures skin lesions on clinical photos and shows the number beside the manual score.
Names carry their unit. Every error has one shape, \`{"error": {"code", "message", "details"?}}\`, with a stable code.
Not a medical device; makes no diagnosis.`;

/** The description of the API at /openapi.json and /docs, made from the schemas of the routes. */
export async function registerOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Dermetry', version: PIPELINE_VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
      // One key for everything; a server on loopback answers without.
      security: [{ apiKey: [] }, {}],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'dm_...' } } },
      tags: [
        { name: 'subjects', description: 'People under pseudonymous codes, and their visits' },
        { name: 'photos', description: 'Photos and what was measured on them' },
        { name: 'scores', description: 'What people scored' },
        { name: 'comparisons', description: 'Follow-up against baseline' },
        { name: 'service', description: 'Whether it runs, and how' },
      ],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
