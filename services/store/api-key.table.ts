import type { Generated, Selectable } from 'kysely';

export interface ApiKeyTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly prefix: string;
  readonly key_sha256: string;
  readonly created_at: Generated<Date>;
  readonly revoked_at: Date | null;
}
export type ApiKeyRow = Selectable<ApiKeyTable>;
