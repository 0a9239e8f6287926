-- A plain grey card in the photo, which has no marks to be found by: where it lies and what it reflects are said with the photo.

-- Left, top, width, height in pixels of the upright photo as uploaded; NULL where there is none.
ALTER TABLE photos ADD COLUMN grey_card_px integer[]
  CHECK (cardinality(grey_card_px) = 4 AND 0 <= ALL (grey_card_px) AND grey_card_px[3] > 0 AND grey_card_px[4] > 0);
ALTER TABLE photos ADD COLUMN grey_card_reflectance_percent double precision
  CHECK (grey_card_reflectance_percent > 0 AND grey_card_reflectance_percent <= 100);
ALTER TABLE photos ADD CHECK ((grey_card_px IS NULL) = (grey_card_reflectance_percent IS NULL));
