import { recorded } from '../../services/store/audit.ts';
import { amendProtocol, listProtocolVersions } from '../../services/store/protocol-amendments.ts';
import { findStudy } from '../../services/store/studies.ts';
import { checkProtocol } from '../../services/study/protocol.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { AmendmentSchema, ProtocolVersionsSchema, StudySchema } from '../schemas/study.ts';
import { protocolVersionView, studyView } from '../views/study.ts';

const tags = ['studies'];

export function protocolRoutes(app: App, { db }: AppDependencies): void {
  app.put(
    '/v1/studies/:id/protocol',
    {
      config: allow('studies.change', 'study'),
      schema: {
        tags,
        summary: 'Amend the protocol of a study: what was recorded keeps its meaning, and the version before is kept',
        params: IdParams,
        body: AmendmentSchema,
        response: { 200: StudySchema, ...errorResponses },
      },
    },
    async ({ params: { id: studyId }, body: { replaces, reason, ...body }, actor }) => {
      const protocol = checkProtocol(body.protocol);
      return await recorded(db, actor, async (transaction, record) => {
        const before = found(await findStudy(transaction, studyId), 'study', studyId);
        const amended = await amendProtocol(transaction, {
          ...{ studyId, protocol, replaces, reason, amendedBy: actor.name },
        });
        record({
          ...{ action: 'study.amend', entity: 'study', entityId: studyId, studyId, reason },
          before: { protocol: before.protocol, protocol_version: before.protocolVersion },
          after: { protocol, protocol_version: amended.protocolVersion },
        });
        return studyView(amended);
      });
    },
  );

  app.get(
    '/v1/studies/:id/protocol-versions',
    {
      config: allow('studies.read', 'study'),
      schema: {
        tags,
        summary: 'The protocols of a study, with when, why and by whom each was amended',
        params: IdParams,
        response: { 200: ProtocolVersionsSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => {
      const study = found(await findStudy(db, id), 'study', id);
      return { versions: (await listProtocolVersions(db, study)).map(protocolVersionView) };
    },
  );
}
