import { sql } from 'kysely';
import type { Database, DatabaseTables } from './database.ts';

type Right = 'insert' | 'update';

/**
 * What the application's own database user may do beside reading. Nothing may be removed, and what is insert-only for everybody is
 * so by right too: the audit trail above all. A row lock (`for update`) needs the right to update.
 */
const RIGHTS: Readonly<Record<keyof DatabaseTables, readonly Right[]>> = {
  studies: ['insert', 'update'],
  protocol_amendments: ['insert'],
  sites: ['insert'],
  // What a token no longer names ends.
  study_members: ['insert', 'update'],
  subjects: ['insert', 'update'],
  visits: ['insert'],
  photos: ['insert', 'update'],
  measurements: ['insert'],
  comparisons: ['insert', 'update'],
  comparison_pairs: ['insert', 'update'],
  comparison_results: ['insert'],
  manual_scores: ['insert'],
  api_keys: ['insert', 'update'],
  audit_events: ['insert'],
  drawings: ['insert'],
  drawing_withdrawals: ['insert'],
  // A query is locked while a step of it is taken.
  photo_queries: ['insert', 'update'],
  photo_query_steps: ['insert'],
  // A round is locked while one of its reads is signed; an adjudication is taken by whoever reads it.
  read_rounds: ['insert', 'update'],
  reads: ['insert', 'update'],
  // A replaced photo gives its place in reads that nobody has signed to the new one.
  read_photos: ['insert', 'update'],
  read_versions: ['insert'],
  read_signatures: ['insert'],
};

export interface DatabaseLogin {
  readonly user: string;
  readonly password: string;
}

/** Makes the user, or gives the one that is there this password. Needs the right to create roles. */
export async function ensureApplicationUser(owner: Database, { user, password }: DatabaseLogin): Promise<void> {
  const { rows } = await sql`select 1 from pg_roles where rolname = ${user}`.execute(owner);
  const verb = sql.raw(rows.length === 0 ? 'create' : 'alter');
  await sql`${verb} role ${sql.id(user)} with login nosuperuser nocreatedb nocreaterole password ${sql.lit(password)}`.execute(
    owner,
  );
}

/**
 * Gives the application's user its rights on the tables as they are now. Called by the owner after migrating; calling it again
 * changes nothing.
 */
export async function grantApplicationRights(owner: Database, user: string): Promise<void> {
  const role = sql.id(user);
  await owner.transaction().execute(async (transaction) => {
    await sql`grant usage on schema public to ${role}`.execute(transaction);
    await sql`revoke all on all tables in schema public from ${role}`.execute(transaction);
    await sql`grant select on schema_migrations to ${role}`.execute(transaction);
    for (const [table, rights] of Object.entries(RIGHTS)) {
      await sql`grant ${sql.raw(['select', ...rights].join(', '))} on ${sql.table(table)} to ${role}`.execute(
        transaction,
      );
    }
    await handOverQueue(transaction, user);
  });
}

/** Where BullMQ keeps its tables when the queue lives in PostgreSQL. */
const QUEUE_SCHEMA = 'bullmq';

/** The queue makes and changes its own tables: the application's user makes their schema, and gets what another user made before. */
async function handOverQueue(db: Database, user: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  await sql`grant create on database ${sql.id(rows[0].name)} to ${sql.id(user)}`.execute(db);
  const objects = await sql<{ statement: string }>`
    select format('alter schema %I owner to %I', nspname, ${user}::text) as statement
      from pg_namespace where nspname = ${QUEUE_SCHEMA}
    union all
    select format('alter %s %I.%I owner to %I', case relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end,
        nspname, relname, ${user}::text)
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname = ${QUEUE_SCHEMA} and (relkind in ('r', 'p', 'v') or relkind = 'S' and not exists (
        select 1 from pg_depend where objid = pg_class.oid and deptype in ('a', 'i')))
    union all
    select format('alter routine %s owner to %I', pg_proc.oid::regprocedure, ${user}::text)
      from pg_proc join pg_namespace on pg_namespace.oid = pronamespace where nspname = ${QUEUE_SCHEMA}
    union all
    select format('alter type %I.%I owner to %I', nspname, typname, ${user}::text)
      from pg_type join pg_namespace on pg_namespace.oid = typnamespace
      where nspname = ${QUEUE_SCHEMA} and typtype in ('e', 'd')`.execute(db);
  for (const { statement } of objects.rows) await sql.raw(statement).execute(db);
}
