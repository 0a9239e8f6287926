import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Whether the database keeps the user of this connection from changing what is in the audit trail, and from lifting that. */
export async function isAuditProtected(db: Database): Promise<boolean> {
  const { rows } = await sql<{ protected: boolean }>`
    select not has_table_privilege('audit_events', 'update, delete, truncate, trigger')
      and not pg_has_role(relowner, 'member') as protected
    from pg_class where oid = 'audit_events'::regclass`.execute(db);
  return rows[0].protected;
}
