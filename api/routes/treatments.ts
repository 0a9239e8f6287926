import Type from 'typebox';
import { recordEvent, recorded } from '../../services/store/audit.ts';
import { listTreatments, requireUnblinded, setTreatments } from '../../services/store/treatments.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { TreatmentListSchema, TreatmentsBody } from '../schemas/read.ts';

const tags = ['studies'];

export function treatmentRoutes(app: App, { db }: AppDependencies): void {
  app.put(
    '/v1/studies/:id/treatments',
    {
      config: allow('treatments.write', 'study'),
      schema: {
        tags,
        summary: 'Enter who was treated with what',
        params: IdParams,
        body: TreatmentsBody,
        response: { 204: Type.Null(), ...errorResponses },
      },
    },
    async ({ params: { id }, body: { treatments, reason }, actor }, reply) => {
      await recorded(db, actor, async (transaction, record) => {
        const entered = treatments.map(({ subject_id, treatment }) => ({ subjectId: subject_id, treatment }));
        await setTreatments(transaction, id, entered);
        // Which subjects, and not what: auditors read the trail before the study is unblinded.
        const after = { subject_ids: treatments.map(({ subject_id }) => subject_id) };
        record({ action: 'treatment.set', entity: 'study', entityId: id, studyId: id, after, reason });
      });
      return await reply.status(204).send(null);
    },
  );

  app.get(
    '/v1/studies/:id/treatments',
    {
      config: allow('treatments.read', 'study'),
      schema: {
        tags,
        summary: 'Who was treated with what, once the study is unblinded',
        params: IdParams,
        response: { 200: TreatmentListSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, actor }) => {
      await requireUnblinded(db, actor, id);
      await recordEvent(db, actor, { action: 'treatment.export', entity: 'study', entityId: id, studyId: id });
      const treatments = await listTreatments(db, id);
      return {
        treatments: treatments.map(({ subjectId, code, treatment }) => ({
          ...{ subject_id: subjectId, subject_code: code, treatment },
        })),
      };
    },
  );
}
