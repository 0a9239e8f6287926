import { INSTRUMENT_RANGES } from '../../scores/instruments.ts';
import { printedScore } from '../../scores/machine-score.ts';
import type { Column } from '../csv.ts';
import { LIST_SEPARATOR } from './measurement-columns.ts';
import { PLACE_COLUMNS } from './place-columns.ts';
import { unitOfInstrument } from './score-unit.ts';
import type { ExportedMachineScore } from './study-data.ts';

const joined = (entries: Iterable<string>): string => [...new Set(entries)].join(LIST_SEPARATOR);

/** One row per visit and instrument, with or without a value. Each column is described in docs/export.md. */
export const MACHINE_SCORE_COLUMNS: readonly Column<ExportedMachineScore>[] = [
  ...PLACE_COLUMNS,
  { name: 'condition', of: ({ condition }) => condition },
  { name: 'instrument', of: ({ instrument }) => instrument },
  { name: 'definition_id', of: ({ definitionId }) => definitionId },
  { name: 'value_in_score_unit', of: ({ value }) => printedScore(value) },
  { name: 'score_unit_ucum', of: ({ instrument }) => unitOfInstrument(instrument) },
  { name: 'score_minimum', of: ({ instrument }) => INSTRUMENT_RANGES[instrument].minimum },
  { name: 'score_maximum', of: ({ instrument }) => INSTRUMENT_RANGES[instrument].maximum },
  { name: 'photos_counted', of: ({ photoIds }) => photoIds.length },
  { name: 'photos_missing', of: ({ missing }) => missing.reduce((sum, each) => sum + each.needed - each.photos, 0) },
  {
    name: 'missing_regions',
    of: ({ missing }) => joined(missing.map((each) => `${each.bodyRegion} ${each.photos} of ${each.needed}`)),
  },
  { name: 'photo_ids', of: ({ photoIds }) => joined(photoIds) },
  { name: 'measurement_ids', of: ({ measurements }) => joined(measurements.map(({ id }) => id)) },
  { name: 'models', of: ({ measurements }) => joined(measurements.map(({ model }) => model)) },
  { name: 'pipeline_versions', of: ({ measurements }) => joined(measurements.map((each) => each.pipelineVersion)) },
];
