-- Subjects, visits, photos and what was measured on them. Names carry units.
-- Measurements, comparison results and manual scores are insert-only: a correction is a new row that points at the
-- one it replaces (supersedes). The triggers at the end make the database itself refuse to change or remove them.

CREATE TABLE subjects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- Pseudonymous: never a name, a date of birth or a hospital number.
  code text NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
  height_cm double precision CHECK (height_cm > 0),
  weight_kg double precision CHECK (weight_kg > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE visits (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  subject_id uuid NOT NULL REFERENCES subjects (id),
  sequence integer NOT NULL CHECK (sequence >= 1),
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 64),
  visit_date date,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (subject_id, sequence),
  UNIQUE (subject_id, label)
);

CREATE TABLE photos (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  visit_id uuid REFERENCES visits (id),
  -- Of the bytes as uploaded: what makes a second upload the same photo. The uploaded file itself is not kept.
  upload_sha256 text NOT NULL CHECK (upload_sha256 ~ '^[0-9a-f]{64}$'),
  -- Of the file kept, without place, serial numbers, owner, maker notes and embedded thumbnail.
  stored_sha256 text NOT NULL CHECK (stored_sha256 ~ '^[0-9a-f]{64}$'),
  format text NOT NULL,
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  condition text NOT NULL,
  body_region text NOT NULL,
  view text NOT NULL,
  illumination text NOT NULL,
  declared_mm_per_pixel double precision CHECK (declared_mm_per_pixel > 0),
  marker_side_mm double precision CHECK (marker_side_mm > 0),
  -- Local time of the camera, which states no zone.
  captured_at timestamp,
  focal_length_mm double precision,
  focal_length_35mm double precision,
  exposure_time_s double precision,
  f_number double precision,
  iso double precision,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'measuring', 'measured', 'refused', 'failed')),
  refusal_code text,
  refusal_message text,
  state_changed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((refusal_code IS NULL) = (refusal_message IS NULL)),
  CHECK (state <> 'refused' OR refusal_code IS NOT NULL)
);
-- Two indexes, because NULLs are distinct in a unique index and NULLS NOT DISTINCT needs PostgreSQL 15.
CREATE UNIQUE INDEX photos_once_per_visit ON photos (visit_id, upload_sha256, condition) WHERE visit_id IS NOT NULL;
CREATE UNIQUE INDEX photos_once_without_visit ON photos (upload_sha256, condition) WHERE visit_id IS NULL;
CREATE INDEX photos_unfinished ON photos (state_changed_at) WHERE state IN ('queued', 'measuring');

CREATE TABLE measurements (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  photo_id uuid NOT NULL REFERENCES photos (id),
  -- The measurement of the same photo that this one replaces: a chain, hence unique.
  supersedes uuid UNIQUE REFERENCES measurements (id),
  model_name text NOT NULL,
  model_version text NOT NULL,
  -- NULL for a method without weights.
  model_sha256 text,
  pipeline_version text NOT NULL,
  -- Of the wishes that change the result (scale, region, view, height, weight ...).
  request_sha256 text NOT NULL,
  -- The whole measurement; the columns below repeat what queries need.
  result jsonb NOT NULL,
  accepted boolean NOT NULL,
  calibration_kind text NOT NULL,
  mm_per_pixel double precision,
  tilt_deg double precision,
  skin_pixels bigint NOT NULL,
  lesion_pixels bigint NOT NULL,
  lesion_count integer NOT NULL,
  percent_of_skin double precision NOT NULL,
  area_cm2 double precision,
  bsa_percent double precision,
  bsa_method text,
  mean_depigmentation_percent double precision,
  mask_sha256 text,
  overlay_sha256 text,
  measured_at timestamptz NOT NULL DEFAULT now()
);
-- One chain per photo: one first measurement, and (supersedes being unique) one successor to each.
CREATE UNIQUE INDEX measurements_one_first ON measurements (photo_id) WHERE supersedes IS NULL;

CREATE TABLE comparisons (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  baseline_visit_id uuid REFERENCES visits (id),
  follow_up_visit_id uuid REFERENCES visits (id),
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'comparing', 'compared', 'failed')),
  state_changed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX comparisons_unfinished ON comparisons (state_changed_at) WHERE state IN ('queued', 'comparing');

CREATE TABLE comparison_pairs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  comparison_id uuid NOT NULL REFERENCES comparisons (id),
  baseline_photo_id uuid NOT NULL REFERENCES photos (id),
  follow_up_photo_id uuid NOT NULL REFERENCES photos (id),
  UNIQUE (comparison_id, baseline_photo_id, follow_up_photo_id),
  CHECK (baseline_photo_id <> follow_up_photo_id)
);

-- What came out for one pair: a result, or the reason for which it was refused.
CREATE TABLE comparison_results (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  pair_id uuid NOT NULL REFERENCES comparison_pairs (id),
  supersedes uuid UNIQUE REFERENCES comparison_results (id),
  model_name text NOT NULL,
  model_version text NOT NULL,
  model_sha256 text,
  pipeline_version text NOT NULL,
  result jsonb,
  gross_percent double precision,
  new_percent double precision,
  net_percent double precision,
  overlap_percent double precision,
  residual_px double precision,
  overlay_sha256 text,
  refusal_code text,
  refusal_message text,
  compared_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((result IS NULL) = (refusal_code IS NOT NULL)),
  CHECK ((refusal_code IS NULL) = (refusal_message IS NULL))
);
CREATE UNIQUE INDEX comparison_results_once ON comparison_results
  (pair_id, model_name, model_version, coalesce(model_sha256, ''), pipeline_version);

CREATE TABLE manual_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  visit_id uuid REFERENCES visits (id),
  photo_id uuid REFERENCES photos (id),
  supersedes uuid UNIQUE REFERENCES manual_scores (id),
  instrument text NOT NULL,
  value double precision,
  items jsonb,
  -- Pseudonymous, like the subject's code.
  rater text NOT NULL CHECK (length(rater) BETWEEN 1 AND 64),
  scored_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(visit_id, photo_id) = 1),
  CHECK (value IS NOT NULL OR items IS NOT NULL)
);
CREATE INDEX manual_scores_of_visit ON manual_scores (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX manual_scores_of_photo ON manual_scores (photo_id) WHERE photo_id IS NOT NULL;

CREATE TABLE api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  -- The first characters, so that a person can tell keys apart; the key itself is shown once and never stored.
  prefix text NOT NULL,
  key_sha256 text NOT NULL UNIQUE CHECK (key_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

CREATE FUNCTION refuse_change_of_insert_only_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only: add a row that supersedes the old one instead of %', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER measurements_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measurements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
CREATE TRIGGER comparison_results_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON comparison_results
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
CREATE TRIGGER manual_scores_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON manual_scores
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
