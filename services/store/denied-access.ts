import { NOBODY } from '../study/policy.ts';
import { recordEvent } from './audit.ts';
import type { Database } from './database.ts';

/** A request that nobody known made; nothing of what was sent along. */
export interface DeniedRequest {
  readonly method: string;
  /** As a pattern; null where there is no such route. */
  readonly route: string | null;
  readonly reason: string;
}

/** Anybody can be denied as often as they like: so many events are written in so much time, what comes beyond becomes one. */
export const SINGLE_EVENTS = 20;
export const WINDOW_MS = 600_000;
/** Kinds of requests (method, route, reason) that the one event counts each by itself, the most frequent ones. */
const COUNTED_KINDS = 20;

export interface DeniedAccess {
  record(request: DeniedRequest): Promise<void>;
  /** Writes what is still only counted. */
  close(): Promise<void>;
}

interface Window {
  readonly endsAtMs: number;
  readonly since: Date;
  events: number;
  readonly counted: Map<string, { readonly request: DeniedRequest; count: number }>;
  timer: NodeJS.Timeout | undefined;
}

function openWindow(windowMs: number): Window {
  const since = new Date();
  return { endsAtMs: performance.now() + windowMs, since, events: 0, counted: new Map(), timer: undefined };
}

function summaryOf({ counted, since }: Window) {
  const kinds = [...counted.values()].sort((a, b) => b.count - a.count);
  const total = kinds.reduce((sum, { count }) => sum + count, 0);
  const named = kinds.slice(0, COUNTED_KINDS).map(({ request, count }) => ({ ...request, count }));
  const others = total - named.reduce((sum, { count }) => sum + count, 0);
  return { requests: total, since: since.toISOString(), kinds: named, others };
}

/** Remembers denied requests in the audit trail, within the limits above for each process. A fault of the trail goes to `onError`. */
export function openDeniedAccess(
  db: Database,
  onError: (error: unknown) => void,
  windowMs: number = WINDOW_MS,
): DeniedAccess {
  let window = openWindow(windowMs);

  async function write(after: object, reason: string): Promise<void> {
    await recordEvent(db, NOBODY, { action: 'access.deny', entity: 'route', after, reason }).catch(onError);
  }
  async function finish(ended: Window): Promise<void> {
    clearTimeout(ended.timer);
    if (ended.counted.size === 0) return;
    const summary = summaryOf(ended);
    ended.counted.clear();
    await write(summary, 'no valid key or token, many times');
  }
  function count(request: DeniedRequest): void {
    const kind = `${request.method} ${request.route} ${request.reason}`;
    const known = window.counted.get(kind);
    if (known === undefined) window.counted.set(kind, { request, count: 1 });
    else known.count += 1;
    const ending = window;
    window.timer ??= setTimeout(() => void finish(ending), window.endsAtMs - performance.now()).unref();
  }

  return {
    async record(request) {
      if (performance.now() >= window.endsAtMs) {
        const ended = window;
        window = openWindow(windowMs);
        await finish(ended);
      }
      if (window.events >= SINGLE_EVENTS) return count(request);
      window.events += 1;
      const { reason, ...after } = request;
      await write(after, reason);
    },
    close: () => finish(window),
  };
}
