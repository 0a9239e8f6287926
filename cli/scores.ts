import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Value } from 'typebox/value';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { importScores } from '../services/store/score-import.ts';
import { findStudyByCode } from '../services/store/studies.ts';
import { type ScoreMapping, ScoreMappingSchema } from '../services/study/score-import.ts';
import { commandLineActor } from './command-line-actor.ts';
import { withDatabase } from './runtime/with-database.ts';

interface ImportOptions {
  readonly mapping: string;
  readonly study?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

async function readMapping(file: string): Promise<ScoreMapping> {
  const value = parsed(await readFile(file, 'utf8'), file);
  if (Value.Check(ScoreMappingSchema, value)) return value;
  const [first] = Value.Errors(ScoreMappingSchema, value);
  throw new Refusal('invalid_request', `${file} is not valid at ${first?.instancePath || '/'}: ${first?.message}.`);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid_request', `${file} is no JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

async function importFile(file: string, { mapping: mappingFile, study: code, dryRun = false, json }: ImportOptions) {
  const [csv, mapping] = [await readFile(file, 'utf8'), await readMapping(mappingFile)];
  const report = await withDatabase(readConfig(), async (db) => {
    const study = code === undefined ? null : await findStudyByCode(db, code);
    if (study === undefined) throw new Refusal('not_found', `There is no study ${code}.`);
    if (study?.lockedAt) throw new Refusal('study_locked', `The study ${code} is locked.`);
    return await importScores(db, commandLineActor(), { csv, mapping, study, dryRun });
  });
  const { rows, imported, faults } = report;
  if (json) console.log(JSON.stringify({ dry_run: dryRun, ...report }));
  else {
    for (const { line, column, message } of faults) {
      console.error(`line ${line}${column === undefined ? '' : `, column ${column}`}: ${message}`);
    }
    if (faults.length > 0) console.error(`Nothing was imported: ${faults.length} of ${rows} rows have a fault.`);
    else console.log(dryRun ? `All ${rows} rows can be imported.` : `${imported} scores were imported.`);
  }
  if (faults.length > 0) process.exitCode = 1;
}

export function registerScores(program: Command): void {
  const scores = program.command('scores').description('Manual scores of many visits at once.');
  scores
    .command('import')
    .argument('<file.csv>', 'a table with one row for each score, names of columns in its first line')
    .requiredOption('--mapping <file.json>', 'which column is what: docs/scores-import.md')
    .option('--study <code>', 'the study of the subjects; left out, those of no study')
    .option('--dry-run', 'check everything and import nothing')
    .option('--json', 'one JSON document')
    .description('Import manual scores, all rows or none. Status 1 and each fault by its line where anything is wrong.')
    .action(importFile);
}
