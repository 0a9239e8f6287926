import { listAuditEvents } from '../../services/store/audit.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { allow } from '../plugins/access.ts';
import { AuditListQuery, AuditListSchema } from '../schemas/audit.ts';
import { errorResponses } from '../schemas/error.ts';

const DEFAULT_PAGE = 100;

export function auditRoutes(app: App, { db }: AppDependencies): void {
  app.get(
    '/v1/audit-events',
    {
      config: allow('audit.read'),
      schema: {
        tags: ['studies'],
        summary: 'The audit trail, in order: who did what, when, before and after',
        description:
          'Of the studies of the key. The chain is proven by `dermetry audit verify`, which needs the events of all studies.',
        querystring: AuditListQuery,
        response: { 200: AuditListSchema, ...errorResponses },
      },
    },
    async ({ query: { after = 0, limit = DEFAULT_PAGE }, actor: { scope } }) => {
      const studyIds = scope === 'all' ? undefined : scope.map(({ studyId }) => studyId);
      const events = await listAuditEvents(db, { after, limit: limit + 1, studyIds });
      const page = events.slice(0, limit);
      return { events: [...page], next: events.length > limit ? page[limit - 1].sequence : null };
    },
  );
}
