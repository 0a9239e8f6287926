-- Outlines that people draw: a corrected one names the measurement it corrects. What is measured of one is a measurement like any other.

CREATE TABLE drawings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- In the order of drawing.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  photo_id uuid NOT NULL REFERENCES photos (id),
  -- The measurement that is corrected; NULL for an outline drawn from nothing.
  parent_id uuid REFERENCES measurements (id),
  -- Files as they were sent.
  mask_sha256 text NOT NULL CHECK (mask_sha256 ~ '^[0-9a-f]{64}$'),
  skin_mask_sha256 text CHECK (skin_mask_sha256 ~ '^[0-9a-f]{64}$'),
  without_lesion boolean NOT NULL,
  -- Name of the key at that time, as the audit trail has it.
  drawn_by text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX drawings_of_photo ON drawings (photo_id, sequence);

-- Drawings that count no longer, by whom and why: taken back by a person, or not to be measured.
CREATE TABLE drawing_withdrawals (
  drawing_id uuid PRIMARY KEY REFERENCES drawings (id),
  withdrawn_by text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  created_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE measurements ADD COLUMN drawing_id uuid REFERENCES drawings (id);

CREATE TRIGGER drawings_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON drawings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
CREATE TRIGGER drawing_withdrawals_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON drawing_withdrawals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();

CREATE FUNCTION study_of_drawing(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_photo(photo_id) FROM drawings WHERE drawings.id = $1';
CREATE TRIGGER drawings_of_locked_study BEFORE INSERT ON drawings
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_photo', 'photo_id');
CREATE TRIGGER drawing_withdrawals_of_locked_study BEFORE INSERT ON drawing_withdrawals
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_drawing', 'drawing_id');

-- What a model measured, newest last.
CREATE INDEX measurements_by_model ON measurements (photo_id, measured_at) WHERE drawing_id IS NULL;
