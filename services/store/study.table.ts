import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { Protocol } from '../study/protocol.ts';

export interface StudyTable {
  readonly id: Generated<string>;
  readonly code: string;
  readonly title: string;
  readonly protocol: JSONColumnType<Protocol, string, string>;
  readonly locked_at: Date | null;
  readonly unblinded_at: Date | null;
  readonly created_at: Generated<Date>;
}
export type StudyRow = Selectable<StudyTable>;

export interface SiteTable {
  readonly id: Generated<string>;
  readonly study_id: string;
  readonly code: string;
  readonly created_at: Generated<Date>;
}
export type SiteRow = Selectable<SiteTable>;

export interface StudyMemberTable {
  readonly api_key_id: string;
  readonly study_id: string;
  readonly site_id: string | null;
  /** When a token of the person no longer named the study. */
  readonly ended_at: Date | null;
}
