import Type from 'typebox';
import { PIPELINE_VERSION } from '../domain/version.ts';
import { sha256Hex } from '../sha256.ts';

/** One queue per kind of job, named after it. */
export const QUEUE_NAMES = ['measure-photo', 'compare-visits'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** Job data is stored in clear text by the queue: identifiers only, never anything about a patient. */
export const MeasurePhotoPayload = Type.Object({ photoId: Type.String() });
export type MeasurePhotoPayload = Type.Static<typeof MeasurePhotoPayload>;

export const CompareVisitsPayload = Type.Object({ comparisonId: Type.String() });
export type CompareVisitsPayload = Type.Static<typeof CompareVisitsPayload>;

export type JobPayload = MeasurePhotoPayload | CompareVisitsPayload;

/** Stands in a job id for the model that the registry gives when none is named. */
const DEFAULT_MODEL = 'default';
/** BullMQ forbids colons in job ids; a UUID holds no underscore. */
const SEPARATOR = '_';
/** 64 bits tell the few models of a site apart. */
const HASH_CHARACTERS = 16;

/** The same subject, model and pipeline version is the same job: adding it twice while it waits or runs adds nothing. */
export function jobIdFor(subjectId: string, modelName: string | undefined): string {
  return [subjectId, modelInJobId(modelName ?? DEFAULT_MODEL), PIPELINE_VERSION].join(SEPARATOR);
}

/** A model may be a folder, whose path may hold what a job id may not. */
function modelInJobId(modelName: string): string {
  if (/^[A-Za-z0-9.-]+$/.test(modelName)) return modelName;
  return sha256Hex(modelName).slice(0, HASH_CHARACTERS);
}

/** The photo or comparison that a job is about. */
export function subjectOfJob(jobId: string): string {
  return jobId.split(SEPARATOR)[0];
}
