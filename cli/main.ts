#!/usr/bin/env node
import { Command } from 'commander';
import { ConfigError } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { registerCompare } from './compare.ts';
import { registerDb } from './db.ts';
import { registerDemo } from './demo.ts';
import { registerKeys } from './keys.ts';
import { registerMeasure } from './measure.ts';
import { registerModels } from './models.ts';
import { registerStart } from './start.ts';

const program = new Command('dermetry')
  .description('Measures skin lesions of vitiligo, psoriasis and melasma on clinical photos.')
  .showHelpAfterError();
for (const register of [
  registerMeasure,
  registerCompare,
  registerModels,
  registerStart,
  registerDemo,
  registerKeys,
  registerDb,
])
  register(program);

try {
  await program.parseAsync();
} catch (error) {
  // What a person can mend is said in a sentence; all else keeps its trace.
  if (error instanceof Refusal || error instanceof ConfigError) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
