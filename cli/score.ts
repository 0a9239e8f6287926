import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Refusal } from '../services/refusal.ts';
import type { ScoreDefinition } from '../services/scores/definition.ts';
import { computeScore, findDefinition, SCORE_DEFINITIONS } from '../services/scores/definitions.ts';
import { INSTRUMENT_RANGES } from '../services/scores/instruments.ts';
import type { ScoreItems } from '../services/scores/read-items.ts';
import { table } from './table.ts';

interface ScoreOptions {
  readonly items?: string;
  readonly json?: boolean;
}

export function registerScore(program: Command): void {
  program
    .command('score')
    .description('Compute a score from its items, or list the scores that can be computed.')
    .argument('[definition]', 'such as PASI or VASI_6_REGIONS; without it all are listed')
    .option('--items <file-or-json>', 'a JSON file, or the JSON itself: named numbers, or a list with a region each')
    .option('--json', 'one JSON document')
    .action(async (id: string | undefined, { items, json }: ScoreOptions) => {
      if (id === undefined) {
        process.stdout.write(json ? `${JSON.stringify(SCORE_DEFINITIONS)}\n` : definitionTable());
        return;
      }
      const definition = definitionOf(id);
      if (items === undefined) {
        process.stdout.write(json ? `${JSON.stringify(definition)}\n` : itemTable(definition));
        return;
      }
      const { value, parts, warnings } = computeScore(definition, await readItemsOption(items));
      const { version, instrument } = definition;
      const document = { definition: { id, version }, instrument, value, parts, warnings };
      process.stdout.write(json ? `${JSON.stringify(document)}\n` : scoreTable(document));
    });
}

function definitionOf(id: string): ScoreDefinition {
  const definition = findDefinition(id);
  if (definition !== undefined) return definition;
  const known = SCORE_DEFINITIONS.map((each) => each.id).join(', ');
  throw new Refusal('invalid_request', `There is no score ${id}. There are: ${known}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whatever stands in a group beyond its shape is judged by the definition. */
function isItems(value: unknown): value is ScoreItems {
  return Array.isArray(value) ? value.every(isRecord) : isRecord(value);
}

async function readItemsOption(fileOrJson: string): Promise<ScoreItems> {
  const text = /^\s*[[{]/.test(fileOrJson) ? fileOrJson : await readFile(fileOrJson, 'utf8');
  const items = parsed(text);
  if (isItems(items)) return items;
  throw new Refusal('invalid_request', 'Items are a JSON object of numbers, or a list of such objects with a region.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid_request', `The items are no JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function definitionTable(): string {
  const rows = SCORE_DEFINITIONS.map(({ id, version, title }) => [id, version, title]);
  return table(['score', 'version', 'what it is'], rows);
}

function itemTable({ title, sources, regions, instrument, fields }: ScoreDefinition): string {
  const { minimum, maximum } = INSTRUMENT_RANGES[instrument];
  const rows = fields.map((field) => [
    `${field.name}${field.optional ? ' (optional)' : ''}`,
    `${field.minimum} to ${field.maximum}${field.integer ? ', whole' : ''}`,
    field.description,
  ]);
  const lines = [
    `${title} [${sources.join(', ')}]`,
    `total: ${minimum} to ${maximum}`,
    regions === null ? 'items of the whole patient:' : `regions, each with items: ${regions.join(', ')}`,
  ];
  return `${lines.join('\n')}\n\n${table(['item', 'range', 'meaning'], rows)}`;
}

function scoreTable({
  definition,
  value,
  parts,
  warnings,
}: {
  readonly definition: { readonly id: string; readonly version: string };
  readonly value: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}): string {
  const rows = [...Object.entries(parts), [`${definition.id} (version ${definition.version})`, value] as const];
  const shown = rows.map(([name, each]) => [name, String(Number(each.toFixed(4)))]);
  return table(['part', 'value'], shown) + warnings.map((warning) => `${warning}\n`).join('');
}
