import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyServerOptions, RawServerDefault } from 'fastify';
import type { OidcSettings } from '../services/oidc/settings.ts';
import type { Queues } from '../services/queue/queues.ts';
import type { Database } from '../services/store/database.ts';
import type { ImageStore } from '../services/store/images.ts';
import type { ReportOrder, StudyReport } from '../services/store/study-reports.ts';
import type { Actor } from '../services/study/policy.ts';

/** `makeStudyReport`, in this thread or in another. */
export type ReportMaker = (actor: Actor, order: ReportOrder) => Promise<StudyReport>;

/** Everything the API works with; made in main.ts or by a test, never by the API itself. */
export interface AppDependencies {
  readonly db: Database;
  readonly queues: Queues;
  readonly images: ImageStore;
  readonly makeReport: ReportMaker;
  /** Where uploads lie until they are cleaned; on the disk of this machine. */
  readonly uploadDirectory: string;
  readonly maxUploadBytes: number;
  /** The address the server listens on: on loopback alone, and without a provider, it asks for no key. */
  readonly host: string;
  /** The identity provider whose tokens are taken beside API keys. */
  readonly oidc?: OidcSettings | undefined;
  readonly logger?: NonNullable<FastifyServerOptions['logger']>;
}

/** Fastify with schemas as types. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
