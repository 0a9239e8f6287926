import type { Generated, GeneratedAlways, Selectable } from 'kysely';

export interface DrawingTable {
  readonly id: Generated<string>;
  readonly sequence: GeneratedAlways<number>;
  readonly photo_id: string;
  readonly parent_id: string | null;
  readonly mask_sha256: string;
  readonly skin_mask_sha256: string | null;
  readonly without_lesion: boolean;
  readonly drawn_by: string;
  readonly reason: string;
  readonly created_at: Generated<Date>;
}
export type DrawingRow = Selectable<DrawingTable>;

export interface DrawingWithdrawalTable {
  readonly drawing_id: string;
  readonly withdrawn_by: string;
  readonly reason: string;
  readonly created_at: Generated<Date>;
}
