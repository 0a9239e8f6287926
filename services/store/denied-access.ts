import type { Actor } from '../study/policy.ts';
import { type NewAuditEvent, recordEvent } from './audit.ts';
import type { Database } from './database.ts';

/** A request that was turned away; nothing of what was sent along. */
export interface DeniedRequest {
  readonly method: string;
  /** As a pattern; null where there is no such route. */
  readonly route: string | null;
  readonly reason: string;
  /** What it was about, where that can be told. */
  readonly thing?: string;
  readonly id?: string | null;
  readonly studyId?: string | null;
}

/**
 * Anybody can be denied as often as they like, with a good key too: so many events of one actor are written in so much time, what
 * comes beyond becomes one for each study. Whoever is not known is one actor.
 */
export const SINGLE_EVENTS = 20;
export const WINDOW_MS = 600_000;
/** Kinds of requests (method, route, reason) that the one event counts each by itself, the most frequent ones. */
const COUNTED_KINDS = 20;

export interface DeniedAccess {
  record(actor: Actor, request: DeniedRequest): Promise<void>;
  /** Writes what is still only counted. */
  close(): Promise<void>;
}

interface Kind {
  readonly method: string;
  readonly route: string | null;
  readonly reason: string;
  count: number;
}

/** What is only counted, of one study or of none, by kind. */
type Counted = Map<string, Kind>;

interface Window {
  readonly actor: Actor;
  readonly since: Date;
  readonly timer: NodeJS.Timeout;
  events: number;
  readonly studies: Map<string | null, Counted>;
}

/** The same key with another role is another actor: each event says the role of its time. */
function nameOf({ keyId, name, role }: Actor): string {
  return `${keyId ?? name} ${role}`;
}

function count({ studies }: Window, { method, route, reason, studyId = null }: DeniedRequest): void {
  const counted: Counted = studies.get(studyId) ?? new Map();
  studies.set(studyId, counted);
  const key = `${method} ${route} ${reason}`;
  const kind = counted.get(key) ?? { method, route, reason, count: 0 };
  counted.set(key, kind);
  kind.count += 1;
}

function eventOf({ method, route, reason, thing = 'route', id, studyId }: DeniedRequest): NewAuditEvent {
  return { action: 'access.deny', entity: thing, entityId: id, studyId, after: { method, route }, reason };
}

function summaryOf({ actor, since }: Window, studyId: string | null, counted: Counted): NewAuditEvent {
  const kinds = [...counted.values()].sort((a, b) => b.count - a.count);
  const total = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const named = kinds.slice(0, COUNTED_KINDS);
  const others = total - named.reduce((sum, kind) => sum + kind.count, 0);
  const reason = actor.role === 'none' ? 'no valid key or token, many times' : 'denied many times';
  const after = { requests: total, since: since.toISOString(), kinds: named, others };
  return { action: 'access.deny', entity: 'route', studyId, after, reason };
}

/** Remembers denied requests in the audit trail, within the limits above for each process. A fault of the trail goes to `onError`. */
export function openDeniedAccess(
  db: Database,
  onError: (error: unknown) => void,
  windowMs: number = WINDOW_MS,
): DeniedAccess {
  const windows = new Map<string, Window>();

  async function write(actor: Actor, event: NewAuditEvent): Promise<void> {
    await recordEvent(db, actor, event).catch(onError);
  }
  async function finish(name: string): Promise<void> {
    const ended = windows.get(name);
    if (ended === undefined) return;
    windows.delete(name);
    clearTimeout(ended.timer);
    for (const [studyId, counted] of ended.studies) await write(ended.actor, summaryOf(ended, studyId, counted));
  }
  function windowOf(actor: Actor): Window {
    const name = nameOf(actor);
    const open = windows.get(name);
    if (open !== undefined) return open;
    const timer = setTimeout(() => void finish(name), windowMs).unref();
    const opened = { actor, since: new Date(), timer, events: 0, studies: new Map() };
    windows.set(name, opened);
    return opened;
  }

  return {
    async record(actor, request) {
      const window = windowOf(actor);
      if (window.events >= SINGLE_EVENTS) return count(window, request);
      window.events += 1;
      await write(actor, eventOf(request));
    },
    async close() {
      for (const name of [...windows.keys()]) await finish(name);
    },
  };
}
