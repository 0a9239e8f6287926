import type { FastifyReply, FastifyRequest } from 'fastify';
import { findStudy } from '../../services/store/studies.ts';
import {
  type ReportFormat,
  type ReportWish,
  USUAL_AGREEMENT,
  USUAL_OUTCOMES,
} from '../../services/store/study-reports.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { inFileName } from '../file-name.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { AgreementQuery, OutcomesQuery, reportResponse } from '../schemas/study-report.ts';

const tags = ['statistics'];
const DESCRIPTION =
  'For those who no longer read or score: nobody learns here what is still to be read unaware. That it left is an event of the audit trail, with the SHA-256 of the file.';

/** No script, nothing loaded: a page that shows what people typed. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export function studyReportRoutes(app: App, dependencies: AppDependencies): void {
  app.get(
    '/v1/studies/:id/agreement',
    {
      config: allow('reports.read', 'study'),
      schema: {
        ...{ tags, summary: 'How far machine, readers, their repeats and the sites agree' },
        description: `Score by score, never pooled; clustered by subject; by tone class, site, region and lesion size; with the subjects who respond by one and not by the other. docs/agreement.md. ${DESCRIPTION}`,
        ...{ params: IdParams, querystring: AgreementQuery },
        response: { 200: reportResponse('Report of agreement'), ...errorResponses },
      },
    },
    async (request, reply) => {
      const { format, seed, least_stratum_pairs: leastStratumPairs } = request.query;
      const options = {
        seed: seed ?? USUAL_AGREEMENT.seed,
        leastStratumPairs: leastStratumPairs ?? USUAL_AGREEMENT.leastStratumPairs,
      };
      return await send(dependencies, request, reply, { format, wish: { what: 'agreement', options } });
    },
  );

  app.get(
    '/v1/studies/:id/outcomes',
    {
      config: allow('reports.read', 'study'),
      schema: {
        ...{ tags, summary: 'The tables of the trial: baseline, change, response, predictors' },
        description: `Score by score, never pooled; by treatment once the study is unblinded and the key may see treatments. docs/outcomes.md. ${DESCRIPTION}`,
        ...{ params: IdParams, querystring: OutcomesQuery },
        response: { 200: reportResponse('Report of outcomes'), ...errorResponses },
      },
    },
    async (request, reply) => {
      const { format, missing, responder_percent: percent, visit, source } = request.query;
      const options = {
        missingRule: missing ?? USUAL_OUTCOMES.missingRule,
        responderPercent: percent ?? USUAL_OUTCOMES.responderPercent,
        ...{ visit, source },
      };
      return await send(dependencies, request, reply, { format, wish: { what: 'outcomes', options } });
    },
  );
}

async function send(
  { db, makeReport }: AppDependencies,
  { actor, params }: Pick<FastifyRequest, 'actor' | 'params'>,
  reply: FastifyReply,
  { format = 'json', wish }: { readonly format?: ReportFormat | undefined; readonly wish: ReportWish },
): Promise<FastifyReply> {
  const { id } = params as { readonly id: string };
  const study = found(await findStudy(db, id), 'study', id);
  const { bytes, mediaType } = await makeReport(actor, { study, wish, format });
  reply.type(mediaType).header('cache-control', 'private, no-store').header('content-security-policy', PAGE_POLICY);
  const file = `${inFileName(study.code)}-${wish.what}.${format === 'text' ? 'txt' : format}`;
  // What a browser shows is shown; the rest is kept as a file.
  const isShown = format === 'json' || format === 'html' || format === 'text';
  reply.header('content-disposition', `${isShown ? 'inline' : 'attachment'}; filename="${file}"`);
  return await reply.send(bytes);
}
