import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ScoreItems } from '../scores/read-items.ts';
import type { MachineSeen, ReadKind, RoundPlan, SignatureMeaning } from '../study/reads.ts';

export interface ReadRoundTable {
  readonly id: Generated<string>;
  readonly study_id: string;
  readonly seed: string;
  readonly plan: JSONColumnType<RoundPlan, string, never>;
  readonly created_at: Generated<Date>;
}

export interface ReadTable {
  readonly id: Generated<string>;
  readonly round_id: string;
  readonly reader_key_id: string | null;
  readonly kind: ReadKind;
  readonly unit_id: string;
  readonly position: number;
  readonly superseded_at: ColumnType<Date | null, never, Date>;
  readonly created_at: Generated<Date>;
}

export interface ReadPhotoTable {
  readonly read_id: string;
  readonly number: number;
  readonly photo_id: string;
  readonly is_baseline: boolean;
  readonly replaced_at: ColumnType<Date | null, Date | null | undefined, Date>;
}

export interface ReadVersionTable {
  readonly id: Generated<string>;
  readonly read_id: string;
  readonly version: number;
  readonly items: JSONColumnType<ScoreItems, string, never>;
  readonly value: number;
  readonly definition_id: string;
  readonly definition_version: string;
  readonly machine_seen: MachineSeen;
  readonly machine_value: number | null;
  readonly reason: string | null;
  readonly content_sha256: string;
  readonly created_at: Generated<Date>;
}

export interface ReadSignatureTable {
  readonly version_id: string;
  readonly signer_key_id: string;
  readonly signer: string;
  readonly meaning: SignatureMeaning;
  readonly signed_at: Date;
  readonly content_sha256: string;
  readonly signature_sha256: string;
}
