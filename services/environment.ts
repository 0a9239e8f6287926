/** Bad settings are the operator's to mend: the sentence names the variable, what it had to be and what it was. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every name with our prefix that is read. Another one is a typing error, and is said to be one. */
const KNOWN_NAMES = [
  'DERMETRY_DATA_DIR',
  'DERMETRY_HOST',
  'DERMETRY_PORT',
  'DERMETRY_WORKERS',
  'DERMETRY_WORKER_CONCURRENCY',
  'DERMETRY_MODEL',
  'DERMETRY_MAX_UPLOAD_MIB',
  'DERMETRY_LOG_LEVEL',
  'DERMETRY_OIDC_ISSUER',
  'DERMETRY_OIDC_AUDIENCE',
  'DERMETRY_OIDC_JWKS_URL',
  'DERMETRY_OIDC_ALGORITHMS',
  'DERMETRY_OIDC_ROLE_CLAIM',
  'DERMETRY_OIDC_STUDY_CLAIM',
  'DERMETRY_OIDC_SITE_CLAIM',
  'DERMETRY_OIDC_NAME_CLAIM',
  'DERMETRY_OIDC_CLOCK_TOLERANCE_S',
  'DERMETRY_OIDC_TIMEOUT_S',
] as const;
export type KnownName = (typeof KNOWN_NAMES)[number];

export function refuseUnknownNames(env: Environment): void {
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith('DERMETRY_') && !KNOWN_NAMES.some((known) => known === name),
  );
  if (unknown.length > 0) {
    throw new ConfigError(`Unknown setting ${unknown.join(', ')}. Known are ${KNOWN_NAMES.join(', ')}.`);
  }
}

/** The value without blanks around it; an empty one counts as not set. */
export function text(env: Environment, name: KnownName | 'DATABASE_URL' | 'REDIS_URL'): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

export function integer(
  env: Environment,
  name: KnownName,
  range: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const value = text(env, name);
  if (value === undefined) return range.fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < range.min || number > range.max) {
    throw new ConfigError(`${name} must be a whole number from ${range.min} to ${range.max}, but it is "${value}".`);
  }
  return number;
}
