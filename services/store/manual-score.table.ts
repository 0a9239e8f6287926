import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { Instrument } from '../scores/instruments.ts';
import type { ScoreItems } from '../scores/read-items.ts';

export interface ManualScoreTable {
  readonly id: Generated<string>;
  readonly visit_id: string | null;
  readonly photo_id: string | null;
  readonly supersedes: string | null;
  readonly instrument: Instrument;
  readonly value: number | null;
  readonly definition_id: string | null;
  readonly definition_version: string | null;
  readonly items: JSONColumnType<ScoreItems | null, string | null, never>;
  readonly reason: string | null;
  readonly rater: string;
  readonly scored_at: ColumnType<Date, string, never>;
  readonly created_at: Generated<Date>;
}
export type ManualScoreRow = Selectable<ManualScoreTable>;
