-- Queries to a site for a photo to be taken again, and what becomes of the photo that is replaced.

-- The photo that was taken again in its place; it stays, and counts no longer.
ALTER TABLE photos ADD COLUMN replaced_by uuid UNIQUE REFERENCES photos (id);
ALTER TABLE photos ADD CHECK (replaced_by <> id);

CREATE TABLE photo_queries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  study_id uuid NOT NULL REFERENCES studies (id),
  photo_id uuid NOT NULL REFERENCES photos (id),
  -- The read in which a reader saw the photo; NULL where an administrator raised it.
  read_id uuid REFERENCES reads (id),
  photo_number integer CHECK (photo_number >= 1),
  reason text NOT NULL CHECK (reason IN
    ('blurred', 'wrong_region', 'wrong_view', 'marker_missing', 'exposure', 'identifying_feature', 'other')),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((read_id IS NULL) = (photo_number IS NULL))
);
CREATE INDEX photo_queries_of_photo ON photo_queries (photo_id);
CREATE INDEX photo_queries_of_study ON photo_queries (study_id, created_at);

-- The last step says where a query stands.
CREATE TABLE photo_query_steps (
  query_id uuid NOT NULL REFERENCES photo_queries (id),
  number integer NOT NULL CHECK (number >= 1),
  kind text NOT NULL CHECK (kind IN ('raise', 'answer', 'close', 'reopen')),
  body text CHECK (length(body) BETWEEN 1 AND 1000),
  replacing_photo_id uuid REFERENCES photos (id),
  -- NULL for this machine without a key.
  by_key_id uuid,
  by_name text NOT NULL,
  by_role text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (query_id, number),
  CHECK (kind <> 'answer' OR num_nonnulls(body, replacing_photo_id) > 0)
);
CREATE TRIGGER photo_query_steps_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON photo_query_steps
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();

-- A picture of the read was replaced after one of its readers had signed: it counts no longer, and its unit is handed out again.
ALTER TABLE reads ADD COLUMN superseded_at timestamptz;
-- When another photo took the place of the one that the read was handed out with.
ALTER TABLE read_photos ADD COLUMN replaced_at timestamptz;

CREATE FUNCTION study_of_query(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_id FROM photo_queries WHERE photo_queries.id = $1';
CREATE TRIGGER photo_queries_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON photo_queries
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_study', 'study_id');
CREATE TRIGGER photo_query_steps_of_locked_study BEFORE INSERT ON photo_query_steps
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_query', 'query_id');
