/** A study's code may hold anything; the name of a file in a header may not. */
export function inFileName(code: string): string {
  return code.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}
