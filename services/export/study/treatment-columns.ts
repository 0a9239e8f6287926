import type { Column } from '../csv.ts';
import { SUBJECT_COLUMNS } from './place-columns.ts';
import type { ExportedTreatment } from './study-data.ts';

/** One row per subject. Each column is described in docs/export.md. */
export const TREATMENT_COLUMNS: readonly Column<ExportedTreatment>[] = [
  ...SUBJECT_COLUMNS,
  { name: 'treatment', of: ({ treatment }) => treatment },
  { name: 'unblinded_at_utc', of: ({ unblindedAt }) => unblindedAt.toISOString() },
];
