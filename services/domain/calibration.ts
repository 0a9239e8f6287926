import Type from 'typebox';

/** Where a scale came from. A scale that was not measured or declared is not invented. */
export const CALIBRATION_KINDS = ['marker', 'card', 'declared', 'uncalibrated'] as const;
export type CalibrationKind = (typeof CALIBRATION_KINDS)[number];

/**
 * Scale of a photo. `mm_per_pixel` refers to the upright photo as uploaded, at the marker; null without a scale.
 * `tilt_deg` is the angle between the optical axis and the normal of the marker's plane; null where not measured.
 */
export const CalibrationSchema = Type.Object({
  kind: Type.Enum(CALIBRATION_KINDS),
  mm_per_pixel: Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()]),
  tilt_deg: Type.Union([Type.Number(), Type.Null()]),
  marker_id: Type.Optional(Type.Integer()),
  marker_side_mm: Type.Optional(Type.Number()),
  /** Of a calibration card: its edition and how many of its markers were seen. */
  card_edition: Type.Optional(Type.String()),
  card_markers: Type.Optional(Type.Integer()),
  /** What the card's printed 100 mm really measure; absent when nobody checked. */
  card_scale_mm: Type.Optional(Type.Number()),
  /** Root mean square distance on the plane between the corners seen and the card's own. */
  residual_mm: Type.Optional(Type.Number()),
  /** Factors for red, green and blue in linear light that make the card's greys neutral; they were not applied. */
  grey_gains: Type.Optional(Type.Tuple([Type.Number(), Type.Number(), Type.Number()])),
  /** Root mean square relative difference between channels that the gains leave on the card's greys. */
  grey_residual: Type.Optional(Type.Number()),
  note: Type.Optional(Type.String()),
});
export type Calibration = Type.Static<typeof CalibrationSchema>;
