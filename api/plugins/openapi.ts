import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { POLICY } from '../../services/study/policy.ts';
import type { App } from '../dependencies.ts';
import { sharedDefinitions } from '../schemas/shared.ts';

/** Of the interface, not of the arithmetic: the first number stands in every path. */
const API_VERSION = '1.0.0';
const DESCRIPTION = `Measures skin lesions on clinical photos and shows the number beside the manual score.
Names carry their unit. Every error has one shape, \`{"error": {"code", "message", "details"?}}\`, with a stable code.
Not a medical device; makes no diagnosis.`;

/** The description of the API at /openapi.json and /docs, made from the schemas of the routes. */
export async function registerOpenApi(app: App): Promise<void> {
  for (const definition of sharedDefinitions()) app.addSchema(definition);
  await app.register(swagger, {
    // Which action of services/study/policy.ts a route is, and so which roles may call it.
    transform: ({ schema, url, route }) => {
      const { action } = route.config ?? {};
      if (action === undefined) return { schema, url };
      return { schema: { ...schema, 'x-action': action, 'x-roles': POLICY[action].roles }, url };
    },
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `def-${index}`) },
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Dermetry', version: API_VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
      // One key or token for everything; a server on loopback without a provider answers without.
      security: [{ apiKey: [] }, { identityProvider: [] }, {}],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'dm_..., made by `dermetry keys create`' },
          identityProvider: {
            ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
            description:
              'A token of the OpenID Connect provider that the server is set up with, if it is (docs/running.md)',
          },
        },
      },
      tags: [
        { name: 'studies', description: 'Studies, their sites, and what was done in them' },
        { name: 'subjects', description: 'People under pseudonymous codes, and their visits' },
        { name: 'photos', description: 'Photos and what was measured on them' },
        {
          name: 'scores',
          description: 'What people scored, how scores are computed, and what the photos of a visit score',
        },
        { name: 'reads', description: 'Blinded reads: what is handed out, entered, signed and adjudicated' },
        { name: 'comparisons', description: 'Follow-up against baseline' },
        { name: 'statistics', description: 'What tables of numbers say, without a study' },
        { name: 'exports', description: 'What leaves: tables and documents of a study' },
        { name: 'service', description: 'Whether it runs, and how' },
      ],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
