import type { Command } from 'commander';
import { readConfig } from '../services/config.ts';
import { runUntilAsked } from './runtime/run-until-asked.ts';
import { startStack } from './runtime/stack.ts';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('Run database, API and workers on this machine until Ctrl-C.')
    .action(async () => {
      await runUntilAsked(async ({ signal, finish }) => {
        const stack = await startStack(readConfig(), { signal, onLost: finish });
        console.log(`API             ${stack.apiUrl}`);
        console.log(`Blinded reads   ${stack.apiUrl}/read/`);
        console.log(`Documentation   ${stack.apiUrl}/docs`);
        console.log(`Data            ${stack.dataDir}`);
        console.log('Press Ctrl-C to stop.');
        return stack.stop;
      });
    });
}
