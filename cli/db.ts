import type { Command } from 'commander';
import { ConfigError, readConfig } from '../services/config.ts';
import { prepareApplicationUser } from './runtime/application-database.ts';
import { withDatabase } from './runtime/with-database.ts';

interface MigrateOptions {
  readonly applicationUrl?: string;
}

/** What the URL has to name is said before anything is done. */
function checkedUrl(text: string): string {
  const isUrl = URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);
  if (isUrl && new URL(text).username !== '' && new URL(text).password !== '') return text;
  throw new ConfigError('--application-url is a URL with user and password: postgresql://user:password@host/database.');
}

async function migrateAll({ applicationUrl }: MigrateOptions): Promise<void> {
  const config = readConfig();
  if (applicationUrl === undefined) {
    await withDatabase(config, async () => console.log('The tables are up to date.'));
    return;
  }
  if (config.databaseUrl === undefined) {
    throw new ConfigError(
      '--application-url goes with DATABASE_URL; the embedded database has its own application user.',
    );
  }
  const url = checkedUrl(applicationUrl);
  await prepareApplicationUser(config.databaseUrl, url);
  console.log(`The tables are up to date, and ${new URL(url).username} has its rights on them.`);
}

export function registerDb(program: Command): void {
  const db = program.command('db').description('Look after the database.');
  db.command('migrate')
    .description(
      'Bring the tables up to date. `start` does it by itself; a set-up of several machines does it once, first.',
    )
    .option(
      '--application-url <url>',
      'what DATABASE_URL of API and workers will be: its user is made, and may not change the audit trail',
    )
    .action(migrateAll);
}
