import type Type from 'typebox';
import { Refusal } from '../../services/refusal.ts';
import { listMeasurements } from '../../services/store/measurements.ts';
import { type RequestChanges, requestMeasurement } from '../../services/store/photo-work.ts';
import { findPhoto, type Photo } from '../../services/store/photos.ts';
import { enqueueOrWait } from '../accept-photo.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { greyCardOf } from '../grey-card-fields.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { MeasurementListSchema } from '../schemas/measurement.ts';
import { DEFAULT_MARKER_MM, PhotoAcceptedSchema, PhotoSchema, RemeasureSchema } from '../schemas/photo.ts';
import { jobView } from '../views/job.ts';
import { measurementView } from '../views/measurement.ts';
import { photoView } from '../views/photo.ts';

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

export function photoRoutes(app: App, deps: AppDependencies): void {
  const { db } = deps;

  app.get(
    '/v1/photos/:id',
    {
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
    async ({ params: { id }, body }, reply) => {
      const stored = found(await findPhoto(db, id), 'photo', id);
      const photo = await requestMeasurement(db, id, correctionsOf(body, stored));
      if (photo === undefined) {
        throw new Refusal('conflict', 'This photo is being measured: try again when it is done.');
      }
      const jobId = await enqueueOrWait(deps, photo);
      const job = jobId === null ? null : jobView(jobId);
      return await reply.status(202).send({ photo: await photoView(db, photo), job });
    },
  );
}
