-- What measuring and comparing can be told since: the checked scale of a calibration card, a colour chart in the frame, and the
-- bounds between the grades of repigmentation.

-- What the 100 mm scale printed on the card really measures; NULL where nobody checked.
ALTER TABLE photos ADD COLUMN card_scale_mm double precision CHECK (card_scale_mm > 0);
ALTER TABLE photos ADD COLUMN colour_chart boolean NOT NULL DEFAULT false;

-- Percent of net repigmentation, rising; NULL for the default ones.
ALTER TABLE comparisons ADD COLUMN grade_bounds_percent double precision[]
  CHECK (cardinality(grade_bounds_percent) > 0 AND 0 < ALL (grade_bounds_percent) AND 100 > ALL (grade_bounds_percent));
