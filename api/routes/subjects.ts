import { Refusal } from '../../services/refusal.ts';
import { recorded } from '../../services/store/audit.ts';
import {
  findSubject,
  insertSubject,
  listSubjects,
  listSubjectsByCode,
  type Subject,
  type SubjectCursor,
} from '../../services/store/subjects.ts';
import type { Belonging, Scope } from '../../services/study/policy.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow, reach } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { NewSubjectSchema, SubjectListQuery, SubjectListSchema, SubjectSchema } from '../schemas/subject.ts';
import { subjectView } from '../views/subject.ts';

const tags = ['subjects'];
const DEFAULT_PAGE = 100;

/** `after` of a page: a code or, where its subjects are not all on the page before, a code and an id. */
const CURSOR_SEPARATOR = '/';

function cursorOf(after: string | undefined): SubjectCursor | undefined {
  if (after === undefined) return undefined;
  const [code, id] = after.split(CURSOR_SEPARATOR);
  return { code, id };
}

function nextCursor(last: Subject, following: Subject | undefined): string | null {
  if (following === undefined) return null;
  return following.code === last.code ? [last.code, last.id].join(CURSOR_SEPARATOR) : last.code;
}

/** Where a subject is added if it is not said: at the one site of whoever adds it, or in no study. */
function ownSite(scope: Scope): Belonging {
  if (scope === 'all') return { studyId: null, siteId: null };
  if (scope.length === 1 && scope[0].siteId !== null) return scope[0];
  throw new Refusal('invalid_request', 'Name the site that the subject belongs to: site_id.');
}

export function subjectRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/subjects',
    {
      config: allow('subjects.write'),
      schema: {
        tags,
        summary: 'Add a subject',
        body: NewSubjectSchema,
        response: { 201: SubjectSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const {
        code,
        height_cm: heightCm = null,
        weight_kg: weightKg = null,
        bsa_formula: bsaFormula = null,
        site_id: site,
      } = request.body;
      const { scope } = request.actor;
      const { studyId } = site === undefined ? ownSite(scope) : await reach(db, request, 'site', site);
      const siteId = site ?? (scope === 'all' ? null : scope[0].siteId);
      if (studyId !== null) await reach(db, request, 'study', studyId);
      const subject = await recorded(db, request.actor, async (transaction, record) => {
        const added = await insertSubject(transaction, { code, heightCm, weightKg, bsaFormula, studyId, siteId });
        if (added === undefined) {
          throw new Refusal('conflict', 'There is a subject with this code already: GET /v1/subjects?code=… finds it.');
        }
        record({ action: 'subject.create', entity: 'subject', entityId: added.id, studyId, after: subjectView(added) });
        return added;
      });
      return await reply.status(201).send(subjectView(subject));
    },
  );

  app.get(
    '/v1/subjects',
    {
      config: allow('subjects.read'),
      schema: {
        tags,
        summary: 'List subjects by code',
        querystring: SubjectListQuery,
        response: { 200: SubjectListSchema, ...errorResponses },
      },
    },
    async ({ query: { code, after, limit = DEFAULT_PAGE }, actor: { scope } }) => {
      if (code !== undefined) {
        return { subjects: (await listSubjectsByCode(db, code, scope)).map(subjectView), next: null };
      }
      // One more than asked for, to know whether there is another page.
      const subjects = await listSubjects(db, { limit: limit + 1, after: cursorOf(after), scope });
      const page = subjects.slice(0, limit);
      return { subjects: page.map(subjectView), next: nextCursor(page[page.length - 1], subjects[limit]) };
    },
  );

  app.get(
    '/v1/subjects/:id',
    {
      config: allow('subjects.read', 'subject'),
      schema: { tags, summary: 'One subject', params: IdParams, response: { 200: SubjectSchema, ...errorResponses } },
    },
    async ({ params: { id } }) => subjectView(found(await findSubject(db, id), 'subject', id)),
  );
}
