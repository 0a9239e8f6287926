import type { Generated } from 'kysely';
import type { QueryReason, QueryStepKind } from '../study/queries.ts';

export interface PhotoQueryTable {
  readonly id: Generated<string>;
  readonly study_id: string;
  readonly photo_id: string;
  readonly read_id: string | null;
  readonly photo_number: number | null;
  readonly reason: QueryReason;
  readonly created_at: Generated<Date>;
}

export interface PhotoQueryStepTable {
  readonly query_id: string;
  readonly number: number;
  readonly kind: QueryStepKind;
  readonly body: string | null;
  readonly replacing_photo_id: string | null;
  readonly by_key_id: string | null;
  readonly by_name: string;
  readonly by_role: string;
  readonly created_at: Generated<Date>;
}
