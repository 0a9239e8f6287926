import { parse } from 'csv-parse/sync';
import Type from 'typebox';
import { Refusal } from '../refusal.ts';
import { type CheckedScore, checkedScore } from '../scores/checked-score.ts';
import { findDefinition, SCORE_DEFINITIONS } from '../scores/definitions.ts';
import { type Instrument, InstrumentSchema } from '../scores/instruments.ts';
import type { ScoreItems } from '../scores/read-items.ts';

const Column = Type.String({ minLength: 1, maxLength: 200, description: 'The column of the table that holds it' });

/** Which column of a table is what. */
export const ScoreMappingSchema = Type.Object(
  {
    subject: Column,
    visit: Column,
    site: Type.Optional(Column),
    rater: Type.Union([Column, Type.Object({ value: Type.String({ minLength: 1, maxLength: 64 }) })], {
      description: 'A column, or {"value": "R1"} where one rater scored all',
    }),
    scored_at: Type.String({
      description: 'A column with a date (yyyy-mm-dd, taken as noon UTC) or a time with its zone (ISO 8601)',
    }),
    definition: Type.Optional(Type.Enum(SCORE_DEFINITIONS.map(({ id }) => id))),
    instrument: Type.Optional(InstrumentSchema),
    value: Type.Optional(Column),
    items: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)?$' }), Column, {
        description: 'Item or region.item → column',
      }),
    ),
    visits: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'What the table calls a visit → its label' }),
    ),
    delimiter: Type.Optional(Type.Enum([',', ';', '\t'])),
    decimal: Type.Optional(Type.Enum(['.', ','])),
  },
  { additionalProperties: false },
);
export type ScoreMapping = Type.Static<typeof ScoreMappingSchema>;

/** What is wrong with one row. Nothing of the file is imported while there is one. */
export interface ImportFault {
  /** In the file, from 1, the line of the column names. */
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

export interface ScoreRow {
  readonly line: number;
  readonly subject: string;
  readonly visit: string;
  readonly site: string | undefined;
  readonly rater: string;
  /** ISO 8601 with a zone. */
  readonly scoredAt: string;
  readonly instrument: Instrument;
  readonly items: ScoreItems | null;
  readonly checked: CheckedScore;
}

interface Cells {
  readonly line: number;
  readonly record: Readonly<Record<string, string>>;
}

class RowFault extends Error {
  readonly column: string | undefined;
  constructor(message: string, column?: string) {
    super(message);
    this.column = column;
  }
}

function instrumentOf({ definition, instrument }: ScoreMapping): Instrument {
  const computed = definition === undefined ? undefined : findDefinition(definition)?.instrument;
  if (computed !== undefined && instrument !== undefined && computed !== instrument) {
    throw new Refusal('invalid_request', `The mapping contradicts itself: ${definition} gives ${computed}.`);
  }
  const known = computed ?? instrument;
  if (known === undefined) throw new Refusal('invalid_request', 'The mapping names neither definition nor instrument.');
  return known;
}

function columnsOf({ subject, visit, site, rater, scored_at, value, items }: ScoreMapping): readonly string[] {
  const named = [subject, visit, site, typeof rater === 'string' ? rater : undefined, scored_at, value];
  return [...named, ...Object.values(items ?? {})].filter((column) => column !== undefined);
}

function readTable(csv: string, mapping: ScoreMapping): readonly Cells[] {
  const rows = parsed(csv, mapping);
  const [header] = rows;
  if (header === undefined) throw new Refusal('invalid_request', 'The table is empty.');
  const repeated = header.record.find((name, index) => header.record.indexOf(name) !== index);
  if (repeated !== undefined) throw new Refusal('invalid_request', `The table has two columns "${repeated}".`);
  const missing = columnsOf(mapping).filter((column) => !header.record.includes(column));
  if (missing.length > 0) {
    const has = header.record.join(', ');
    throw new Refusal('invalid_request', `The table has no column ${missing.join(', ')}: it has ${has}.`);
  }
  return rows.slice(1).map(({ record, info }) => ({
    line: info.lines,
    record: Object.fromEntries(header.record.map((name, index) => [name, record[index].trim()])),
  }));
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parsed(csv: string, { delimiter = ',' }: ScoreMapping): readonly ParsedRow[] {
  try {
    return parse(csv, { bom: true, delimiter, info: true, skip_empty_lines: true }) as unknown as readonly ParsedRow[];
  } catch (cause) {
    throw new Refusal(
      'invalid_request',
      `The table cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    );
  }
}

function needed({ record }: Cells, column: string): string {
  if (record[column] !== '') return record[column];
  throw new RowFault('is empty', column);
}

/** Undefined for an empty cell: what is not there is not nought. */
function numberIn({ record }: Cells, column: string, { decimal = '.' }: ScoreMapping): number | undefined {
  const text = record[column];
  if (text === '') return undefined;
  const plain = decimal === ',' ? text.replace(',', '.') : text;
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return Number(plain);
  throw new RowFault(`"${text}" is no number with the decimal sign "${decimal}"`, column);
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function instantIn(cells: Cells, column: string): string {
  const text = needed(cells, column);
  // At noon, so that the day stays the day in almost every zone.
  const instant = DATE.test(text) ? new Date(`${text}T12:00:00Z`) : new Date(INSTANT.test(text) ? text : Number.NaN);
  // The calendar wraps 31 February into March.
  const isReal = !Number.isNaN(instant.getTime()) && (!DATE.test(text) || instant.toISOString().startsWith(text));
  if (isReal) return instant.toISOString();
  throw new RowFault(`"${text}" is no date yyyy-mm-dd and no time with its zone`, column);
}

/** Groups by region, or named numbers of the whole patient; null where the mapping has none. */
function itemsIn(cells: Cells, mapping: ScoreMapping): ScoreItems | null {
  if (mapping.items === undefined) return null;
  const regions = new Map<string, Record<string, number | string>>();
  const whole: Record<string, number> = {};
  for (const [place, column] of Object.entries(mapping.items)) {
    const value = numberIn(cells, column, mapping);
    if (value === undefined) continue;
    const [region, item] = place.split('.');
    if (item === undefined) whole[region] = value;
    else regions.set(region, { ...(regions.get(region) ?? { region }), [item]: value });
  }
  return regions.size > 0 ? [...regions.values()] : whole;
}

function readRow(cells: Cells, mapping: ScoreMapping, instrument: Instrument): ScoreRow {
  const { definition, visits = {} } = mapping;
  const visit = needed(cells, mapping.visit);
  const items = itemsIn(cells, mapping);
  const value = mapping.value === undefined ? undefined : numberIn(cells, mapping.value, mapping);
  const rater = typeof mapping.rater === 'string' ? needed(cells, mapping.rater) : mapping.rater.value;
  if (rater.length > 64) throw new RowFault('the code of a rater has 64 characters at most');
  return {
    line: cells.line,
    subject: needed(cells, mapping.subject),
    visit: Object.hasOwn(visits, visit) ? visits[visit] : visit,
    site: mapping.site === undefined ? undefined : needed(cells, mapping.site),
    rater,
    scoredAt: instantIn(cells, mapping.scored_at),
    instrument,
    items,
    checked: checkedScore({ instrument, value, items: items ?? undefined, definition }),
  };
}

export interface ReadScores {
  readonly rows: readonly ScoreRow[];
  readonly faults: readonly ImportFault[];
}

/**
 * The scores of a table, each checked as if it were entered by hand, and what is wrong with the others, row by row.
 * @throws Refusal where the table as a whole cannot be read with this mapping
 */
export function readScoreTable(csv: string, mapping: ScoreMapping): ReadScores {
  const instrument = instrumentOf(mapping);
  const rows: ScoreRow[] = [];
  const faults: ImportFault[] = [];
  for (const cells of readTable(csv, mapping)) {
    try {
      rows.push(readRow(cells, mapping, instrument));
    } catch (error) {
      if (error instanceof RowFault) {
        const { message, column } = error;
        faults.push({ line: cells.line, ...(column !== undefined && { column }), message });
      } else if (error instanceof Refusal) faults.push({ line: cells.line, message: error.message });
      else throw error;
    }
  }
  if (rows.length + faults.length === 0) throw new Refusal('invalid_request', 'The table has no row below its names.');
  return { rows, faults };
}
