#!/usr/bin/env node
import { Command } from 'commander';
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
await program.parseAsync();
