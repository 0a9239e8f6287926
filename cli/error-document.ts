import { Refusal, type RefusalCode } from '../services/refusal.ts';

/** What stands in the place of a measurement when there is none. */
export interface ErrorDocument {
  readonly photo: { readonly path: string };
  readonly error: { readonly code: RefusalCode | 'unreadable_file' | 'internal_error'; readonly message: string };
}

/** @param error a refusal, or whatever reading or measuring the photo threw */
export function errorDocument(path: string, error: unknown): ErrorDocument {
  const photo = { path };
  if (error instanceof Refusal) return { photo, error: { code: error.code, message: error.message } };
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'syscall' in error ? 'unreadable_file' : 'internal_error';
  return { photo, error: { code, message } };
}
