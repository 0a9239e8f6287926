import type { FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import { Refusal } from '../services/refusal.ts';
import { type StagedUpload, stageUpload } from '../services/store/uploads.ts';
import { describeFaults, validationSentence } from './plugins/errors.ts';
import { type PhotoFields, PhotoFieldsSchema } from './schemas/photo.ts';

/** One file of a form, on disk. */
export interface UploadedFile {
  readonly upload: StagedUpload;
  /** Cut off at the limit: what is on disk is not the whole file. */
  readonly tooLarge: boolean;
}

export interface PhotoForm {
  readonly files: readonly UploadedFile[];
  readonly fields: PhotoFields;
}

/** Fields as text; an empty one, as forms of browsers send it, counts as left out. */
type RawFields = Map<string, string>;

function addField(fields: RawFields, name: string, value: unknown): void {
  if (fields.has(name)) throw new Refusal('invalid_request', `The field ${name} was sent more than once.`);
  if (typeof value === 'string' && value !== '') fields.set(name, value);
}

function checkedFields(raw: RawFields): PhotoFields {
  const fields = Value.Convert(PhotoFieldsSchema, Object.fromEntries(raw));
  if (Value.Check(PhotoFieldsSchema, fields)) return fields;
  const faults = Value.Errors(PhotoFieldsSchema, fields);
  throw new Refusal('invalid_request', validationSentence('form', faults), { cause: describeFaults(faults) });
}

export async function discardAll(files: readonly UploadedFile[]): Promise<void> {
  await Promise.all(files.map(({ upload }) => upload.discard()));
}

/**
 * Reads a multipart form of photos and fields. Files go to disk as they come, hashed on the way; fields may come before
 * or after them, so nothing is judged before the form has ended. The caller discards the files.
 */
export async function readPhotoForm(request: FastifyRequest, directory: string): Promise<PhotoForm> {
  if (!request.isMultipart()) {
    throw new Refusal('invalid_request', 'Send the photos as multipart/form-data, each as a file part.');
  }
  const raw: RawFields = new Map();
  const files: UploadedFile[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const upload = await stageUpload(directory, part.file);
        files.push({ upload, tooLarge: part.file.truncated });
      } else {
        addField(raw, part.fieldname, part.value);
      }
    }
    if (files.length === 0) throw new Refusal('invalid_request', 'Send at least one photo as a file part.');
    return { files, fields: checkedFields(raw) };
  } catch (error) {
    await discardAll(files);
    throw error;
  }
}
