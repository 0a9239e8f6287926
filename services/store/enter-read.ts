import { Refusal } from '../refusal.ts';
import { computeScore, findDefinition } from '../scores/definitions.ts';
import type { ScoreItems } from '../scores/read-items.ts';
import { sha256OfJson } from '../study/audit-chain.ts';
import type { Actor } from '../study/policy.ts';
import { machineSeen } from '../study/reads.ts';
import { recorded } from './audit.ts';
import type { Database } from './database.ts';
import { findMachineValue } from './machine-values.ts';
import { findRead, findReadBefore, isSigned, listPhotoSha256s, type Read, type ReadVersion } from './reads.ts';

export interface EnteredRead {
  readonly items: ScoreItems;
  readonly reason: string | undefined;
}

/** What a version is made of and a signature signs: the pictures, and all that was entered under which condition. */
export function contentSha256(
  read: Pick<Read, 'id' | 'kind'>,
  photoSha256s: readonly string[],
  version: Pick<ReadVersion, 'version' | 'items' | 'value' | 'definition' | 'machineSeen' | 'machineValue' | 'reason'>,
): string {
  const { items, value, definition, machineSeen: seen, machineValue, reason } = version;
  return sha256OfJson({
    ...{ read: read.id, kind: read.kind, photos: photoSha256s, version: version.version, items, value },
    ...{ definition: { id: definition.id, version: definition.version }, seen, machineValue, reason },
  });
}

/** The order is the reader's lot: a read that is not due is not shown, and cannot be entered. */
export async function refuseOutOfOrder(db: Database, read: Read): Promise<void> {
  if (read.isSuperseded && !isSigned(read)) {
    throw new Refusal('conflict', 'A picture of this read was replaced: it is handed out again in another round.');
  }
  const before = await findReadBefore(db, read);
  if (before === undefined) return;
  throw new Refusal('conflict', `Reads are done in order: sign read ${before.position} (${before.id}) first.`);
}

/** What was read of a replaced picture stays as it was signed. */
export function refuseSuperseded({ isSuperseded }: Read): void {
  if (!isSuperseded) return;
  throw new Refusal(
    'conflict',
    'A picture of this read was replaced: it counts no longer, and nothing is added to it.',
  );
}

async function lockedRead(db: Database, id: string): Promise<Read> {
  await db.selectFrom('reads').select('id').where('id', '=', id).forUpdate().execute();
  const read = await findRead(db, id);
  if (read === undefined) throw new Error(`Read ${id} vanished while it was read.`);
  return read;
}

/** Whoever enters an adjudication first has it. */
async function take(db: Database, read: Read, { keyId }: Actor): Promise<void> {
  if (read.readerKeyId === keyId) return;
  if (read.readerKeyId !== null || keyId === null) {
    throw new Refusal('conflict', 'Another adjudicator has just taken this read.');
  }
  await db.updateTable('reads').set({ reader_key_id: keyId }).where('id', '=', read.id).execute();
}

/**
 * Adds a version to a read. It counts once it is signed. After a signature it is a correction, which needs a reason.
 * @throws Refusal for items that do not fit the score, a read that is not due, or a correction without a reason
 */
export async function enterRead(
  db: Database,
  actor: Actor,
  { id, items, reason }: EnteredRead & Pick<Read, 'id'>,
): Promise<Read> {
  return await recorded(db, actor, async (transaction, record) => {
    const read = await lockedRead(transaction, id);
    await take(transaction, read, actor);
    await refuseOutOfOrder(transaction, read);
    refuseSuperseded(read);
    const signed = isSigned(read);
    if (signed && reason === undefined) {
      throw new Refusal('conflict', 'This read is signed and locked: a correction needs its reason.');
    }
    const version = await nextVersion(transaction, read, { items, reason: signed ? reason : undefined });
    await transaction.insertInto('read_versions').values(version).execute();
    const { items: _text, ...after } = { ...version, items };
    record({
      ...{ action: signed ? 'read.correct' : 'read.enter', entity: 'read', entityId: id, studyId: read.studyId },
      before: read.versions.at(-1),
      after: { ...after, items },
      reason,
    });
    return await lockedRead(transaction, id);
  });
}

async function nextVersion(db: Database, read: Read, { items, reason }: EnteredRead) {
  const definition = findDefinition(read.plan.definition);
  if (definition === undefined) throw new Error(`There is no score ${read.plan.definition} any more.`);
  const { value } = computeScore(definition, items);
  const seen = machineSeen(read.plan, { isSigned: isSigned(read) });
  const machineValue = seen === 'none' ? null : await findMachineValue(db, read.plan, read.unitId);
  const content = { version: read.versions.length + 1, items, value, definition, machineSeen: seen, machineValue };
  const photos = (await listPhotoSha256s(db, [read.id])).get(read.id) ?? [];
  return {
    read_id: read.id,
    version: content.version,
    items: JSON.stringify(items),
    value,
    definition_id: definition.id,
    definition_version: definition.version,
    machine_seen: seen,
    machine_value: machineValue,
    reason: reason ?? null,
    content_sha256: contentSha256(read, photos, { ...content, reason: reason ?? null }),
  };
}
