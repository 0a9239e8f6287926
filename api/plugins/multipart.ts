import multipart from '@fastify/multipart';
import type { App } from '../dependencies.ts';

/** Photos in one request. */
export const MAX_FILES_PER_REQUEST = 50;
/** Bytes of one field's value; the longest is a reason of 500 characters. */
const MAX_FIELD_BYTES = 2_000;
const MAX_FIELDS = 20;

/** Limits of an upload; files beyond `maxUploadBytes` are answered one by one, not by breaking off the request. */
export async function registerMultipart(app: App, maxUploadBytes: number): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: maxUploadBytes,
      files: MAX_FILES_PER_REQUEST,
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      parts: MAX_FILES_PER_REQUEST + MAX_FIELDS,
    },
  });
}
