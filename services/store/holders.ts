import { sql } from 'kysely';
import type { Actor, Membership, Role } from '../study/policy.ts';
import type { ApiKeyRow } from './api-key.table.ts';
import type { Database } from './database.ts';

/** Who can be let in: an API key, or a person whom the identity provider vouches for. Reads and signatures name one by id. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The studies it may see; none for an administrator who sees everything. */
  readonly memberships: readonly Membership[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** Of a holder that was just made. */
export const NEW_HOLDER = { signing_secret: null, revoked_at: null } as const;

export function holderFromRow(row: ApiKeyRow, memberships: readonly Membership[]): Holder {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    memberships,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

/** What a holder may see and do. */
export function actorOf({ id, name, role, memberships }: Pick<Holder, 'id' | 'name' | 'role' | 'memberships'>): Actor {
  const isUnbound = role === 'administrator' && memberships.length === 0;
  return { keyId: id, name, role, scope: isUnbound ? 'all' : memberships };
}

/** The studies of each holder by its id, as they are now. */
export async function listMemberships(
  db: Database,
  holders: readonly Pick<Holder, 'id'>[],
): Promise<ReadonlyMap<string, readonly Membership[]>> {
  const memberships = new Map<string, Membership[]>(holders.map(({ id }) => [id, []]));
  if (holders.length === 0) return memberships;
  const rows = await db
    .selectFrom('study_members')
    .selectAll()
    .where('api_key_id', 'in', [...memberships.keys()])
    .where('ended_at', 'is', null)
    .execute();
  for (const { api_key_id, study_id, site_id } of rows) {
    memberships.get(api_key_id)?.push({ studyId: study_id, siteId: site_id });
  }
  return memberships;
}

/** Makes these the studies of a holder; the others end. */
export async function setMemberships(db: Database, id: string, memberships: readonly Membership[]): Promise<void> {
  const kept = memberships.map(({ studyId }) => studyId);
  const others = db
    .updateTable('study_members')
    .set({ ended_at: sql<Date>`now()` })
    .where('api_key_id', '=', id)
    .where('ended_at', 'is', null);
  await (kept.length === 0 ? others : others.where('study_id', 'not in', kept)).execute();
  if (memberships.length === 0) return;
  await db
    .insertInto('study_members')
    .values(memberships.map(({ studyId, siteId }) => ({ api_key_id: id, study_id: studyId, site_id: siteId })))
    .onConflict((conflict) =>
      conflict
        .columns(['api_key_id', 'study_id'])
        .doUpdateSet((insert) => ({ site_id: insert.ref('excluded.site_id'), ended_at: null })),
    )
    .execute();
}

/** Lets nobody in under this id, or with the key of this prefix, any more; undefined where no single one answers to it. */
export async function revokeHolder(db: Database, idOrPrefix: string): Promise<Holder | undefined> {
  const active = await db.selectFrom('api_keys').selectAll().where('revoked_at', 'is', null).execute();
  const matches = active.filter((row) => row.id === idOrPrefix || row.prefix === idOrPrefix);
  if (matches.length !== 1) return undefined;
  const row = await db
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', matches[0].id)
    .returningAll()
    .executeTakeFirst();
  return row && holderFromRow(row, (await listMemberships(db, [row])).get(row.id) ?? []);
}
