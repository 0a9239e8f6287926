-- What scores, strata and tables are made of, taken out of the document when it is stored: to unpack thousands of documents takes longer
-- than a report or an export.
ALTER TABLE measurements
  -- Without the patches of a lesion, which can be many: no table has a row for each.
  ADD COLUMN summary jsonb GENERATED ALWAYS AS (result #- '{lesion,patches}') STORED,
  ADD COLUMN measured_condition text GENERATED ALWAYS AS (result ->> 'condition') STORED,
  ADD COLUMN tone_class text GENERATED ALWAYS AS (result #>> '{colour,healthy,tone_class}') STORED,
  ADD COLUMN patch_pixels jsonb GENERATED ALWAYS AS (jsonb_path_query_array(result, '$.lesion.patches[*].pixels')) STORED,
  ADD COLUMN patch_depigmentation_percent jsonb
    GENERATED ALWAYS AS (jsonb_path_query_array(result, '$.lesion.patches[*].mean_depigmentation_percent')) STORED;
