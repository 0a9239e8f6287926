import type { FastifyRequest } from 'fastify';
import type Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { recorded } from '../../services/store/audit.ts';
import type { Database } from '../../services/store/database.ts';
import { listMeasurements } from '../../services/store/measurements.ts';
import { type RequestChanges, requestMeasurement } from '../../services/store/photo-work.ts';
import { findPhoto, type Photo } from '../../services/store/photos.ts';
import { enqueueOrWait, refuseOutsideProtocol } from '../accept-photo.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { greyCardOf } from '../grey-card-fields.ts';
import { allow, reach } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { MeasurementListSchema } from '../schemas/measurement.ts';
import { DEFAULT_MARKER_MM, PhotoAcceptedSchema, PhotoSchema, RemeasureSchema } from '../schemas/photo.ts';
import { jobView } from '../views/job.ts';
import { measurementView } from '../views/measurement.ts';
import { photoView, requestView } from '../views/photo.ts';

const tags = ['photos'];

/**
 * What is said anew. Once a card is said to be checked, its own markers tell their size: the usual one, assumed when the photo
 * came, must not stand against them.
 */
function correctionsOf(body: Type.Static<typeof RemeasureSchema>, stored: Photo): RequestChanges {
  const assumesMarker = typeof body.card_scale_mm === 'number' && stored.markerSideMm === DEFAULT_MARKER_MM;
  const markerSideMm = body.marker_mm === undefined && assumesMarker ? null : body.marker_mm;
  const greyCard = greyCardOf(body, stored.greyCard);
  return {
    ...(body.body_region !== undefined && { bodyRegion: body.body_region }),
    ...(body.view !== undefined && { view: body.view }),
    ...(body.illumination !== undefined && { illumination: body.illumination }),
    ...(body.mm_per_pixel !== undefined && { declaredMmPerPixel: body.mm_per_pixel }),
    ...(markerSideMm !== undefined && { markerSideMm }),
    ...(body.card_scale_mm !== undefined && { cardScaleMm: body.card_scale_mm }),
    ...(body.colour_chart !== undefined && { colourChart: body.colour_chart }),
    ...(greyCard !== undefined && { greyCard }),
  };
}

async function remeasure(
  db: Database,
  request: FastifyRequest,
  body: Type.Static<typeof RemeasureSchema>,
): Promise<Photo> {
  const { id } = request.params as { readonly id: string };
  const stored = found(await findPhoto(db, id), 'photo', id);
  const corrections = correctionsOf(body, stored);
  const { studyId } = await reach(db, request, 'photo', id);
  await refuseOutsideProtocol(db, studyId, { ...stored, ...corrections });
  return await recorded(db, request.actor, async (transaction, record) => {
    const changed = await requestMeasurement(transaction, id, corrections);
    if (changed === undefined) {
      throw new Refusal('conflict', 'This photo is being measured: try again when it is done.');
    }
    const before = requestView(stored);
    record({ action: 'photo.measure', entity: 'photo', entityId: id, studyId, before, after: requestView(changed) });
    return changed;
  });
}

export function photoRoutes(app: App, deps: AppDependencies): void {
  const { db } = deps;

  app.get(
    '/v1/photos/:id',
    {
      config: allow('photos.read', 'photo'),
      schema: {
        tags,
        summary: 'A photo with its state, its latest measurement and the manual scores beside it',
        params: IdParams,
        response: { 200: PhotoSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => await photoView(db, found(await findPhoto(db, id), 'photo', id)),
  );

  app.get(
    '/v1/photos/:id/measurements',
    {
      config: allow('photos.read', 'photo'),
      schema: {
        tags,
        summary: 'All measurements of a photo; none is ever changed or removed',
        params: IdParams,
        response: { 200: MeasurementListSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => {
      const photo = found(await findPhoto(db, id), 'photo', id);
      const measurements = await listMeasurements(db, id);
      return { measurements: measurements.map((measurement) => measurementView(measurement, photo)) };
    },
  );

  app.post(
    '/v1/photos/:id/measure',
    {
      config: allow('photos.write', 'photo'),
      schema: {
        tags,
        summary: 'Correct what was said about a photo and measure it again',
        description:
          'The new measurement supersedes the old one, which stays. With {} the photo is measured as before.',
        params: IdParams,
        body: RemeasureSchema,
        response: { 202: PhotoAcceptedSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const photo = await remeasure(db, request, request.body);
      const jobId = await enqueueOrWait(deps, photo);
      const job = jobId === null ? null : jobView(jobId);
      return await reply.status(202).send({ photo: await photoView(db, photo), job });
    },
  );
}
