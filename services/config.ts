import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, type Environment, integer, refuseUnknownNames, text } from './environment.ts';
import { type OidcSettings, readOidcSettings } from './oidc/settings.ts';

export { ConfigError };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  /** Directory that holds all that must last; undefined = chosen at start (`.dermetry` in the working directory where possible). */
  readonly dataDir: string | undefined;
  /** PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Redis to carry the queue instead of PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Number of worker processes that `dermetry start` runs. */
  readonly workers: number;
  /** Photos that one worker process measures at a time. */
  readonly workerConcurrency: number;
  /** Model to measure with, by name or folder; undefined = the registry's default. */
  readonly modelName: string | undefined;
  readonly maxUploadBytes: number;
  readonly logLevel: LogLevel;
  /** The identity provider whose tokens are taken beside API keys; undefined = none. */
  readonly oidc: OidcSettings | undefined;
}

const BYTES_PER_MIB = 1024 * 1024;
const MAX_PORT = 65_535;
/** What decoding accepts at most (services/imaging/limits.ts): a larger upload would only be refused later. */
const DEFAULT_MAX_UPLOAD_MIB = 48;
/** One worker for each core, at least two so that another is at hand when one dies, at most so many by default. */
const DEFAULT_MAX_WORKERS = 4;

function url(env: Environment, name: 'DATABASE_URL' | 'REDIS_URL', protocols: readonly string[]): string | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    // The value itself may hold a password: it is not repeated.
    throw new ConfigError(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
  }
  return value;
}

function logLevel(env: Environment): LogLevel {
  const value = text(env, 'DERMETRY_LOG_LEVEL') ?? 'info';
  const level = LOG_LEVELS.find((known) => known === value);
  if (level === undefined) {
    throw new ConfigError(`DERMETRY_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, but it is "${value}".`);
  }
  return level;
}

/** Reads the environment once. Throws a ConfigError whose sentence says what to mend. */
export function readConfig(env: Environment = process.env): Config {
  refuseUnknownNames(env);
  const dataDir = text(env, 'DERMETRY_DATA_DIR');
  return Object.freeze({
    dataDir: dataDir === undefined ? undefined : resolve(dataDir),
    databaseUrl: url(env, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: url(env, 'REDIS_URL', ['redis:', 'rediss:']),
    host: text(env, 'DERMETRY_HOST') ?? '127.0.0.1',
    port: integer(env, 'DERMETRY_PORT', { fallback: 3000, min: 0, max: MAX_PORT }),
    workers: integer(env, 'DERMETRY_WORKERS', {
      fallback: Math.min(Math.max(availableParallelism(), 2), DEFAULT_MAX_WORKERS),
      min: 0,
      max: 256,
    }),
    workerConcurrency: integer(env, 'DERMETRY_WORKER_CONCURRENCY', { fallback: 1, min: 1, max: 64 }),
    modelName: text(env, 'DERMETRY_MODEL'),
    maxUploadBytes:
      integer(env, 'DERMETRY_MAX_UPLOAD_MIB', { fallback: DEFAULT_MAX_UPLOAD_MIB, min: 1, max: 2048 }) * BYTES_PER_MIB,
    logLevel: logLevel(env),
    oidc: readOidcSettings(env),
  });
}

/** The database of a process that does not start one itself. */
export function requireDatabaseUrl(config: Pick<Config, 'databaseUrl'>): string {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  throw new ConfigError(
    'DATABASE_URL is not set. Set it to a PostgreSQL server, or run `dermetry start`, which brings its own.',
  );
}

/** Directory of the image files, below the one directory that holds all data. */
export function requireImagesDir(config: Pick<Config, 'dataDir'>): string {
  if (config.dataDir !== undefined) return join(config.dataDir, 'images');
  throw new ConfigError('DERMETRY_DATA_DIR is not set. Set it to the directory that API and workers share.');
}

/** Our environment with some names set otherwise: what a child process of `dermetry start` gets. */
export function environmentWith(changes: Environment, env: Environment = process.env): Environment {
  return { ...env, ...changes };
}
