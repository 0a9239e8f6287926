import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../services/refusal.ts';
import type { Database } from '../../services/store/database.ts';
import { acceptPhoto, type Sender } from '../accept-photo.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { statusOf } from '../errors.ts';
import { discardAll, type Form, readForm } from '../form.ts';
import { allow, reach, recordIfLocked } from '../plugins/access.ts';
import { errorResponses } from '../schemas/error.ts';
import {
  type PhotoFields,
  PhotoFieldsSchema,
  PhotoUploadSchema,
  type UploadResult,
  UploadResultSchema,
} from '../schemas/photo.ts';
import { jobView } from '../views/job.ts';
import { photoView } from '../views/photo.ts';

const DESCRIPTION = `One or many photos; the fields hold for all of them and may come before or after the files.
202: every accepted photo with its job; files that were turned away stand under \`errors\`, the others are kept.
200: all of them were uploaded before and are done. 4xx: no file was accepted.
The same bytes for the same visit and condition are the same photo. Place, serial numbers, owner and the file's name are not kept.`;

interface Outcome extends UploadResult {
  /** HTTP status of the first refusal, if there was one. */
  readonly refusedAs: number | undefined;
}

async function acceptAll(
  deps: AppDependencies,
  request: FastifyRequest,
  { form: { files, fields }, studyId }: { readonly form: Form<PhotoFields> } & Pick<Sender, 'studyId'>,
): Promise<Outcome> {
  const sender = { actor: request.actor, studyId };
  const photos: UploadResult['photos'] = [];
  const errors: UploadResult['errors'] = [];
  let refusedAs: number | undefined;
  // One after the other: each is held in memory while it is cleaned.
  for (const [index, file] of files.entries()) {
    try {
      const { photo, created, jobId } = await acceptPhoto(deps, file, fields, sender);
      const job = jobId === null ? null : jobView(jobId);
      photos.push({ file: index, created, photo: await photoView(deps.db, photo), job });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await recordIfLocked(request, error);
      errors.push({ file: index, error: { code: error.code, message: error.message } });
      refusedAs ??= statusOf(error.code);
    }
  }
  return { photos, errors, refusedAs };
}

/** Who may not see everything sends photos of visits, because a photo without one belongs to no study. */
async function studyOfVisit(
  db: Database,
  request: FastifyRequest,
  visitId: string | undefined,
): Promise<string | null> {
  if (visitId !== undefined) return (await reach(db, request, 'visit', visitId)).studyId;
  if (request.actor.scope === 'all') return null;
  throw new Refusal('invalid_request', 'Name the visit that the photos are of: visit_id.');
}

/** Photos come in here; measuring them is the workers' part. */
export function photoUploadRoutes(app: App, deps: AppDependencies): void {
  app.post(
    '/v1/photos',
    {
      config: allow('photos.write'),
      schema: {
        tags: ['photos'],
        summary: 'Upload photos to be measured',
        description: DESCRIPTION,
        consumes: ['multipart/form-data'],
        body: PhotoUploadSchema,
        response: { 200: UploadResultSchema, 202: UploadResultSchema, ...errorResponses },
      },
      // The schema above describes the form; it is checked once the whole form has been read.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const form = await readForm(request, {
        directory: deps.uploadDirectory,
        schema: PhotoFieldsSchema,
        what: 'photos',
      });
      try {
        const studyId = await studyOfVisit(deps.db, request, form.fields.visit_id);
        const { photos, errors, refusedAs } = await acceptAll(deps, request, { form, studyId });
        if (photos.length === 0 && refusedAs !== undefined) {
          const details = errors.map(({ file, error }) => ({ file, ...error }));
          return await reply.status(refusedAs as 400).send({ error: { ...errors[0].error, details } });
        }
        const isWaiting = photos.some(({ created, job }) => created || job !== null);
        return await reply.status(isWaiting ? 202 : 200).send({ photos, errors });
      } finally {
        await discardAll(form.files);
      }
    },
  );
}
