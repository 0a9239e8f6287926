-- What %BSA needs to know beside height and weight, and by which definition a manual score was computed from its items.

-- Which formula gives the body surface; Mosteller where it is not said.
ALTER TABLE subjects ADD COLUMN bsa_formula text;

-- At the visit: shares of body regions depend on it. Never a date of birth.
ALTER TABLE visits ADD COLUMN age_years double precision CHECK (age_years >= 0);

-- NULL where items were kept as they were sent, without a definition.
ALTER TABLE manual_scores ADD COLUMN definition_id text;
ALTER TABLE manual_scores ADD COLUMN definition_version text;
ALTER TABLE manual_scores ADD CONSTRAINT manual_scores_definition_with_version
  CHECK ((definition_id IS NULL) = (definition_version IS NULL));
