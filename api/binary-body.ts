import type { Readable } from 'node:stream';

/** A body that is no JSON. OpenAPI describes it as a string, and Fastify takes its types from there: only the type is a fib. */
export function binaryBody(body: Buffer | Readable): string {
  return body as unknown as string;
}
