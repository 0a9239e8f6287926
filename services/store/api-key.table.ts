import type { Generated, Selectable } from 'kysely';
import type { Role } from '../study/policy.ts';

/** A key, or a person whom an identity provider vouches for: then issuer and subject instead of prefix and hash. */
export interface ApiKeyTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly prefix: string | null;
  readonly key_sha256: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly token_issued_at: Date | null;
  readonly role: Role;
  readonly created_at: Generated<Date>;
  readonly signing_secret: string | null;
  readonly signing_failures: Generated<number>;
  readonly revoked_at: Date | null;
}
export type ApiKeyRow = Selectable<ApiKeyTable>;
