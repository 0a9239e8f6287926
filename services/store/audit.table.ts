import type { JSONColumnType } from 'kysely';

type Json = Readonly<Record<string, unknown>> | null;

export interface AuditEventTable {
  readonly sequence: number;
  readonly at: Date;
  readonly actor_key_id: string | null;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly entity: string;
  readonly entity_id: string | null;
  readonly study_id: string | null;
  readonly before: JSONColumnType<Json, string | null, never>;
  readonly after: JSONColumnType<Json, string | null, never>;
  readonly reason: string | null;
  readonly software_version: string;
  readonly model_version: string | null;
  readonly previous_hash: string;
  readonly hash: string;
}
