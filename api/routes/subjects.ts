import { Refusal } from '../../services/refusal.ts';
import { findSubject, findSubjectByCode, insertSubject, listSubjects } from '../../services/store/subjects.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { NewSubjectSchema, SubjectListQuery, SubjectListSchema, SubjectSchema } from '../schemas/subject.ts';
import { subjectView } from '../views/subject.ts';

const tags = ['subjects'];
const DEFAULT_PAGE = 100;

export function subjectRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/subjects',
    {
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
      } = request.body;
      const subject = await insertSubject(db, { code, heightCm, weightKg, bsaFormula });
      if (subject === undefined) {
        throw new Refusal('conflict', 'There is a subject with this code already: GET /v1/subjects?code=… finds it.');
      }
      return await reply.status(201).send(subjectView(subject));
    },
  );

  app.get(
    '/v1/subjects',
    {
      schema: {
        tags,
        summary: 'List subjects by code',
        querystring: SubjectListQuery,
        response: { 200: SubjectListSchema, ...errorResponses },
      },
    },
    async ({ query: { code, after, limit = DEFAULT_PAGE } }) => {
      if (code !== undefined) {
        const subject = await findSubjectByCode(db, code);
        return { subjects: subject === undefined ? [] : [subjectView(subject)], next: null };
      }
      // One more than asked for, to know whether there is another page.
      const subjects = await listSubjects(db, { limit: limit + 1, afterCode: after });
      const page = subjects.slice(0, limit);
      return { subjects: page.map(subjectView), next: subjects.length > limit ? page[limit - 1].code : null };
    },
  );

  app.get(
    '/v1/subjects/:id',
    {
      schema: { tags, summary: 'One subject', params: IdParams, response: { 200: SubjectSchema, ...errorResponses } },
    },
    async ({ params: { id } }) => subjectView(found(await findSubject(db, id), 'subject', id)),
  );
}
