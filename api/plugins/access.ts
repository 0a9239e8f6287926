import type { FastifyRequest } from 'fastify';
import { subjectOfJob } from '../../services/queue/jobs.ts';
import { Refusal } from '../../services/refusal.ts';
import { recordEvent } from '../../services/store/audit.ts';
import { findBelonging, type StudyBelonging, type Thing } from '../../services/store/belongings.ts';
import type { Database } from '../../services/store/database.ts';
import { type Action, type Actor, isWithin, isWriting, mayDo } from '../../services/study/policy.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { isOpenRoute } from './guard.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the guard before anything else. */
    actor: Actor;
  }
  interface FastifyContextConfig {
    /** What a route does, by the name in services/study/policy.ts. A route without one answers nobody. */
    action?: Action;
    /** What the `id` of its path names. */
    thing?: Thing | 'job';
  }
}

/** Settings of a route: what it does, and what its `id` names. */
export function allow(action: Action, thing?: Thing | 'job') {
  return { action, ...(thing !== undefined && { thing }) };
}

interface Denial {
  readonly thing: string;
  readonly id: string | null;
  readonly studyId: string | null;
  readonly reason: string;
}

async function recordDenial(db: Database, request: FastifyRequest, { thing, id, studyId, reason }: Denial) {
  const { method, routeOptions, actor } = request;
  await recordEvent(db, actor, {
    action: 'access.deny',
    entity: thing,
    entityId: id,
    studyId,
    after: { method, route: routeOptions.url ?? null },
    reason,
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The study and site of a thing that a request names, if whoever asks may see it and, where the route writes, its study is not
 * locked. What is somebody else's answers as if it were not there.
 * @throws Refusal `not_found`, or `conflict` for a locked study
 */
export async function reach(db: Database, request: FastifyRequest, thing: Thing, id: string): Promise<StudyBelonging> {
  const belonging = UUID.test(id) ? await findBelonging(db, thing, id) : undefined;
  const isVisible = belonging !== undefined && isWithin(request.actor, belonging);
  if (belonging !== undefined && !isVisible) {
    await recordDenial(db, request, {
      thing,
      id,
      studyId: belonging.studyId,
      reason: 'outside the studies of the key',
    });
  }
  if (!isVisible) throw new Refusal('not_found', `There is no ${thing} with the id ${id}.`);
  const { action } = request.routeOptions.config;
  if (belonging.locked && action !== undefined && isWriting(action)) {
    await recordDenial(db, request, { thing, id, studyId: belonging.studyId, reason: 'the study is locked' });
    throw new Refusal('conflict', 'The study is locked: nothing of it can be added or changed any more.');
  }
  return belonging;
}

/** A job is about a photo or a comparison, which its id does not tell. */
async function reachJob(db: Database, request: FastifyRequest, jobId: string): Promise<void> {
  const id = subjectOfJob(jobId);
  const thing = UUID.test(id) && (await findBelonging(db, 'photo', id)) !== undefined ? 'photo' : 'comparison';
  await reach(db, request, thing, id);
}

/** The one place where requests are allowed: first what the role may do at all, then whether the thing is within its studies. */
export function registerAccess(app: App, { db }: Pick<AppDependencies, 'db'>): void {
  app.addHook('onRequest', async (request) => {
    if (isOpenRoute(request) || request.is404) return;
    const { action } = request.routeOptions.config;
    const { role } = request.actor;
    if (action !== undefined && role !== 'system' && mayDo(role, action)) return;
    await recordDenial(db, request, { thing: 'route', id: null, studyId: null, reason: `role ${role}` });
    throw new Refusal('forbidden', `A key of the role ${role} may not do this.`);
  });

  app.addHook('preHandler', async (request) => {
    const { thing } = request.routeOptions.config;
    if (thing === undefined) return;
    const { id } = request.params as { readonly id: string };
    if (thing === 'job') await reachJob(db, request, id);
    else await reach(db, request, thing, id);
  });
}
