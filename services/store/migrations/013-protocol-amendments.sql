-- A protocol is amended, never overwritten: each amendment keeps what it replaced, and studies.protocol is the one in force.
ALTER TABLE studies ADD COLUMN protocol_version integer NOT NULL DEFAULT 1;

CREATE TABLE protocol_amendments (
  study_id uuid NOT NULL REFERENCES studies (id),
  -- The version that it made; the first protocol is version 1.
  version integer NOT NULL CHECK (version >= 2),
  replaced jsonb NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  -- Name of the key at that time, as the audit trail has it.
  amended_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (study_id, version)
);

CREATE TRIGGER protocol_amendments_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON protocol_amendments
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
CREATE TRIGGER protocol_amendments_of_locked_study BEFORE INSERT ON protocol_amendments
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_study', 'study_id');
CREATE TRIGGER protocol_of_locked_study BEFORE UPDATE OF protocol, protocol_version ON studies
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_study', 'id');
