import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../refusal.ts';
import type { Membership } from '../study/policy.ts';
import type { ApiKeyRow } from './api-key.table.ts';
import { recorded } from './audit.ts';
import type { Database } from './database.ts';
import { actorOf, type Holder, holderFromRow, listMemberships, NEW_HOLDER, setMemberships } from './holders.ts';

/** Somebody whom an identity provider vouches for, as the newest token said. */
export interface Person extends Holder {
  readonly issuer: string;
  readonly subject: string;
  readonly tokenIssuedAt: Date;
}

/** What a good token says of its owner. */
export type Vouched = Pick<Person, 'issuer' | 'subject' | 'name' | 'role' | 'memberships'> & {
  readonly issuedAt: Date;
};

async function withMemberships(db: Database, rows: readonly ApiKeyRow[]): Promise<readonly Person[]> {
  const memberships = await listMemberships(db, rows);
  return rows.flatMap((row) => {
    const { issuer, subject, token_issued_at: tokenIssuedAt } = row;
    if (issuer === null || subject === null || tokenIssuedAt === null) return [];
    return [{ ...holderFromRow(row, memberships.get(row.id) ?? []), issuer, subject, tokenIssuedAt }];
  });
}

function personRow(db: Database, { issuer, subject }: Pick<Vouched, 'issuer' | 'subject'>) {
  return db.selectFrom('api_keys').selectAll().where('issuer', '=', issuer).where('subject', '=', subject);
}

export async function listPeople(db: Database): Promise<readonly Person[]> {
  const all = db.selectFrom('api_keys').selectAll().where('issuer', 'is not', null).orderBy('created_at');
  return await withMemberships(db, await all.execute());
}

function byStudy(memberships: readonly Membership[]): readonly Membership[] {
  return [...memberships].sort((a, b) => (a.studyId < b.studyId ? -1 : 1));
}

function hasSameRights(a: Pick<Vouched, 'role' | 'memberships'>, b: Pick<Vouched, 'role' | 'memberships'>): boolean {
  return a.role === b.role && isDeepStrictEqual(byStudy(a.memberships), byStudy(b.memberships));
}

/** A token that was issued before one that has been seen gives no other rights than that one. */
function isOutdated(known: Person, vouched: Vouched): boolean {
  return vouched.issuedAt <= known.tokenIssuedAt;
}

/**
 * The owner of a token under the id that reads, signatures and the audit trail name: a new one at first sight. Name, role and
 * studies are those of the newest token; each change of them is an event.
 * @throws Refusal `unauthorised` for somebody who was shut out, or a token whose rights a newer one has changed
 */
export async function enterPerson(db: Database, vouched: Vouched): Promise<Person> {
  const [known] = await withMemberships(db, await personRow(db, vouched).execute());
  if (known === undefined) {
    await addPerson(db, vouched);
    // There now: made here or, at the same time, by another request.
    return await enterPerson(db, vouched);
  }
  refuseShutOut(known, vouched);
  const isSame = hasSameRights(known, vouched) && (known.name === vouched.name || isOutdated(known, vouched));
  return isSame ? known : await changePerson(db, known, vouched);
}

function refuseShutOut(known: Person, vouched: Vouched): void {
  if (known.revokedAt !== null) {
    throw new Refusal('unauthorised', 'An administrator has shut out the owner of the token.');
  }
  if (isOutdated(known, vouched) && !hasSameRights(known, vouched)) {
    throw new Refusal('unauthorised', 'A newer token gives other rights than this one: use that, or get a new one.');
  }
}

/** Study of an event about somebody who is of that study alone. */
function studyOf({ memberships }: Pick<Vouched, 'memberships'>): string | null {
  return memberships.length === 1 ? memberships[0].studyId : null;
}

async function addPerson(db: Database, { issuedAt, memberships, ...vouched }: Vouched): Promise<void> {
  const id = randomUUID();
  await recorded(db, actorOf({ id, memberships, ...vouched }), async (transaction, record) => {
    const row = await transaction
      .insertInto('api_keys')
      .values({ id, ...vouched, token_issued_at: issuedAt, ...NEW_HOLDER })
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).where('issuer', 'is not', null).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return;
    await setMemberships(transaction, id, memberships);
    const after = { ...vouched, memberships };
    record({ action: 'person.enter', entity: 'person', entityId: id, studyId: studyOf({ memberships }), after });
  });
}

async function changePerson(db: Database, { id }: Person, vouched: Vouched): Promise<Person> {
  const { name, role, memberships, issuedAt } = vouched;
  return await recorded(db, actorOf({ id, name, role, memberships }), async (transaction, record) => {
    const [before] = await withMemberships(transaction, await personRow(transaction, vouched).forUpdate().execute());
    // Another request may have been here meanwhile, with this token or a newer one.
    refuseShutOut(before, vouched);
    if (isOutdated(before, vouched)) return before;
    await transaction
      .updateTable('api_keys')
      .set({ name, role, token_issued_at: issuedAt })
      .where('id', '=', id)
      .execute();
    await setMemberships(transaction, id, memberships);
    record({
      ...{ action: 'person.change', entity: 'person', entityId: id, studyId: studyOf(vouched) },
      before: { name: before.name, role: before.role, memberships: before.memberships },
      after: { name, role, memberships },
    });
    return { ...before, name, role, memberships, tokenIssuedAt: issuedAt };
  });
}
