import type { SkinColour } from '../../domain/skin-colour.ts';
import type { Cell, Column } from '../csv.ts';
import { PHOTO_COLUMNS, PLACE_COLUMNS } from './place-columns.ts';
import type { ExportedMeasurement, MeasurementSummary } from './study-data.ts';

/** Between the entries of a list in one cell. */
export const LIST_SEPARATOR = '; ';

function fromResult(name: string, of: (result: MeasurementSummary) => Cell): Column<ExportedMeasurement> {
  return { name, of: ({ result }) => of(result) };
}

type Interval = readonly [number, number] | null | undefined;

/** A figure and the bounds of its 95 % interval. */
function withInterval(
  name: string,
  of: (lesion: MeasurementSummary['lesion']) => Cell,
  interval: (lesion: MeasurementSummary['lesion']) => Interval,
): readonly Column<ExportedMeasurement>[] {
  return [
    fromResult(name, ({ lesion }) => of(lesion)),
    fromResult(`${name}_low`, ({ lesion }) => interval(lesion)?.[0]),
    fromResult(`${name}_high`, ({ lesion }) => interval(lesion)?.[1]),
  ];
}

function colourColumns(of: 'lesion' | 'healthy'): readonly Column<ExportedMeasurement>[] {
  const column = (name: string, cell: (colour: SkinColour) => Cell) =>
    fromResult(`${of}_${name}`, ({ colour }) => {
      const found = colour?.[of];
      return found === undefined || found === null ? undefined : cell(found);
    });
  return [
    column('lab_l', ({ lab_d65 }) => lab_d65[0]),
    column('lab_a', ({ lab_d65 }) => lab_d65[1]),
    column('lab_b', ({ lab_d65 }) => lab_d65[2]),
    column('ita_deg', ({ ita_deg }) => ita_deg),
    column('tone_class', ({ tone_class }) => tone_class),
    column('melanin_index', ({ melanin_index }) => melanin_index),
    column('erythema_index', ({ erythema_index }) => erythema_index),
  ];
}

const WHICH: readonly Column<ExportedMeasurement>[] = [
  { name: 'measurement_id', of: ({ id }) => id },
  { name: 'supersedes_measurement_id', of: ({ supersedes }) => supersedes },
  { name: 'is_latest', of: ({ isLatest }) => isLatest },
  { name: 'measured_at_utc', of: ({ measuredAt }) => measuredAt.toISOString() },
  fromResult('quality_accepted', ({ quality }) => quality.accepted),
  fromResult('quality_flags', ({ quality }) => quality.flags.join(LIST_SEPARATOR)),
];

const SCALE: readonly Column<ExportedMeasurement>[] = [
  fromResult('scale_origin', ({ calibration }) => calibration.kind),
  fromResult('scale_mm_per_px', ({ calibration }) => calibration.mm_per_pixel),
  fromResult('tilt_deg', ({ calibration }) => calibration.tilt_deg),
];

const LESION: readonly Column<ExportedMeasurement>[] = [
  fromResult('skin_px', ({ skin }) => skin.pixels),
  fromResult('lesion_px', ({ lesion }) => lesion.pixels),
  fromResult('lesion_count', ({ lesion }) => lesion.count),
  ...withInterval(
    'lesion_percent_of_skin',
    (lesion) => lesion.percent_of_skin,
    (lesion) => lesion.percent_of_skin_interval,
  ),
  ...withInterval(
    'lesion_area_cm2',
    (lesion) => lesion.area_cm2,
    (lesion) => lesion.area_cm2_interval,
  ),
  ...withInterval(
    'lesion_area_curvature_corrected_cm2',
    (lesion) => lesion.area_cm2_curvature_corrected,
    (lesion) => lesion.area_cm2_curvature_corrected_interval,
  ),
  fromResult('curvature_model', ({ lesion }) => lesion.curvature?.model),
  fromResult('lesion_percent_of_bsa', ({ lesion }) => lesion.bsa_percent),
  fromResult('bsa_method', ({ lesion }) => lesion.bsa_method),
  fromResult('lesion_percent_of_bsa_absolute', ({ lesion }) => lesion.bsa_routes?.absolute?.percent),
  fromResult('body_surface_m2', ({ lesion }) => lesion.bsa_routes?.absolute?.body_surface_m2),
  fromResult('lesion_percent_of_bsa_region_share', ({ lesion }) => lesion.bsa_routes?.region_share?.percent),
  fromResult('mean_depigmentation_percent', ({ lesion }) => lesion.mean_depigmentation_percent),
];

/** Standard deviations as shares of the area, hence without a unit. */
const UNCERTAINTY: readonly Column<ExportedMeasurement>[] = (
  [
    'scale_relative_sd',
    'curvature_relative_sd',
    'border_relative_sd',
    'segmentation_relative_sd',
    'skin_relative_sd',
    'area_cm2_relative_sd',
    'percent_of_skin_relative_sd',
  ] as const
).map((name) => fromResult(name, ({ lesion }) => lesion.uncertainty?.[name]));

const COLOUR: readonly Column<ExportedMeasurement>[] = [
  fromResult('colour_reference', ({ colour }) => colour?.reference),
  ...colourColumns('lesion'),
  ...colourColumns('healthy'),
  fromResult('delta_e_2000', ({ colour }) => colour?.delta_e_2000),
];

/** Who drew the outline; what is told of a drawing is empty where a model did. */
const OUTLINE: readonly Column<ExportedMeasurement>[] = [
  fromResult('origin', ({ origin }) => origin ?? 'model'),
  fromResult('parent_measurement_id', ({ parent }) => parent),
  fromResult('parent_model', ({ provenance }) => provenance.drawing?.parent_model),
  fromResult('drawn_by', ({ provenance }) => provenance.drawing?.drawn_by),
  fromResult('drawn_at_utc', ({ provenance }) => provenance.drawing?.drawn_at),
  fromResult('drawing_reason', ({ provenance }) => provenance.drawing?.reason),
  fromResult('skin_from', ({ provenance }) => provenance.drawing?.skin),
];

const PROVENANCE: readonly Column<ExportedMeasurement>[] = [
  fromResult('notes', ({ notes }) => notes.join(LIST_SEPARATOR)),
  fromResult('model_name', ({ provenance }) => provenance.model),
  fromResult('model_version', ({ provenance }) => provenance.model_version),
  fromResult('model_sha256', ({ provenance }) => provenance.model_sha256),
  fromResult('model_runtime', ({ provenance }) => provenance.model_runtime),
  fromResult('pipeline_version', ({ provenance }) => provenance.pipeline_version),
];

/** One row per measurement, superseded ones too. Each column is described in docs/export.md. */
export const MEASUREMENT_COLUMNS: readonly Column<ExportedMeasurement>[] = [
  ...PLACE_COLUMNS,
  ...PHOTO_COLUMNS,
  ...WHICH,
  ...OUTLINE,
  ...SCALE,
  ...LESION,
  ...UNCERTAINTY,
  ...COLOUR,
  ...PROVENANCE,
];
