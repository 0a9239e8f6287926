import { join } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { openApiClient } from './demo/api-client.ts';
import { enterStudy } from './demo/enter-study.ts';
import { measureStudy, saveOverlays } from './demo/measure-study.ts';
import { DEMO_NOTES, demoTable, firstFault } from './demo/report.ts';
import { readDemoStudy } from './demo/study.ts';
import { readDemoTrial } from './demo/trial/plan.ts';
import { runTrial, type TrialPlace } from './demo/trial/run-trial.ts';
import { courseTable, faultOfTrial, notMeasuredSentence, readSentence } from './demo/trial/trial-report.ts';
import { LOOPBACK } from './runtime/free-port.ts';
import { runUntilAsked } from './runtime/run-until-asked.ts';
import { startStack } from './runtime/stack.ts';

/** Enters and measures a few photos and prints the table. Returns the first thing that was refused or failed, if any. */
async function showPhotos({ apiUrl, dataDir, signal }: TrialPlace): Promise<string | undefined> {
  const study = await readDemoStudy();
  console.log(`${study.title}. ${study.note}`);
  const api = openApiClient(apiUrl, signal);
  const measured = await measureStudy(api, await enterStudy(api, study));
  const overlayDir = join(dataDir, 'demo-overlays');
  const written = await saveOverlays(api, overlayDir, measured);
  console.log(`\n${demoTable(measured)}\n${DEMO_NOTES}\n`);
  console.log(`Overlays        ${overlayDir} (${written} files)\n`);
  return firstFault(measured);
}

/** Runs a whole trial with simulated readers and prints what came of it. Returns what went wrong, if anything did. */
async function showTrial(place: TrialPlace): Promise<string | undefined> {
  const trial = await readDemoTrial();
  console.log(`${trial.study.title} (${trial.study.code}). ${trial.note}`);
  const { units, notMeasured, reportFiles, audit } = await runTrial(place, trial);
  for (const photo of notMeasured) console.log(notMeasuredSentence(photo));
  console.log(`${readSentence(units)} The study is locked and unblinded.\n`);
  console.log(`Mean F-VASI, 0 to 3 points; "rendered" is the truth.\n${courseTable(trial, units)}`);
  for (const [index, file] of reportFiles.entries())
    console.log(`${index === 0 ? 'Reports' : '       '}         ${file}`);
  if (audit.fault !== undefined) return audit.fault.message;
  console.log(`Audit trail     whole: ${audit.events} events (npm run --silent dermetry -- audit verify)`);
  return faultOfTrial(notMeasured, units);
}

/** Returns the first thing that did not work, if any. */
async function runDemo(place: TrialPlace): Promise<string | undefined> {
  const photoFault = await showPhotos(place);
  const trialFault = await showTrial(place);
  console.log(`Blinded reads   ${place.apiUrl}/read/`);
  console.log(`Documentation   ${place.apiUrl}/docs`);
  console.log(`Data            ${place.dataDir}`);
  return photoFault ?? trialFault;
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'Run everything, measure shipped photos and a trial with simulated readers through the HTTP API, and show the results.',
    )
    .option('--exit', 'end when all is printed, with status 1 unless everything worked')
    .action(async ({ exit }: { readonly exit?: boolean }) => {
      await runUntilAsked(async ({ signal, finish }) => {
        // On loopback, where no key is needed, whatever the settings say for `start`.
        const config = { ...readConfig(), host: LOOPBACK };
        const stack = await startStack(config, { signal, onLost: finish });
        try {
          const { apiUrl, dataDir, databaseUrl } = stack;
          const fault = await runDemo({ apiUrl, dataDir, config: { ...config, databaseUrl }, signal });
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
