import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { subjectOfJob } from '../../services/queue/jobs.ts';
import type { JobEvent } from '../../services/queue/queues.ts';
import { findComparison } from '../../services/store/comparisons.ts';
import type { Database } from '../../services/store/database.ts';
import { findPhoto } from '../../services/store/photos.ts';
import { binaryBody } from '../binary-body.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow, mayGoOn } from '../plugins/access.ts';
import type { JobEventHub } from '../plugins/job-events.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';

/** Between two looks at the row, if the queue reports nothing; each writes at least a comment, which keeps proxies from closing. */
const LOOK_EVERY_MS = 2_000;
const FINAL_STATES = ['measured', 'refused', 'failed', 'compared'];
const DESCRIPTION = `Events: \`state\` with {"state", "final", "refusal"}, at once and at each change; \`progress\` with {"percent"}.
The stream ends after the final state; for a photo that is done already it is the first and only event. It also ends, without a final
state, within seconds of the end of the token or key that it was asked for with: ask again with one that is good.`;

interface Watched {
  readonly state: string;
  readonly refusal: { readonly code: string; readonly message: string } | null;
}
/** Undefined ends the watch. */
type Look = () => Promise<Watched | undefined>;

function lookAt(db: Database, subjectId: string): Look {
  return async () => {
    const photo = await findPhoto(db, subjectId);
    if (photo !== undefined) return { state: photo.state, refusal: photo.refusal };
    const comparison = await findComparison(db, subjectId);
    return comparison && { state: comparison.state, refusal: null };
  };
}

function message(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function stateMessage({ state, refusal }: Watched): string {
  return message('state', { state, final: FINAL_STATES.includes(state), refusal });
}

/** What the queue reported since the last look, and a way to wait for more. */
function openInbox() {
  let events: JobEvent[] = [];
  let wake = () => {};
  return {
    add(event: JobEvent): void {
      events.push(event);
      wake();
    },
    async take(signal: AbortSignal): Promise<readonly JobEvent[]> {
      if (events.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, LOOK_EVERY_MS);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      const taken = events;
      events = [];
      return taken;
    },
  };
}

/**
 * The row decides what the state is; the queue only says when to look and how far the work has come. A queue that is
 * slow or down delays an event, and loses none but progress.
 */
async function* watch(
  hub: JobEventHub,
  { subjectId, look, signal }: { readonly subjectId: string; readonly look: Look; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const inbox = openInbox();
  let listening: Promise<() => void> | undefined;
  try {
    let last: string | undefined;
    while (!signal.aborted) {
      const now = await look();
      if (now === undefined) return;
      if (now.state !== last) yield stateMessage(now);
      if (FINAL_STATES.includes(now.state)) return;
      last = now.state;
      listening ??= hub.listen(subjectId, inbox.add).catch(() => () => {});
      const events = await inbox.take(signal);
      if (events.length === 0) yield ': waiting\n\n';
      for (const { percent } of events) if (percent !== undefined) yield message('progress', { percent });
    }
  } finally {
    void listening?.then((stop) => stop());
  }
}

const schemaOf = (tag: string, summary: string) => ({
  tags: [tag],
  summary,
  description: DESCRIPTION,
  response: {
    200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: Type.String() } } },
    ...errorResponses,
  },
});

type EventReply = Pick<FastifyReply, 'raw' | 'header'>;

export function eventRoutes(app: App, { db }: AppDependencies, hub: JobEventHub): void {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());

  async function eventsOf(subjectId: string, request: FastifyRequest, reply: EventReply): Promise<string> {
    const lookNow = lookAt(db, subjectId);
    found(await lookNow(), 'photo or comparison', subjectId);
    // A stream is one request for as long as it lasts: who may ask no more sees no more.
    const look = async () => ((await mayGoOn(db, request)) ? await lookNow() : undefined);
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    const signal = AbortSignal.any([closing.signal, gone.signal]);
    reply.header('content-type', 'text/event-stream');
    reply.header('cache-control', 'no-store');
    reply.header('x-accel-buffering', 'no');
    return binaryBody(Readable.from(watch(hub, { subjectId, look, signal })));
  }

  app.get(
    '/v1/jobs/:id/events',
    {
      config: allow('photos.read', 'job'),
      schema: {
        ...schemaOf('photos', 'Progress of a job'),
        params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}_[\\w.-]{1,200}$' }) }),
      },
    },
    async (request, reply) => await eventsOf(subjectOfJob(request.params.id), request, reply),
  );
  app.get(
    '/v1/photos/:id/events',
    {
      config: allow('photos.read', 'photo'),
      schema: { ...schemaOf('photos', 'Progress of measuring a photo'), params: IdParams },
    },
    async (request, reply) => await eventsOf(request.params.id, request, reply),
  );
  app.get(
    '/v1/comparisons/:id/events',
    {
      config: allow('comparisons.read', 'comparison'),
      schema: { ...schemaOf('comparisons', 'Progress of a comparison'), params: IdParams },
    },
    async (request, reply) => await eventsOf(request.params.id, request, reply),
  );
}
