-- People whom an identity provider vouches for stand beside the keys, under an id of their own; and the lock of a study is held by
-- the database itself, so that a request or a worker that began before it cannot end after it.

-- A row is a key (hash and prefix) or a person (issuer and subject, as in the person's tokens).
ALTER TABLE api_keys ALTER COLUMN prefix DROP NOT NULL;
ALTER TABLE api_keys ALTER COLUMN key_sha256 DROP NOT NULL;
ALTER TABLE api_keys ADD COLUMN issuer text;
ALTER TABLE api_keys ADD COLUMN subject text CHECK (length(subject) BETWEEN 1 AND 255);
-- When the token was issued from which name, role and studies were taken last.
ALTER TABLE api_keys ADD COLUMN token_issued_at timestamptz;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_key_or_person CHECK (
  num_nonnulls(prefix, key_sha256) = 2 AND num_nonnulls(issuer, subject, token_issued_at) = 0
  OR num_nonnulls(prefix, key_sha256) = 0 AND num_nonnulls(issuer, subject, token_issued_at) = 3);
CREATE UNIQUE INDEX api_keys_one_person ON api_keys (issuer, subject) WHERE issuer IS NOT NULL;

-- The provider says in each token what somebody may see: what it says no longer ends, and nothing is removed.
ALTER TABLE study_members ADD COLUMN ended_at timestamptz;

CREATE FUNCTION study_of_subject(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_id FROM subjects WHERE subjects.id = $1';
CREATE FUNCTION study_of_visit(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_subject(subject_id) FROM visits WHERE visits.id = $1';
CREATE FUNCTION study_of_photo(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_visit(visit_id) FROM photos WHERE photos.id = $1';
-- Both sides of a comparison are of one subject.
CREATE FUNCTION study_of_comparison(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_visit(baseline_visit_id) FROM comparisons WHERE comparisons.id = $1';
CREATE FUNCTION study_of_pair(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_comparison(comparison_id) FROM comparison_pairs WHERE comparison_pairs.id = $1';
CREATE FUNCTION study_of_round(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_id FROM read_rounds WHERE read_rounds.id = $1';
CREATE FUNCTION study_of_read(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_round(round_id) FROM reads WHERE reads.id = $1';
CREATE FUNCTION study_of_version(id uuid) RETURNS uuid LANGUAGE sql STABLE AS
  'SELECT study_of_read(read_id) FROM read_versions WHERE read_versions.id = $1';

CREATE FUNCTION study_of_study(id uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT $1';

-- DM001 is what the application knows the lock by (services/store/study-lock.ts). The share lock makes whoever locks a study wait
-- for the writers in hand, and writers that come later wait for the lock.
CREATE FUNCTION refuse_if_locked(study uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  locked timestamptz;
BEGIN
  SELECT locked_at INTO locked FROM studies WHERE id = study FOR SHARE;
  IF locked IS NOT NULL THEN
    RAISE EXCEPTION 'The study is locked: nothing of it can be added or changed any more.' USING ERRCODE = 'DM001';
  END IF;
END
$$;

-- Its arguments: how the study is found, from which column of the row.
CREATE FUNCTION hold_study_lock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  finder CONSTANT text := format('SELECT refuse_if_locked(%I(($1).%I))', TG_ARGV[0], TG_ARGV[1]);
BEGIN
  IF TG_OP <> 'INSERT' THEN EXECUTE finder USING OLD; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  EXECUTE finder USING NEW;
  RETURN NEW;
END
$$;

CREATE TRIGGER sites_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON sites
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_study', 'study_id');
CREATE TRIGGER subjects_of_locked_study BEFORE INSERT OR DELETE ON subjects
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_study', 'study_id');
-- Who was treated with what is kept by others until then, and changes nothing that was measured or scored.
CREATE TRIGGER subjects_of_locked_study_changed BEFORE UPDATE ON subjects
  FOR EACH ROW WHEN (to_jsonb(NEW) - 'treatment' IS DISTINCT FROM to_jsonb(OLD) - 'treatment')
  EXECUTE FUNCTION hold_study_lock('study_of_study', 'study_id');
CREATE TRIGGER visits_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON visits
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_subject', 'subject_id');
CREATE TRIGGER photos_of_locked_study BEFORE INSERT OR DELETE ON photos
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_visit', 'visit_id');
-- A photo that still waits when its study is locked may say that it will not be measured, and why.
CREATE TRIGGER photos_of_locked_study_changed BEFORE UPDATE ON photos
  FOR EACH ROW WHEN (NOT (OLD.state IN ('queued', 'measuring') AND NEW.state IN ('refused', 'failed'))
    OR to_jsonb(NEW) - ARRAY['state', 'refusal_code', 'refusal_message', 'state_changed_at']
      IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'refusal_code', 'refusal_message', 'state_changed_at'])
  EXECUTE FUNCTION hold_study_lock('study_of_visit', 'visit_id');
CREATE TRIGGER measurements_of_locked_study BEFORE INSERT ON measurements
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_photo', 'photo_id');
CREATE TRIGGER manual_scores_of_locked_study BEFORE INSERT ON manual_scores
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_visit', 'visit_id');
CREATE TRIGGER manual_scores_of_locked_study_by_photo BEFORE INSERT ON manual_scores
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_photo', 'photo_id');
CREATE TRIGGER comparisons_of_locked_study BEFORE INSERT OR DELETE ON comparisons
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_visit', 'baseline_visit_id');
CREATE TRIGGER comparisons_of_locked_study_changed BEFORE UPDATE ON comparisons
  FOR EACH ROW WHEN (NOT (OLD.state IN ('queued', 'comparing') AND NEW.state = 'failed')
    OR to_jsonb(NEW) - ARRAY['state', 'state_changed_at'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'state_changed_at'])
  EXECUTE FUNCTION hold_study_lock('study_of_visit', 'baseline_visit_id');
CREATE TRIGGER comparison_pairs_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON comparison_pairs
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_comparison', 'comparison_id');
CREATE TRIGGER comparison_results_of_locked_study BEFORE INSERT ON comparison_results
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_pair', 'pair_id');
CREATE TRIGGER read_rounds_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON read_rounds
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_study', 'study_id');
CREATE TRIGGER reads_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON reads
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_round', 'round_id');
CREATE TRIGGER read_photos_of_locked_study BEFORE INSERT OR UPDATE OR DELETE ON read_photos
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_read', 'read_id');
CREATE TRIGGER read_versions_of_locked_study BEFORE INSERT ON read_versions
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_read', 'read_id');
CREATE TRIGGER read_signatures_of_locked_study BEFORE INSERT ON read_signatures
  FOR EACH ROW EXECUTE FUNCTION hold_study_lock('study_of_version', 'version_id');

CREATE FUNCTION keep_study_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_if_locked(OLD.id);
  RETURN NEW;
END
$$;
-- Also the lock itself: there is no way back. Unblinding comes after it.
CREATE TRIGGER studies_locked BEFORE UPDATE ON studies
  FOR EACH ROW WHEN (OLD.locked_at IS NOT NULL AND to_jsonb(NEW) - 'unblinded_at' IS DISTINCT FROM to_jsonb(OLD) - 'unblinded_at')
  EXECUTE FUNCTION keep_study_locked();
