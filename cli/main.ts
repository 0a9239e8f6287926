#!/usr/bin/env node
import { Command } from 'commander';
import { ConfigError } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';

/** Loaded when it is called, so that no command waits for the libraries of another. */
const COMMANDS = {
  measure: async () => (await import('./measure.ts')).registerMeasure,
  evaluate: async () => (await import('./evaluate.ts')).registerEvaluate,
  compare: async () => (await import('./compare.ts')).registerCompare,
  agreement: async () => (await import('./agreement.ts')).registerAgreement,
  score: async () => (await import('./score.ts')).registerScore,
  outcomes: async () => (await import('./outcomes.ts')).registerOutcomes,
  'check-table': async () => (await import('./check-table.ts')).registerCheckTable,
  scores: async () => (await import('./scores.ts')).registerScores,
  card: async () => (await import('./card.ts')).registerCard,
  models: async () => (await import('./models.ts')).registerModels,
  start: async () => (await import('./start.ts')).registerStart,
  demo: async () => (await import('./demo.ts')).registerDemo,
  keys: async () => (await import('./keys.ts')).registerKeys,
  export: async () => (await import('./export.ts')).registerExport,
  audit: async () => (await import('./audit.ts')).registerAudit,
  db: async () => (await import('./db.ts')).registerDb,
} as const;

const program = new Command('dermetry')
  .description('Measures skin lesions of vitiligo, psoriasis and melasma on clinical photos.')
  .showHelpAfterError();
const named = Object.entries(COMMANDS).filter(([name]) => name === process.argv[2]);
const needed = named.length > 0 ? named.map(([, load]) => load) : Object.values(COMMANDS);
for (const register of await Promise.all(needed.map((load) => load()))) register(program);

try {
  await program.parseAsync();
} catch (error) {
  // What a person can mend is said in a sentence; all else keeps its trace.
  if (error instanceof Refusal || error instanceof ConfigError) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
