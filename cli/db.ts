import type { Command } from 'commander';
import { readConfig } from '../services/config.ts';
import { withDatabase } from './runtime/with-database.ts';

export function registerDb(program: Command): void {
  const db = program.command('db').description('Look after the database.');
  db.command('migrate')
    .description(
      'Bring the tables up to date. `start` does it by itself; a set-up of several machines does it once, first.',
    )
    .action(async () => {
      await withDatabase(readConfig(), async () => console.log('The tables are up to date.'));
    });
}
