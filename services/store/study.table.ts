import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { Protocol } from '../study/protocol.ts';

export interface StudyTable {
  readonly id: Generated<string>;
  readonly code: string;
  readonly title: string;
  /** The one in force; those before it are with the amendments. */
  readonly protocol: JSONColumnType<Protocol, string, string>;
  /** 1 for the first. */
  readonly protocol_version: Generated<number>;
  readonly locked_at: Date | null;
  readonly unblinded_at: Date | null;
  readonly created_at: Generated<Date>;
}
export type StudyRow = Selectable<StudyTable>;

export interface ProtocolAmendmentTable {
  readonly study_id: string;
  /** The version that it made. */
  readonly version: number;
  readonly replaced: JSONColumnType<Protocol, string, never>;
  readonly reason: string;
  readonly amended_by: string;
  readonly created_at: Generated<Date>;
}

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
