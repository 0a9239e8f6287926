import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { findStudy } from '../../services/store/studies.ts';
import { beginExport, fileNameOf, STUDY_EXPORT_NAMES, STUDY_EXPORTS } from '../../services/store/study-exports.ts';
import { siteWithin } from '../../services/study/policy.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';

/** A client that reads nothing for so long is gone; its cursor is closed. */
const IDLE_MS = 60_000;
const DESCRIPTION =
  'Of what the key may see: a site gets its own subjects. Beginning and end are events of the audit trail, the end with the SHA-256 of the file. Columns: docs/export.md.';

export function exportRoutes(app: App, { db }: AppDependencies): void {
  for (const what of STUDY_EXPORT_NAMES) {
    const { title, mediaType } = STUDY_EXPORTS[what];
    app.get(
      `/v1/studies/:id/export/${fileNameOf(what)}`,
      {
        config: allow('studies.export', 'study'),
        schema: {
          tags: ['exports'],
          summary: title,
          description: DESCRIPTION,
          params: IdParams,
          response: {
            200: { description: title, content: { [mediaType.split(';')[0]]: { schema: Type.String() } } },
            ...errorResponses,
          },
        },
      },
      async (request, reply) => {
        const { id: studyId } = request.params as { readonly id: string };
        const study = found(await findStudy(db, studyId), 'study', studyId);
        const { actor } = request;
        const part = { studyId, siteId: siteWithin(actor.scope, studyId) };
        const file = await beginExport(db, actor, { what, part });
        return await sendFile(reply, file, { mediaType, name: `${fileStem(study.code)}-${fileNameOf(what)}` });
      },
    );
  }
}

async function sendFile(
  reply: FastifyReply,
  pieces: AsyncIterable<Buffer>,
  { mediaType, name }: { readonly mediaType: string; readonly name: string },
): Promise<FastifyReply> {
  reply.raw.setTimeout(IDLE_MS, () => reply.raw.destroy());
  reply
    .type(mediaType)
    .header('cache-control', 'private, no-store')
    .header('content-disposition', `attachment; filename="${name}"`);
  return await reply.send(Readable.from(pieces));
}

/** A study's code may hold anything; the name of a file in a header may not. */
function fileStem(code: string): string {
  return code.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}
