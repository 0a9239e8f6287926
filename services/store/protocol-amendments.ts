import { Refusal } from '../refusal.ts';
import { faultOfAmendment, type ProtocolVersion, type Recorded } from '../study/amend-protocol.ts';
import type { Protocol } from '../study/protocol.ts';
import type { Database } from './database.ts';
import { type Study, studyFromRow } from './studies.ts';
import { scoresOf, visitsOf } from './study-rows.ts';

export interface NewAmendment {
  readonly studyId: string;
  readonly protocol: Protocol;
  /** The version that whoever amends has read. */
  readonly replaces: number;
  readonly reason: string;
  readonly amendedBy: string;
}

async function recordedUnder(db: Database, studyId: string): Promise<Recorded> {
  const visits = visitsOf(db, { studyId, siteId: null });
  const planned = await visits
    .select(['visit.visit_label as label', 'visit.visit_number as order'])
    .distinct()
    .execute();
  const photographed = await visits
    .innerJoin('photos', 'photos.visit_id', 'visit.visit_id')
    .select('photos.condition')
    .distinct()
    .execute();
  const scores = await scoresOf(db, studyId)
    .select(['manual_scores.instrument', 'manual_scores.definition_id as definition'])
    .distinct()
    .execute();
  const round = await db.selectFrom('read_rounds').select('id').where('study_id', '=', studyId).executeTakeFirst();
  const conditions = photographed.map(({ condition }) => condition);
  return { visits: planned, conditions, scores, hasRounds: round !== undefined };
}

/**
 * Puts an amended protocol in force, in the transaction that is open.
 * @throws Refusal `conflict` where another version is in force by now, and where something recorded would lose its meaning
 */
export async function amendProtocol(
  transaction: Database,
  { studyId, protocol, replaces, reason, amendedBy }: NewAmendment,
): Promise<Study> {
  // Whoever adds a visit, a photo or a score waits until the amendment is in force: what is recorded stays as it is looked at here.
  const now = await transaction
    .selectFrom('studies')
    .select(['protocol', 'protocol_version'])
    .where('id', '=', studyId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (now.protocol_version !== replaces) {
    throw new Refusal(
      'conflict',
      `The protocol is at version ${now.protocol_version}, not ${replaces}: read it again, then amend that.`,
    );
  }
  const fault = faultOfAmendment(now.protocol, protocol, await recordedUnder(transaction, studyId));
  if (fault !== undefined) throw new Refusal('conflict', `The protocol cannot be amended so: ${fault}.`);
  const version = replaces + 1;
  await transaction
    .insertInto('protocol_amendments')
    .values({ study_id: studyId, version, replaced: JSON.stringify(now.protocol), reason, amended_by: amendedBy })
    .execute();
  const row = await transaction
    .updateTable('studies')
    .set({ protocol: JSON.stringify(protocol), protocol_version: version })
    .where('id', '=', studyId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return studyFromRow(row);
}

/** Oldest first; the last is in force. */
export async function listProtocolVersions(
  db: Database,
  { id, protocol, createdAt }: Study,
): Promise<readonly ProtocolVersion[]> {
  const amendments = await db
    .selectFrom('protocol_amendments')
    .selectAll()
    .where('study_id', '=', id)
    .orderBy('version')
    .execute();
  const protocols = [...amendments.map(({ replaced }) => replaced), protocol];
  return protocols.map((each, i): ProtocolVersion => {
    const made = i === 0 ? undefined : amendments[i - 1];
    return {
      version: i + 1,
      protocol: each,
      inForceFrom: made?.created_at ?? createdAt,
      amendment: made === undefined ? null : { reason: made.reason, amendedBy: made.amended_by },
    };
  });
}
