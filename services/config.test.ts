import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, requireDatabaseUrl, requireImagesDir } from './config.ts';
import { PACKAGE_ROOT } from './package-root.ts';

function reasonFor(env: Readonly<Record<string, string>>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('The settings were accepted.');
}

describe('settings', () => {
  test('an empty environment listens on loopback, port 3000, with the embedded database and at least two workers', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, databaseUrl: undefined, redisUrl: undefined });
    expect(config.workers).toBeGreaterThanOrEqual(2);
  });

  test('a set value is read, an empty one counts as not set', () => {
    const config = readConfig({ DERMETRY_PORT: '8080', DERMETRY_MODEL: '', DERMETRY_MAX_UPLOAD_MIB: '1' });
    expect(config).toMatchObject({ port: 8080, modelName: undefined, maxUploadBytes: 1024 * 1024 });
  });

  test('a name that begins like ours and is not known is an error that names it and the known ones', () => {
    expect(reasonFor({ DERMETRY_WORKER: '3' })).toContain(
      'Unknown setting DERMETRY_WORKER. Known are DERMETRY_DATA_DIR,',
    );
  });

  test.each([
    [{ DERMETRY_PORT: '65536' }, 'DERMETRY_PORT must be a whole number from 0 to 65535, but it is "65536".'],
    [{ DERMETRY_PORT: '3000.5' }, 'DERMETRY_PORT must be a whole number from 0 to 65535, but it is "3000.5".'],
    [{ DERMETRY_WORKERS: 'many' }, 'DERMETRY_WORKERS must be a whole number from 0 to 256, but it is "many".'],
    [
      { DERMETRY_LOG_LEVEL: 'loud' },
      'DERMETRY_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, but it is "loud".',
    ],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL must be a URL that begins with redis:// or rediss://.'],
  ])('%j is refused with a sentence that says what to mend', (env, sentence) => {
    expect(reasonFor(env)).toBe(sentence);
  });

  test('a refused database URL is not repeated, because it may hold a password', () => {
    expect(reasonFor({ DATABASE_URL: 'mysql://root:secret@host/db' })).not.toContain('secret');
  });

  test('the settings cannot be changed once they are read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  test('a process that needs a database or the image directory says which variable is missing', () => {
    const config = readConfig({});
    expect(() => requireDatabaseUrl(config)).toThrow('DATABASE_URL is not set');
    expect(() => requireImagesDir(config)).toThrow('DERMETRY_DATA_DIR is not set');
  });

  test('every setting named in .env.example and docker-compose.yml is known', () => {
    const text = ['.env.example', 'docker-compose.yml']
      .map((file) => readFileSync(join(PACKAGE_ROOT, file), 'utf8'))
      .join('\n');
    const names = new Set(text.match(/\bDERMETRY_[A-Z_]+/g));
    expect(names.size).toBeGreaterThan(5);
    const env = Object.fromEntries([...names, 'DERMETRY_NOT_KNOWN'].map((name) => [name, '']));
    expect(reasonFor(env)).toMatch(/^Unknown setting DERMETRY_NOT_KNOWN\. /);
  });
});
