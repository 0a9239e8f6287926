-- All measurements of a photo: the indexes that there were hold its first one and those of a model, and every other question read the table.
CREATE INDEX measurements_of_photo ON measurements (photo_id, measured_at);
-- Nearly all are of a model: the index of these alone finds nothing that the one above does not.
DROP INDEX measurements_by_model;
