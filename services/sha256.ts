import { hash } from 'node:crypto';

/** SHA-256 of a whole text (as UTF-8) or file, in hexadecimal letters. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash('sha256', content);
}
