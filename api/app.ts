import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyRequest } from 'fastify';
import { MAX_FILE_BYTES } from '../services/imaging/limits.ts';
import type { App, AppDependencies } from './dependencies.ts';
import { registerAccess } from './plugins/access.ts';
import { registerDeniedAccess } from './plugins/denied-access.ts';
import { registerErrors } from './plugins/errors.ts';
import { registerGuard } from './plugins/guard.ts';
import { registerJobEvents } from './plugins/job-events.ts';
import { registerMetrics } from './plugins/metrics.ts';
import { registerMultipart } from './plugins/multipart.ts';
import { registerOpenApi } from './plugins/openapi.ts';
import { registerPages } from './plugins/pages.ts';
import { auditRoutes } from './routes/audit.ts';
import { comparisonResultRoutes, comparisonRoutes } from './routes/comparisons.ts';
import { courseRoutes } from './routes/courses.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { manualScoreRoutes } from './routes/manual-scores.ts';
import { meRoutes } from './routes/me.ts';
import { measurementRoutes, outlineRoutes } from './routes/outlines.ts';
import { photoImageRoutes } from './routes/photo-images.ts';
import { photoUploadRoutes } from './routes/photo-upload.ts';
import { photoRoutes } from './routes/photos.ts';
import { protocolRoutes } from './routes/protocols.ts';
import { queryRoutes, queryStepRoutes } from './routes/queries.ts';
import { readRoundRoutes } from './routes/read-rounds.ts';
import { readEntryRoutes, readRoutes } from './routes/reads.ts';
import { scoreFormRoutes } from './routes/score-forms.ts';
import { scoreImportRoutes } from './routes/score-import.ts';
import { scoreRoutes } from './routes/scores.ts';
import { siteRoutes, studyRoutes } from './routes/studies.ts';
import { studyConductRoutes } from './routes/study-conduct.ts';
import { studyReportRoutes } from './routes/study-reports.ts';
import { subjectRoutes } from './routes/subjects.ts';
import { tableCheckRoutes } from './routes/table-checks.ts';
import { treatmentRoutes } from './routes/treatments.ts';
import { visitRoutes } from './routes/visits.ts';

/** Bytes of a JSON body: the largest is a manual score with all its items. Photos have a limit of their own. */
const MAX_JSON_BYTES = 100_000;

/** A request in the log: its route by pattern. No address, code or id, which may lead to a patient. */
const serializers = {
  req: ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions.url }),
};

function loggerOptions(logger: AppDependencies['logger']) {
  if (logger === undefined || logger === false) return false;
  return { ...(typeof logger === 'object' && logger), serializers };
}

/** The API as a whole. It never listens: main.ts does, and a test asks it through `inject`. */
export async function buildApp(dependencies: AppDependencies): Promise<App> {
  const app: App = Fastify({
    logger: loggerOptions(dependencies.logger),
    bodyLimit: MAX_JSON_BYTES,
    return503OnClosing: true,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  const maxUploadBytes = Math.min(dependencies.maxUploadBytes, MAX_FILE_BYTES);
  const deps: AppDependencies = { ...dependencies, maxUploadBytes };

  registerErrors(app);
  registerDeniedAccess(app, deps);
  registerGuard(app, deps);
  registerAccess(app, deps);
  const metrics = registerMetrics(app, deps);
  const hub = registerJobEvents(app, deps);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  await registerMultipart(app, maxUploadBytes);
  await registerOpenApi(app);
  await registerPages(app);

  for (const register of [
    studyRoutes,
    protocolRoutes,
    siteRoutes,
    studyConductRoutes,
    treatmentRoutes,
    readRoundRoutes,
    readRoutes,
    readEntryRoutes,
    queryRoutes,
    queryStepRoutes,
    meRoutes,
    auditRoutes,
    subjectRoutes,
    visitRoutes,
    photoUploadRoutes,
    photoRoutes,
    photoImageRoutes,
    outlineRoutes,
    measurementRoutes,
    manualScoreRoutes,
    scoreRoutes,
    scoreFormRoutes,
    scoreImportRoutes,
    comparisonRoutes,
    comparisonResultRoutes,
    courseRoutes,
    tableCheckRoutes,
    exportRoutes,
    studyReportRoutes,
  ]) {
    register(app, deps);
  }
  eventRoutes(app, deps, hub);
  healthRoutes(app, deps, metrics);
  return app;
}
