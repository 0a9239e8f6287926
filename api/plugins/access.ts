import type { FastifyRequest } from 'fastify';
import { subjectOfJob } from '../../services/queue/jobs.ts';
import { Refusal } from '../../services/refusal.ts';
import { findBelonging, type StudyBelonging, type Thing } from '../../services/store/belongings.ts';
import type { Database } from '../../services/store/database.ts';
import { type Action, type Actor, isWithin, isWriting, mayDo } from '../../services/study/policy.ts';
import { isUuid } from '../../services/uuid.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { isOpenRoute } from './guard.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the guard before anything else. */
    actor: Actor;
    /** The last thing that was reached. */
    reached: Concern | undefined;
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

/** What a request is about. */
interface Concern {
  readonly thing: string;
  readonly id: string | null;
  /** Null where it is of no study, or of none that could be told. */
  readonly studyId: string | null;
}

async function recordDenial(request: FastifyRequest, concern: Concern, reason: string): Promise<void> {
  const { method, routeOptions, actor, server } = request;
  await server.deniedAccess.record(actor, { ...concern, method, route: routeOptions.url ?? null, reason });
}

/**
 * The study and site of a thing that a request names, if whoever asks may see it and, where the route writes, its study is not
 * locked. What is somebody else's answers as if it were not there.
 * @throws Refusal `not_found` or `study_locked`
 */
export async function reach(db: Database, request: FastifyRequest, thing: Thing, id: string): Promise<StudyBelonging> {
  const belonging = isUuid(id) ? await findBelonging(db, thing, id) : undefined;
  const isVisible = belonging !== undefined && isWithin(request.actor, belonging);
  if (belonging !== undefined && !isVisible) {
    await recordDenial(request, { thing, id, studyId: belonging.studyId }, 'outside the own studies');
  }
  if (!isVisible) throw new Refusal('not_found', `There is no ${thing} with the id ${id}.`);
  request.reached = { thing, id, studyId: belonging.studyId };
  const { action } = request.routeOptions.config;
  if (belonging.locked && action !== undefined && isWriting(action)) {
    throw new Refusal('study_locked', 'The study is locked: nothing of it can be added or changed any more.');
  }
  return belonging;
}

/** What the `id` of a path names. A job is about a photo or a comparison, which its id does not tell. */
async function thingNamed(db: Database, request: FastifyRequest): Promise<{ thing: Thing; id: string } | undefined> {
  const { thing } = request.routeOptions.config;
  if (thing === undefined) return undefined;
  const { id } = request.params as { readonly id: string };
  if (thing !== 'job') return { thing, id };
  const subject = subjectOfJob(id);
  const isPhoto = isUuid(subject) && (await findBelonging(db, 'photo', subject)) !== undefined;
  return { thing: isPhoto ? 'photo' : 'comparison', id: subject };
}

async function belongingNamed(db: Database, request: FastifyRequest): Promise<StudyBelonging | undefined> {
  const named = await thingNamed(db, request);
  return named && isUuid(named.id) ? await findBelonging(db, named.thing, named.id) : undefined;
}

/**
 * Whether a request that was let in would be so again: for an answer that takes longer than its key or token may last. Nobody is
 * denied anything by it, so that it leaves no event.
 */
export async function mayGoOn(db: Database, request: FastifyRequest): Promise<boolean> {
  const { action } = request.routeOptions.config;
  try {
    const actor = await request.server.whoAsks(request);
    const belonging = await belongingNamed(db, request);
    return action !== undefined && mayDo(actor.role, action) && belonging !== undefined && isWithin(actor, belonging);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** What a request is about that its role may not make: what its path names, or else the one study that its sender is of. */
async function concernOf(db: Database, request: FastifyRequest): Promise<Concern> {
  const { scope } = request.actor;
  const named = await thingNamed(db, request);
  const belonging = named && isUuid(named.id) ? await findBelonging(db, named.thing, named.id) : undefined;
  if (named !== undefined && belonging !== undefined) return { ...named, studyId: belonging.studyId };
  const isOfOne = scope !== 'all' && scope.length === 1;
  return { thing: 'route', id: null, studyId: isOfOne ? scope[0].studyId : null };
}

/** Remembers a write to a locked study, whether it was refused at once or, because the lock came in between, by the database. */
export async function recordIfLocked(request: FastifyRequest, error: unknown): Promise<void> {
  if (!(error instanceof Refusal) || error.code !== 'study_locked') return;
  const concern = request.reached ?? { thing: 'route', id: null, studyId: null };
  await recordDenial(request, concern, 'the study is locked');
}

/** The one place where requests are allowed: first what the role may do at all, then whether the thing is within its studies. */
export function registerAccess(app: App, { db }: Pick<AppDependencies, 'db'>): void {
  app.decorateRequest('reached');
  app.addHook('onRequest', async (request) => {
    if (isOpenRoute(request) || request.is404) return;
    const { action } = request.routeOptions.config;
    const { role } = request.actor;
    if (action !== undefined && mayDo(role, action)) return;
    await recordDenial(request, await concernOf(db, request), `role ${role}`);
    throw new Refusal('forbidden', `The role ${role} may not do this.`);
  });

  app.addHook('preHandler', async (request) => {
    const named = await thingNamed(db, request);
    if (named !== undefined) await reach(db, request, named.thing, named.id);
  });

  app.addHook('onError', async (request, _reply, error) => await recordIfLocked(request, error));
}
