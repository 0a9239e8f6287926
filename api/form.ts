import type { FastifyRequest } from 'fastify';
import type Type from 'typebox';
import { Value } from 'typebox/value';
import { Refusal } from '../services/refusal.ts';
import { type StagedUpload, stageUpload } from '../services/store/uploads.ts';
import { describeFaults, validationSentence } from './plugins/errors.ts';

/** One file of a form, on disk. */
export interface UploadedFile {
  /** Of the part. */
  readonly name: string;
  readonly upload: StagedUpload;
  /** Cut off at the limit: what is on disk is not the whole file. */
  readonly tooLarge: boolean;
}

export interface Form<Fields> {
  readonly files: readonly UploadedFile[];
  readonly fields: Fields;
}

/** Fields as text; an empty one, as forms of browsers send it, counts as left out. */
type RawFields = Map<string, string>;

function addField(fields: RawFields, name: string, value: unknown): void {
  if (fields.has(name)) throw new Refusal('invalid_request', `The field ${name} was sent more than once.`);
  if (typeof value === 'string' && value !== '') fields.set(name, value);
}

function checkedFields<Schema extends Type.TSchema>(raw: RawFields, schema: Schema): Type.Static<Schema> {
  const fields = Value.Convert(schema, Object.fromEntries(raw));
  if (Value.Check(schema, fields)) return fields;
  const faults = Value.Errors(schema, fields);
  throw new Refusal('invalid_request', validationSentence('form', faults), { cause: describeFaults(faults) });
}

export async function discardAll(files: readonly UploadedFile[]): Promise<void> {
  await Promise.all(files.map(({ upload }) => upload.discard()));
}

/**
 * Reads a multipart form of files and fields. Files go to disk as they come, hashed on the way; fields may come before
 * or after them, so nothing is judged before the form has ended. The caller discards the files.
 * @param what is sent, in the plural, for the sentence that none was
 */
export async function readForm<Schema extends Type.TSchema>(
  request: FastifyRequest,
  { directory, schema, what }: { readonly directory: string; readonly schema: Schema; readonly what: string },
): Promise<Form<Type.Static<Schema>>> {
  if (!request.isMultipart()) {
    throw new Refusal('invalid_request', `Send the ${what} as multipart/form-data, each as a file part.`);
  }
  const raw: RawFields = new Map();
  const files: UploadedFile[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const upload = await stageUpload(directory, part.file);
        files.push({ name: part.fieldname, upload, tooLarge: part.file.truncated });
      } else {
        addField(raw, part.fieldname, part.value);
      }
    }
    if (files.length === 0) throw new Refusal('invalid_request', `Send ${what} as file parts: there is none.`);
    return { files, fields: checkedFields(raw, schema) };
  } catch (error) {
    await discardAll(files);
    throw error;
  }
}
