import { INSTRUMENT_RANGES } from '../../scores/instruments.ts';
import { printedScore } from '../../scores/machine-score.ts';
import type { ScoreItems } from '../../scores/read-items.ts';
import type { Cell, Column } from '../csv.ts';
import { PHOTO_COLUMNS, PLACE_COLUMNS } from './place-columns.ts';
import { unitOfInstrument } from './score-unit.ts';
import type { ExportedRead } from './study-data.ts';

/** One of the items that a total was computed from. */
interface ReadItem {
  /** Of the groups of items in the order in which they were entered, from 1. */
  readonly group: number;
  readonly region: string | undefined;
  readonly name: string;
  readonly value: number | string;
}

/** A row of reads.csv: the total of a signed version, or one item of it. */
export interface ReadRow extends ExportedRead {
  readonly item: ReadItem | null;
}

function itemsOf(items: ScoreItems): readonly ReadItem[] {
  const groups: readonly Readonly<Record<string, number | string>>[] = Array.isArray(items) ? items : [items];
  return groups.flatMap(({ region, ...values }, index) =>
    Object.entries(values).map(([name, value]) => ({
      ...{ group: index + 1, name, value },
      region: region === undefined ? undefined : String(region),
    })),
  );
}

/** The rows of reads: the total first, then its items. */
export async function* readRows(reads: AsyncIterable<ExportedRead>): AsyncGenerator<ReadRow, void> {
  for await (const read of reads) {
    yield { ...read, item: null };
    for (const item of itemsOf(read.items)) yield { ...read, item };
  }
}

const ofTotal = (name: string, of: (row: ReadRow) => Cell): Column<ReadRow> => ({
  name,
  of: (row) => (row.item === null ? of(row) : undefined),
});

/** One row per signed version of a read's total and of each of its items. Each column is described in docs/export.md. */
export const READ_COLUMNS: readonly Column<ReadRow>[] = [
  ...PLACE_COLUMNS,
  { name: 'read_of', of: ({ plan }) => plan.unit },
  ...PHOTO_COLUMNS,
  { name: 'round_id', of: ({ roundId }) => roundId },
  { name: 'read_id', of: ({ readId }) => readId },
  { name: 'read_version_id', of: ({ versionId }) => versionId },
  { name: 'read_version', of: ({ version }) => version },
  { name: 'is_latest', of: ({ isLatest }) => isLatest },
  { name: 'reader', of: ({ reader }) => reader.pseudonym },
  { name: 'reader_id', of: ({ reader }) => reader.id },
  { name: 'read_design', of: ({ plan }) => plan.design },
  { name: 'is_adjudication', of: ({ kind }) => kind === 'adjudication' },
  { name: 'is_repeat', of: ({ kind }) => kind === 'repeat' },
  { name: 'order_shown', of: ({ position, kind }) => (kind === 'adjudication' ? undefined : position) },
  { name: 'machine_condition', of: ({ plan }) => plan.machine },
  { name: 'machine_seen', of: ({ machineSeen }) => machineSeen },
  { name: 'machine_value_seen', of: ({ machineValue }) => printedScore(machineValue) },
  { name: 'adjudication', of: ({ adjudication }) => adjudication },
  { name: 'instrument', of: ({ instrument }) => instrument },
  { name: 'row_of', of: ({ item }) => (item === null ? 'total' : 'item') },
  ofTotal('value_in_score_unit', ({ value }) => value),
  ofTotal('score_unit_ucum', ({ instrument }) => unitOfInstrument(instrument)),
  ofTotal('score_minimum', ({ instrument }) => INSTRUMENT_RANGES[instrument].minimum),
  ofTotal('score_maximum', ({ instrument }) => INSTRUMENT_RANGES[instrument].maximum),
  { name: 'item_group', of: ({ item }) => item?.group },
  { name: 'item_region', of: ({ item }) => item?.region },
  { name: 'item_name', of: ({ item }) => item?.name },
  { name: 'item_value', of: ({ item }) => item?.value },
  { name: 'definition_id', of: ({ definition }) => definition.id },
  { name: 'definition_version', of: ({ definition }) => definition.version },
  { name: 'correction_reason', of: ({ reason }) => reason },
  { name: 'entered_at_utc', of: ({ enteredAt }) => enteredAt.toISOString() },
  { name: 'signed_at_utc', of: ({ signedAt }) => signedAt.toISOString() },
  { name: 'signature_meaning', of: ({ signatureMeaning }) => signatureMeaning },
  { name: 'content_sha256', of: ({ contentSha256 }) => contentSha256 },
];
