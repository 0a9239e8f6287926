import type { Generated, Selectable } from 'kysely';
import type { Role } from '../study/policy.ts';

export interface ApiKeyTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly prefix: string;
  readonly key_sha256: string;
  readonly role: Role;
  readonly created_at: Generated<Date>;
  readonly signing_secret: string | null;
  readonly signing_failures: Generated<number>;
  readonly revoked_at: Date | null;
}
export type ApiKeyRow = Selectable<ApiKeyTable>;
