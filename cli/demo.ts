import { join } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { openApiClient } from './demo/api-client.ts';
import { enterStudy } from './demo/enter-study.ts';
import { measureStudy, saveOverlays } from './demo/measure-study.ts';
import { DEMO_NOTES, demoTable, firstFault } from './demo/report.ts';
import { readDemoStudy } from './demo/study.ts';
import { LOOPBACK } from './runtime/free-port.ts';
import { runUntilAsked } from './runtime/run-until-asked.ts';
import { type Stack, startStack } from './runtime/stack.ts';

/** Enters and measures the study and prints the table. Returns the first thing that was refused or failed, if any. */
async function runDemo({ apiUrl, dataDir }: Stack, signal: AbortSignal): Promise<string | undefined> {
  const study = await readDemoStudy();
  console.log(`${study.title}. ${study.note}`);
  const api = openApiClient(apiUrl, signal);
  const measured = await measureStudy(api, await enterStudy(api, study));
  const overlayDir = join(dataDir, 'demo-overlays');
  const written = await saveOverlays(api, overlayDir, measured);
  console.log(`\n${demoTable(measured)}\n${DEMO_NOTES}\n`);
  console.log(`Overlays        ${overlayDir} (${written} files)`);
  console.log(`Documentation   ${apiUrl}/docs`);
  console.log(`Data            ${dataDir}`);
  return firstFault(measured);
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('Run everything, measure the shipped demo study through the HTTP API and show the result.')
    .option('--exit', 'end when the table is printed, with status 1 unless everything was measured')
    .action(async ({ exit }: { readonly exit?: boolean }) => {
      await runUntilAsked(async ({ signal, finish }) => {
        // On loopback, where no key is needed, whatever the settings say for `start`.
        const stack = await startStack({ ...readConfig(), host: LOOPBACK }, { signal, onLost: finish });
        try {
          const fault = await runDemo(stack, signal);
          // Shown as a sentence: what was refused is the study's or the model's fault, not the program's.
          const complaint =
            fault === undefined ? undefined : new Refusal('conflict', `Not everything worked: ${fault}`);
          if (exit) finish(complaint);
          else console.log(`${complaint === undefined ? '' : `${complaint.message}\n`}Press Ctrl-C to stop.`);
          return stack.stop;
        } catch (error) {
          await stack.stop();
          throw error;
        }
      });
    });
}
