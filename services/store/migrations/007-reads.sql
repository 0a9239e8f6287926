-- Reads of photos by readers who do not know more than the study's protocol allows. What was read and what was signed is
-- insert-only: a correction is a new version with its reason.

-- What somebody types again to sign: scrypt, never the secret itself. NULL until its owner sets it.
ALTER TABLE api_keys ADD COLUMN signing_secret text;
-- Wrong secrets in a row; at the limit the key signs no more.
ALTER TABLE api_keys ADD COLUMN signing_failures integer NOT NULL DEFAULT 0;

CREATE TABLE read_rounds (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  study_id uuid NOT NULL REFERENCES studies (id),
  -- Gives the order of each reader and which units come twice.
  seed text NOT NULL CHECK (length(seed) BETWEEN 1 AND 64),
  -- The protocol's plan when the round was made, with the limit of adjudication.
  plan jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE reads (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  round_id uuid NOT NULL REFERENCES read_rounds (id),
  -- NULL for an adjudication that nobody has taken yet.
  reader_key_id uuid REFERENCES api_keys (id),
  -- 'repeat': the same unit a second time to the same reader, who is not told.
  kind text NOT NULL CHECK (kind IN ('first', 'repeat', 'adjudication')),
  -- The photo or visit that is read.
  unit_id uuid NOT NULL,
  -- In the reader's order, from 1.
  position integer NOT NULL CHECK (position >= 1),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (reader_key_id IS NOT NULL OR kind = 'adjudication'),
  UNIQUE (round_id, reader_key_id, kind, unit_id)
);
CREATE UNIQUE INDEX reads_one_adjudication ON reads (round_id, unit_id) WHERE kind = 'adjudication';
CREATE INDEX reads_of_reader ON reads (reader_key_id, round_id, position);

CREATE TABLE read_photos (
  read_id uuid NOT NULL REFERENCES reads (id),
  number integer NOT NULL CHECK (number >= 1),
  photo_id uuid NOT NULL REFERENCES photos (id),
  -- Of the first visit, laid beside what is read.
  is_baseline boolean NOT NULL,
  PRIMARY KEY (read_id, number)
);

CREATE TABLE read_versions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  read_id uuid NOT NULL REFERENCES reads (id),
  version integer NOT NULL CHECK (version >= 1),
  items jsonb NOT NULL,
  value double precision NOT NULL,
  definition_id text NOT NULL,
  definition_version text NOT NULL,
  -- What the reader had been shown of the machine's value when this was entered, and that value.
  machine_seen text NOT NULL CHECK (machine_seen IN ('none', 'with_photo', 'after_own_read')),
  machine_value double precision,
  reason text CHECK (length(reason) BETWEEN 1 AND 500),
  -- sha256 of the photos and of all of this, as canonical JSON: what a signature signs.
  content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (read_id, version)
);

CREATE TABLE read_signatures (
  version_id uuid PRIMARY KEY REFERENCES read_versions (id),
  signer_key_id uuid NOT NULL REFERENCES api_keys (id),
  -- The name as it is printed beside the signature.
  signer text NOT NULL,
  meaning text NOT NULL,
  signed_at timestamptz(3) NOT NULL,
  -- Of the version when it was signed.
  content_sha256 text NOT NULL,
  -- sha256 of signer, meaning, time and content together.
  signature_sha256 text NOT NULL
);

CREATE TRIGGER read_versions_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON read_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
CREATE TRIGGER read_signatures_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON read_signatures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_insert_only_row();
