import type { FastifyReply, FastifyRequest } from 'fastify';
import { withdrawOutline } from '../../services/store/drawings.ts';
import { findMeasurement } from '../../services/store/measurements.ts';
import { findPhoto, type Photo } from '../../services/store/photos.ts';
import { acceptOutline } from '../accept-outline.ts';
import { enqueueOrWait } from '../accept-photo.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { discardAll, readForm } from '../form.ts';
import { allow } from '../plugins/access.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import {
  OneMeasurementSchema,
  OutlineAcceptedSchema,
  OutlineFieldsSchema,
  OutlineUploadSchema,
  OutlineWithdrawnSchema,
} from '../schemas/outline.ts';
import { ReasonBodySchema } from '../schemas/study.ts';
import { jobView } from '../views/job.ts';
import { measurementView } from '../views/measurement.ts';
import { photoView } from '../views/photo.ts';

const tags = ['outlines'];
const upload = {
  tags,
  consumes: ['multipart/form-data'],
  params: IdParams,
  body: OutlineUploadSchema,
  response: { 200: OutlineAcceptedSchema, 202: OutlineAcceptedSchema, ...errorResponses },
};
const viewOfJob = (jobId: string | null) => (jobId === null ? null : jobView(jobId));

async function photoOfMeasurement({ db }: AppDependencies, id: string): Promise<Photo> {
  const { photoId } = found(await findMeasurement(db, id), 'measurement', id);
  return found(await findPhoto(db, photoId), 'photo', photoId);
}

async function takeOutline(
  deps: AppDependencies,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { photo, parentId }: { readonly photo: Photo; readonly parentId: string | null },
): Promise<FastifyReply> {
  const wanted = { directory: deps.uploadDirectory, schema: OutlineFieldsSchema, what: 'masks' };
  const { files, fields } = await readForm(request, wanted);
  try {
    const sent = { files, reason: fields.reason, withoutLesion: fields.without_lesion ?? false, parentId };
    const { drawing, created, isWaiting, jobId, ...accepted } = await acceptOutline(deps, request.actor, {
      photo,
      sent,
    });
    const view = { photo: await photoView(deps.db, accepted.photo), drawing_id: drawing.id, created };
    return await reply.status(isWaiting ? 202 : 200).send({ ...view, job: viewOfJob(jobId) });
  } finally {
    await discardAll(files);
  }
}

/** Outlines that people draw. Measuring them is the workers' part. */
export function outlineRoutes(app: App, deps: AppDependencies): void {
  const { db } = deps;

  app.put(
    '/v1/measurements/:id/mask',
    {
      config: allow('outlines.write', 'measurement'),
      schema: {
        ...upload,
        summary: 'Correct the outline of a measurement',
        description:
          'The corrected mask makes a new measurement of origin `corrected`, whose parent is this one, which stays as it is. Only what counts can be corrected: where somebody was quicker, 409 names what took its place. The same mask and reason sent again by the same key are the same correction.',
      },
      // The schema above describes the form; it is checked once the whole form has been read.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const { id } = request.params;
      const photo = await photoOfMeasurement(deps, id);
      return await takeOutline(deps, { request, reply }, { photo, parentId: id });
    },
  );

  app.post(
    '/v1/photos/:id/masks',
    {
      config: allow('outlines.write', 'photo'),
      schema: {
        ...upload,
        summary: 'Measure an outline that a person drew on a photo',
        description:
          'Makes a measurement of origin `manual`, without a parent, which counts from then on. Also for a photo that was refused because the model could not tell the lesion.',
      },
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const { id } = request.params;
      const photo = found(await findPhoto(db, id), 'photo', id);
      return await takeOutline(deps, { request, reply }, { photo, parentId: null });
    },
  );
}

export function measurementRoutes(app: App, deps: AppDependencies): void {
  const { db } = deps;

  app.get(
    '/v1/measurements/:id',
    {
      config: allow('photos.read', 'measurement'),
      schema: {
        tags,
        summary: 'One measurement, whether it counts or not',
        params: IdParams,
        response: { 200: OneMeasurementSchema, ...errorResponses },
      },
    },
    async ({ params: { id } }) => {
      const measurement = found(await findMeasurement(db, id), 'measurement', id);
      return measurementView(measurement, await photoOfMeasurement(deps, id));
    },
  );

  app.post(
    '/v1/measurements/:id/withdraw',
    {
      config: allow('outlines.write', 'measurement'),
      schema: {
        tags,
        summary: 'Take back an outline that a person drew and that counts',
        description:
          'It stays, and the photo is measured by the outline before it that was not withdrawn, or by the model; that counts then.',
        params: IdParams,
        body: ReasonBodySchema,
        response: { 202: OutlineWithdrawnSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, body: { reason }, actor }, reply) => {
      const { id: photoId } = await photoOfMeasurement(deps, id);
      const photo = await withdrawOutline(db, actor, { photoId, measurementId: id, reason });
      const job = viewOfJob(await enqueueOrWait(deps, photo));
      return await reply.status(202).send({ photo: await photoView(db, photo), job });
    },
  );
}
