import Type from 'typebox';
import { PIPELINE_VERSION } from '../domain/version.ts';

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

/** The same subject, model and pipeline version is the same job: adding it twice while it waits or runs adds nothing. */
export function jobIdFor(subjectId: string, modelName: string | undefined): string {
  return [subjectId, modelName ?? DEFAULT_MODEL, PIPELINE_VERSION].join(SEPARATOR);
}

/** The photo or comparison that a job is about. */
export function subjectOfJob(jobId: string): string {
  return jobId.split(SEPARATOR)[0];
}
