import { INSTRUMENT_RANGES } from '../../scores/instruments.ts';
import type { Column } from '../csv.ts';
import { PHOTO_COLUMNS, PLACE_COLUMNS } from './place-columns.ts';
import { unitOfInstrument } from './score-unit.ts';
import type { ExportedScore } from './study-data.ts';

/** One row per score that a person gave, corrected ones too. Each column is described in docs/export.md. */
export const SCORE_COLUMNS: readonly Column<ExportedScore>[] = [
  ...PLACE_COLUMNS,
  { name: 'scored_of', of: ({ photo }) => (photo === null ? 'visit' : 'photo') },
  ...PHOTO_COLUMNS,
  { name: 'score_id', of: ({ id }) => id },
  { name: 'supersedes_score_id', of: ({ supersedes }) => supersedes },
  { name: 'is_latest', of: ({ isLatest }) => isLatest },
  { name: 'instrument', of: ({ instrument }) => instrument },
  { name: 'value_in_score_unit', of: ({ value }) => value },
  { name: 'score_unit_ucum', of: ({ instrument }) => unitOfInstrument(instrument) },
  { name: 'score_minimum', of: ({ instrument }) => INSTRUMENT_RANGES[instrument].minimum },
  { name: 'score_maximum', of: ({ instrument }) => INSTRUMENT_RANGES[instrument].maximum },
  { name: 'items_json', of: ({ items }) => (items === null ? undefined : JSON.stringify(items)) },
  { name: 'definition_id', of: ({ definition }) => definition?.id },
  { name: 'definition_version', of: ({ definition }) => definition?.version },
  { name: 'rater', of: ({ rater }) => rater },
  { name: 'scored_at_utc', of: ({ scoredAt }) => scoredAt.toISOString() },
  { name: 'entered_at_utc', of: ({ createdAt }) => createdAt.toISOString() },
  { name: 'correction_reason', of: ({ reason }) => reason },
];
