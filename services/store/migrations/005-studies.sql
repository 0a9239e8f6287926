-- Studies, their sites, and who may do what in them. Subjects without a study stay as they were.

CREATE TABLE studies (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  code text NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  -- As services/study/protocol.ts describes it.
  protocol jsonb NOT NULL,
  -- Nothing of a locked study is added or changed.
  locked_at timestamptz,
  -- From then on statisticians may see who was treated with what.
  unblinded_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sites (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  study_id uuid NOT NULL REFERENCES studies (id),
  code text NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (study_id, code),
  UNIQUE (id, study_id)
);

-- NULL: of no study, as all subjects were before there were studies.
ALTER TABLE subjects ADD COLUMN study_id uuid REFERENCES studies (id);
ALTER TABLE subjects ADD COLUMN site_id uuid;
-- What the subject was treated with; NULL until it is entered. Never part of a subject's own view.
ALTER TABLE subjects ADD COLUMN treatment text CHECK (length(treatment) BETWEEN 1 AND 64);
ALTER TABLE subjects ADD CONSTRAINT subjects_site_of_study FOREIGN KEY (site_id, study_id) REFERENCES sites (id, study_id);
ALTER TABLE subjects ADD CONSTRAINT subjects_study_with_site CHECK ((study_id IS NULL) = (site_id IS NULL));
ALTER TABLE subjects ADD CONSTRAINT subjects_treatment_in_study CHECK (treatment IS NULL OR study_id IS NOT NULL);
-- A code is one subject's within a study: that another study, or another site of it, uses a code is not told to anybody outside.
ALTER TABLE subjects DROP CONSTRAINT subjects_code_key;
CREATE UNIQUE INDEX subjects_code_in_site ON subjects (site_id, code) WHERE site_id IS NOT NULL;
CREATE UNIQUE INDEX subjects_code_without_study ON subjects (code) WHERE site_id IS NULL;
CREATE INDEX subjects_by_code ON subjects (code, id);

-- Why a score was corrected; needed where it is one of a study.
ALTER TABLE manual_scores ADD COLUMN reason text CHECK (length(reason) BETWEEN 1 AND 500);

-- Keys made before there were roles could do everything, and still can.
ALTER TABLE api_keys ADD COLUMN role text NOT NULL DEFAULT 'administrator'
  CHECK (role IN ('administrator', 'site', 'rater', 'adjudicator', 'statistician', 'auditor'));
ALTER TABLE api_keys ALTER COLUMN role DROP DEFAULT;

-- The studies that a key may see; an administrator without any sees everything.
CREATE TABLE study_members (
  api_key_id uuid NOT NULL REFERENCES api_keys (id),
  study_id uuid NOT NULL REFERENCES studies (id),
  -- NULL: all sites of the study.
  site_id uuid,
  PRIMARY KEY (api_key_id, study_id),
  FOREIGN KEY (site_id, study_id) REFERENCES sites (id, study_id)
);
