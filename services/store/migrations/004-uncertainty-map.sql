-- Where the lesion of a measurement is uncertain, as a picture; NULL for measurements of pipeline 0.4.0 and before.
ALTER TABLE measurements ADD COLUMN uncertainty_sha256 text;
