import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { ResponseDocument } from '../services/domain/response.ts';
import { table } from '../services/export/text-table.ts';
import { Refusal } from '../services/refusal.ts';
import type { ScoreDefinition } from '../services/scores/definition.ts';
import { computeScore, findDefinition, SCORE_DEFINITIONS } from '../services/scores/definitions.ts';
import { INSTRUMENT_RANGES } from '../services/scores/instruments.ts';
import type { ScoreItems } from '../services/scores/read-items.ts';
import { findResponderInstrument, RESPONDER_INSTRUMENTS, responsesOf } from '../services/scores/responders.ts';
import { finiteNumber } from './options.ts';

interface ScoreOptions {
  readonly items?: string;
  readonly baseline?: number;
  readonly followUp?: number;
  readonly json?: boolean;
}

export function registerScore(program: Command): void {
  program
    .command('score')
    .description('Compute a score from its items, tell a responder, or list the scores that can be computed.')
    .argument('[definition]', 'such as PASI or VASI_6_REGIONS; without it all are listed')
    .option('--items <file-or-json>', 'a JSON file, or the JSON itself: named numbers, or a list with a region each')
    .option('--baseline <n>', 'with --follow-up: two totals of the score, for the responder definitions', finiteNumber)
    .option('--follow-up <n>', 'total at follow-up; left out, it counts as missing', finiteNumber)
    .option('--json', 'one JSON document')
    .action(async (id: string | undefined, options: ScoreOptions) => {
      const { document, text } = await answer(id, options);
      process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : text);
    });
}

async function answer(id: string | undefined, options: ScoreOptions): Promise<{ document: object; text: string }> {
  if (options.baseline !== undefined || options.followUp !== undefined) {
    const document = responses(id, options);
    return { document, text: responseTable(document) };
  }
  if (id === undefined) return { document: SCORE_DEFINITIONS, text: definitionTable() };
  const definition = definitionOf(id);
  if (options.items === undefined) return { document: definition, text: itemTable(definition) };
  const { value, parts, warnings } = computeScore(definition, await readItemsOption(options.items));
  const { version, instrument } = definition;
  const document = { definition: { id, version }, instrument, value, parts, warnings };
  return { document, text: scoreTable(document) };
}

function responses(name: string | undefined, { items, baseline, followUp }: ScoreOptions): ResponseDocument {
  if (items !== undefined) {
    throw new Refusal('invalid_request', 'Name either --items, or --baseline and --follow-up: one question at a time.');
  }
  const instrument = name === undefined ? undefined : findResponderInstrument(name);
  if (instrument !== undefined)
    return responsesOf(instrument, { baseline: baseline ?? null, followUp: followUp ?? null });
  const other = name === undefined ? '' : `, not for ${name}`;
  throw new Refusal('invalid_request', `Responders are defined for ${RESPONDER_INSTRUMENTS.join(', ')}${other}.`);
}

function responseTable({ baseline, follow_up: followUp, responses: all }: ResponseDocument): string {
  const scoreOrNone = (score: number | null): string => (score === null ? '–' : String(score));
  const rows = all.map(({ definition: { id, version, least_fall_percent: least }, status, fall_percent: fall }) => [
    `${id} (version ${version})`,
    ...[scoreOrNone(baseline), scoreOrNone(followUp)],
    fall === null ? '–' : fall.toFixed(1),
    String(least),
    status.replaceAll('_', ' '),
  ]);
  return table(['definition', 'baseline', 'follow-up', 'fall %', 'needed %', 'status'], rows);
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
  const responders = `Responders (--baseline, --follow-up): ${RESPONDER_INSTRUMENTS.join(', ')}\n`;
  return `${table(['score', 'version', 'what it is'], rows)}\n${responders}`;
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
