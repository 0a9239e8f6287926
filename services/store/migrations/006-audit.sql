-- Who did what when: append-only, and chained by hash so that a change is seen even where the rights below were got around.
-- The application's own user may only read and add (services/store/application-role.ts); the trigger stops the owner's slips.

CREATE TABLE audit_events (
  -- Counted without gaps.
  sequence bigint PRIMARY KEY CHECK (sequence >= 1),
  -- By the database's clock, UTC, to the millisecond: what is hashed.
  at timestamptz(3) NOT NULL,
  -- NULL for this machine without a key, for the command line and for the program itself.
  actor_key_id uuid,
  actor text NOT NULL,
  role text NOT NULL,
  action text NOT NULL,
  entity text NOT NULL,
  entity_id text,
  study_id uuid,
  -- json, not jsonb: the text stays as it was hashed.
  before json,
  after json,
  reason text,
  software_version text NOT NULL,
  model_version text,
  -- Of the event before; 64 noughts for the first. Unique, so that no two events follow one.
  previous_hash text NOT NULL UNIQUE CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
  -- sha256 of all the rest as canonical JSON (RFC 8785).
  hash text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$')
);
CREATE INDEX audit_events_of_entity ON audit_events (entity, entity_id);
CREATE INDEX audit_events_of_study ON audit_events (study_id) WHERE study_id IS NOT NULL;

CREATE TRIGGER audit_events_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
