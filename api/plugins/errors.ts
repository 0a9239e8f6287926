import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_S } from '../../services/oidc/provider-keys.ts';
import { Refusal } from '../../services/refusal.ts';
import type { App } from '../dependencies.ts';
import { statusOf } from '../errors.ts';
import { BUSY_RETRY_AFTER_S } from '../report-task.ts';
import type { ErrorBody } from '../schemas/error.ts';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: NonNullable<ErrorBody['error']['details']>;
}

/** One fault of a request as the validator reports it. */
interface ValidationFault {
  readonly instancePath?: string;
  readonly message?: string;
  readonly params?: Record<string, unknown>;
}

/** Where in the request and what, for every fault found; never the value, which may concern a patient. */
export function describeFaults(faults: readonly ValidationFault[]): Answer['details'] & object {
  return faults.map(({ instancePath, message, params }) => ({
    path: instancePath === undefined || instancePath === '' ? '/' : instancePath,
    message: message ?? 'is not valid',
    ...(params?.additionalProperties !== undefined && { unknown: params.additionalProperties }),
    ...(params?.allowedValues !== undefined && { allowed: params.allowedValues }),
  }));
}

export function validationSentence(where: string, faults: readonly ValidationFault[]): string {
  const [first] = describeFaults(faults);
  const unknown = first?.unknown === undefined ? '' : ` (${String(first.unknown)})`;
  return `The ${where} is not valid at ${String(first?.path)}: ${String(first?.message)}${unknown}.`;
}

const TOO_LARGE = new Set(['FST_REQ_FILE_TOO_LARGE', 'FST_ERR_CTP_BODY_TOO_LARGE']);

function answerTo(error: FastifyError, requestId: string): Answer {
  if (error instanceof Refusal) {
    return { status: statusOf(error.code), code: error.code, message: error.message };
  }
  if (error.validation !== undefined) {
    const faults = error.validation;
    const message = validationSentence(error.validationContext ?? 'request', faults);
    return { status: 400, code: 'invalid_request', message, details: describeFaults(faults) };
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    // What went wrong inside is in the log under this id, not in the answer.
    const message = `Something went wrong on the server. Tell its operator the request id ${requestId}.`;
    return { status, code: 'internal_error', message };
  }
  return { status, code: TOO_LARGE.has(error.code) ? 'file_too_large' : 'invalid_request', message: error.message };
}

/** Seconds after which what was refused with a code may be asked for again. */
const RETRY_AFTER: Readonly<Partial<Record<string, number>>> = {
  provider_unavailable: RETRY_AFTER_S,
  too_busy: BUSY_RETRY_AFTER_S,
};

/** Every error leaves in one shape with a stable code; the message of a fault of ours stays inside. */
export function registerErrors(app: App): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const { status, ...body } = answerTo(error, request.id);
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="dermetry"');
    const retryAfterS = RETRY_AFTER[body.code];
    if (retryAfterS !== undefined) reply.header('retry-after', retryAfterS);
    return reply.status(status).send({ error: body });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({
      error: { code: 'not_found', message: 'There is no such route. The API is described at /docs.' },
    }),
  );
}
