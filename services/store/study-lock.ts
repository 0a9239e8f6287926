import { Refusal } from '../refusal.ts';

/** What the triggers of migration 009 raise. */
const LOCKED = 'DM001';

/** A write that the database refused because the study is locked, as a refusal; anything else as it is. */
export function asStudyLocked(error: unknown): unknown {
  const isLocked = error instanceof Error && 'code' in error && error.code === LOCKED;
  return isLocked ? new Refusal('study_locked', error.message, { cause: error }) : error;
}
