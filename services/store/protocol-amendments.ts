import { Refusal } from '../refusal.ts';
import { faultOfAmendment, type Recorded } from '../study/amend-protocol.ts';
import type { Protocol } from '../study/protocol.ts';
import type { Database } from './database.ts';
import { type Study, studyFromRow } from './studies.ts';

/** A protocol as it was in force. */
export interface ProtocolVersion {
  readonly version: number;
  readonly protocol: Protocol;
  readonly inForceFrom: Date;
  /** Why, and by whom, it was amended; null for the first. */
  readonly amendment: { readonly reason: string; readonly amendedBy: string } | null;
}

export interface NewAmendment {
  readonly studyId: string;
  readonly protocol: Protocol;
  /** The version that whoever amends has read. */
  readonly replaces: number;
  readonly reason: string;
  readonly amendedBy: string;
}

async function recordedUnder(db: Database, studyId: string): Promise<Recorded> {
  const visits = await db
    .selectFrom('visits')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .select(['visits.label', 'visits.sequence as order'])
    .distinct()
    .where('subjects.study_id', '=', studyId)
    .execute();
  const conditions = await db
    .selectFrom('photos')
    .innerJoin('visits', 'visits.id', 'photos.visit_id')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .select('photos.condition')
    .distinct()
    .where('subjects.study_id', '=', studyId)
    .execute();
  const scores = await db
    .selectFrom('manual_scores')
    .leftJoin('photos', 'photos.id', 'manual_scores.photo_id')
    .innerJoin('visits', (join) =>
      join.on((on) => on('visits.id', '=', on.fn.coalesce('manual_scores.visit_id', 'photos.visit_id'))),
    )
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .select(['manual_scores.instrument', 'manual_scores.definition_id as definition'])
    .distinct()
    .where('subjects.study_id', '=', studyId)
    .execute();
  const round = await db.selectFrom('read_rounds').select('id').where('study_id', '=', studyId).executeTakeFirst();
  return { visits, conditions: conditions.map(({ condition }) => condition), scores, hasRounds: round !== undefined };
}

/**
 * Puts an amended protocol in force, in the transaction that is open.
 * @throws Refusal `conflict` where another version is in force by now, and where something recorded would lose its meaning
 */
export async function amendProtocol(
  transaction: Database,
  { studyId, protocol, replaces, reason, amendedBy }: NewAmendment,
): Promise<Study> {
  // Whoever adds a visit, a photo or a score waits, and comes under the amended protocol.
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
