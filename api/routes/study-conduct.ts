import { Refusal } from '../../services/refusal.ts';
import { recorded } from '../../services/store/audit.ts';
import { lockStudy, unblindStudy } from '../../services/store/studies.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { ReasonBodySchema, StudySchema } from '../schemas/study.ts';
import { studyView } from '../views/study.ts';

const tags = ['studies'];

export function studyConductRoutes(app: App, { db }: AppDependencies): void {
  app.post(
    '/v1/studies/:id/lock',
    {
      config: allow('studies.lock', 'study'),
      schema: {
        tags,
        summary: 'Lock a study: nothing of it is added or changed any more',
        params: IdParams,
        body: ReasonBodySchema,
        response: { 200: StudySchema, ...errorResponses },
      },
    },
    async ({ params: { id }, body: { reason }, actor }) =>
      await recorded(db, actor, async (transaction, record) => {
        const study = await lockStudy(transaction, id);
        if (study === undefined) throw new Refusal('conflict', 'The study is locked already.');
        record({ action: 'study.lock', entity: 'study', entityId: id, studyId: id, reason });
        return studyView(study);
      }),
  );

  app.post(
    '/v1/studies/:id/unblind',
    {
      config: allow('studies.unblind', 'study'),
      schema: {
        tags,
        summary: 'Unblind a study: from now on the treatments may be read. There is no way back',
        params: IdParams,
        body: ReasonBodySchema,
        response: { 200: StudySchema, ...errorResponses },
      },
    },
    async ({ params: { id }, body: { reason }, actor }) =>
      await recorded(db, actor, async (transaction, record) => {
        const study = await unblindStudy(transaction, id);
        if (study === undefined) throw new Refusal('conflict', 'The study is unblinded already.');
        record({ action: 'study.unblind', entity: 'study', entityId: id, studyId: id, reason });
        return studyView(study);
      }),
  );
}
