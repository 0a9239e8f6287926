import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { findStudy } from '../../services/store/studies.ts';
import {
  beginExport,
  fileNameOf,
  STUDY_EXPORT_NAMES,
  STUDY_EXPORTS,
  type StudyExport,
} from '../../services/store/study-exports.ts';
import { siteWithin } from '../../services/study/policy.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { inFileName } from '../file-name.ts';
import { allow, reach } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';

const tags = ['exports'];
/** A client that reads nothing for so long is gone; its cursor is closed. */
const IDLE_MS = 60_000;
const DESCRIPTION =
  'Of what the key may see: a site gets its own subjects and no reads. Beginning and end are events of the audit trail, the end with the SHA-256 of the file. Columns: docs/export.md.';

function responses(what: StudyExport) {
  const { title, mediaType } = STUDY_EXPORTS[what];
  const [type] = mediaType.split(';');
  return { 200: { description: title, content: { [type]: { schema: Type.String() } } }, ...errorResponses };
}

export function exportRoutes(app: App, { db }: AppDependencies): void {
  for (const what of STUDY_EXPORT_NAMES) {
    app.get(
      `/v1/studies/:id/export/${fileNameOf(what)}`,
      {
        config: allow(STUDY_EXPORTS[what].action, 'study'),
        schema: {
          ...{ tags, description: DESCRIPTION, summary: STUDY_EXPORTS[what].title },
          ...{ params: IdParams, response: responses(what) },
        },
      },
      async (request, reply) => {
        const { id: studyId } = request.params as { readonly id: string };
        const { code } = found(await findStudy(db, studyId), 'study', studyId);
        const { actor } = request;
        const part = { studyId, siteId: siteWithin(actor.scope, studyId) };
        return await sendFile(reply, await beginExport(db, actor, { what, part }), { what, stem: code });
      },
    );
  }

  app.get(
    '/v1/visits/:id/export/fhir.json',
    {
      config: allow(STUDY_EXPORTS.fhir.action, 'visit'),
      schema: {
        ...{ tags, description: DESCRIPTION, summary: 'FHIR R4 bundle of one visit of a study' },
        ...{ params: IdParams, response: responses('fhir') },
      },
    },
    async (request, reply) => {
      const { id: visitId } = request.params as { readonly id: string };
      const { studyId, siteId } = await reach(db, request, 'visit', visitId);
      if (studyId === null)
        throw new Refusal('invalid_request', 'This visit is of no study: nothing says what may leave.');
      const part = { studyId, siteId: siteId === 'any' ? null : siteId, visitId };
      const file = await beginExport(db, request.actor, { what: 'fhir', part });
      return await sendFile(reply, file, { what: 'fhir', stem: `visit-${visitId}` });
    },
  );
}

async function sendFile(
  reply: FastifyReply,
  pieces: AsyncIterable<Buffer>,
  { what, stem }: { readonly what: StudyExport; readonly stem: string },
): Promise<FastifyReply> {
  reply.raw.setTimeout(IDLE_MS, () => reply.raw.destroy());
  reply
    .type(STUDY_EXPORTS[what].mediaType)
    .header('cache-control', 'private, no-store')
    .header('content-disposition', `attachment; filename="${inFileName(stem)}-${fileNameOf(what)}"`);
  return await reply.send(Readable.from(pieces));
}
