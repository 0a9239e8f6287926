-- What scores and strata are made of, taken out of the document when it is stored: to unpack thousands of documents takes longer than a report.
ALTER TABLE measurements
  ADD COLUMN measured_condition text GENERATED ALWAYS AS (result ->> 'condition') STORED,
  ADD COLUMN tone_class text GENERATED ALWAYS AS (result #>> '{colour,healthy,tone_class}') STORED,
  ADD COLUMN patch_pixels jsonb GENERATED ALWAYS AS (jsonb_path_query_array(result, '$.lesion.patches[*].pixels')) STORED,
  ADD COLUMN patch_depigmentation_percent jsonb
    GENERATED ALWAYS AS (jsonb_path_query_array(result, '$.lesion.patches[*].mean_depigmentation_percent')) STORED;
