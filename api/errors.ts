import { Refusal, type RefusalCode } from '../services/refusal.ts';

/** The request was understood, but the photo in it cannot be measured: what most refusals are. */
const UNPROCESSABLE = 422;

const OTHER_STATUS: Readonly<Partial<Record<RefusalCode, number>>> = {
  unsupported_format: 415,
  heic_not_supported: 415,
  file_too_large: 413,
  invalid_request: 400,
  not_found: 404,
  conflict: 409,
  study_locked: 409,
  unauthorised: 401,
  forbidden: 403,
  provider_unavailable: 503,
  too_busy: 503,
};

/** HTTP status of a refusal. */
export function statusOf(code: RefusalCode): number {
  return OTHER_STATUS[code] ?? UNPROCESSABLE;
}

/** The value, or the answer 404: `found(await findPhoto(db, id), 'photo', id)`. */
export function found<T>(value: T | undefined, thing: string, id: string): T {
  if (value === undefined) throw new Refusal('not_found', `There is no ${thing} with the id ${id}.`);
  return value;
}
