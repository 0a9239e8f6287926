import Type from 'typebox';
import Value from 'typebox/value';
import { CONDITIONS } from '../../services/domain/condition.ts';
import { Refusal } from '../../services/refusal.ts';

/** What a photo of the folder shows: a condition, or skin that is known to be healthy. */
export const SHOWN = [...CONDITIONS, 'healthy'] as const;
export type Shown = (typeof SHOWN)[number];

const EntrySchema = Type.Object({
  photo: Type.String({ minLength: 1 }),
  condition: Type.Enum(SHOWN),
  subject: Type.Optional(Type.String({ minLength: 1 })),
  mm_per_pixel: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
});
/** One photo of `evaluate.csv` or `evaluate.json`. */
export type ManifestEntry = Type.Static<typeof EntrySchema>;

const COLUMNS = Object.keys(EntrySchema.properties);

/** Reads the list of photos from `evaluate.json`: an array of objects with the columns of the CSV. Throws `Refusal`. */
export function parseJsonManifest(text: string): readonly ManifestEntry[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid_request', 'evaluate.json is not JSON. Write an array of { "photo", "condition" }.', {
      cause,
    });
  }
  if (!Array.isArray(entries)) throw new Refusal('invalid_request', 'evaluate.json is no array of photos.');
  return checked(
    entries,
    entries.map((_, i) => `evaluate.json, entry ${i + 1}`),
  );
}

/** Reads the list of photos from `evaluate.csv`: a header, comma or semicolon between cells, cells in quotes or not. Throws `Refusal`. */
export function parseCsvManifest(text: string): readonly ManifestEntry[] {
  const plain = text.replace(/^\uFEFF/, '');
  const [headerLine = ''] = plain.split(/\r?\n/, 1);
  const [header = [], ...lines] = csvRows(plain, headerLine.includes(';') ? ';' : ',');
  const unknown = header.filter((name) => !COLUMNS.includes(name));
  if (unknown.length > 0 || !header.includes('photo') || !header.includes('condition')) {
    throw new Refusal(
      'invalid_request',
      `evaluate.csv needs the columns photo, condition and may have subject, mm_per_pixel; it has ${header.join(', ')}.`,
    );
  }
  const named = lines.map((cells, i) => ({ cells, where: `evaluate.csv, photo ${i + 1}` }));
  const long = named.find(({ cells }) => cells.length > header.length);
  if (long) throw new Refusal('invalid_request', `${long.where}: there are more cells than columns.`);
  const entries = named.map(({ cells }) => Object.fromEntries(header.flatMap((name, i) => cellEntry(name, cells[i]))));
  return checked(
    entries,
    named.map(({ where }) => where),
  );
}

/** An empty cell is left out; a number that is none stays text, which the schema refuses. */
function cellEntry(name: string, cell = ''): readonly (readonly [string, string | number])[] {
  if (cell === '') return [];
  const number = name === 'mm_per_pixel' ? Number(cell) : Number.NaN;
  return [[name, Number.isNaN(number) ? cell : number]];
}

/** Rows of trimmed cells without the empty lines. @source RFC 4180 */
function csvRows(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|(?!")([^${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, 'gy');
  for (let at = 0; at < text.length; at = cell.lastIndex) {
    const match = cell.exec(text);
    if (match === null) throw new Refusal('invalid_request', 'evaluate.csv has a quote that does not end.');
    const [, quoted, bare, end] = match;
    rows[rows.length - 1].push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"').trim());
    if (end !== separator) rows.push([]);
  }
  return rows.filter((row) => row.some((value) => value !== ''));
}

function checked(entries: readonly unknown[], where: readonly string[]): readonly ManifestEntry[] {
  const seen = new Set<string>();
  return entries.map((entry, i) => {
    const [fault] = Value.Errors(EntrySchema, entry);
    if (fault || !Value.Check(EntrySchema, entry)) {
      throw new Refusal(
        'invalid_request',
        `${where[i]}: ${fault?.instancePath.slice(1)} ${fault?.message}. Conditions are ${SHOWN.join(', ')}.`,
      );
    }
    if (seen.has(entry.photo)) throw new Refusal('invalid_request', `${where[i]}: ${entry.photo} is listed twice.`);
    seen.add(entry.photo);
    return entry;
  });
}
