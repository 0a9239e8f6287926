import { setTimeout } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import Type from 'typebox';
import { pingQueue } from '../../services/queue/queues.ts';
import { pingDatabase } from '../../services/store/database.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses } from '../schemas/error.ts';

const tags = ['service'];
/** Who asks for readiness wants an answer now; a server that takes longer is not ready. */
const ANSWER_WITHIN_MS = 2_000;
const PART_STATES = ['ok', 'unavailable'] as const;
const PartState = Type.Enum(PART_STATES);
const ReadySchema = Type.Object({ status: PartState, database: PartState, queue: PartState });

async function stateOf(answer: Promise<void>): Promise<(typeof PART_STATES)[number]> {
  const answered = answer.then(
    () => 'ok' as const,
    () => 'unavailable' as const,
  );
  return await Promise.race([answered, setTimeout(ANSWER_WITHIN_MS, 'unavailable' as const, { ref: false })]);
}

export function healthRoutes(app: App, { db, queues }: AppDependencies, metrics: Registry): void {
  app.get(
    '/health/live',
    { schema: { tags, summary: 'Does the process run?', response: { 200: Type.Object({ status: PartState }) } } },
    () => ({ status: 'ok' as const }),
  );

  app.get(
    '/health/ready',
    {
      schema: {
        tags,
        summary: 'Do database and queue answer?',
        response: { 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (_request, reply) => {
      const [database, queue] = await Promise.all([stateOf(pingDatabase(db)), stateOf(pingQueue(queues))]);
      const status = database === 'ok' && queue === 'ok' ? 'ok' : 'unavailable';
      return await reply.status(status === 'ok' ? 200 : 503).send({ status, database, queue });
    },
  );

  app.get(
    '/metrics',
    {
      config: allow('metrics.read'),
      schema: {
        tags,
        summary: 'Figures for Prometheus',
        response: {
          200: { description: 'Text', content: { 'text/plain': { schema: Type.String() } } },
          ...errorResponses,
        },
      },
    },
    async (_request, reply) => await reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
