import Type from 'typebox';

/**
 * Whose white the colours are referred to: a chart's, that of a calibration card's greys, that of a plain grey card whose place was
 * declared, or what the camera took for white, which makes them no absolute colours.
 */
export const COLOUR_REFERENCES = ['camera', 'grey_card', 'card_greys', 'chart'] as const;
export type ColourReference = (typeof COLOUR_REFERENCES)[number];

/** Names of the tone classes by ITA, palest first. */
export const TONE_CLASS_NAMES = ['very_light', 'light', 'intermediate', 'tan', 'brown', 'dark'] as const;

/** Colour of a surface: that of its mean light, as a colorimeter over the whole of it would read (docs/measurement.md, 5.1). */
export const SkinColourSchema = Type.Object({
  lab_d65: Type.Tuple([Type.Number(), Type.Number(), Type.Number()]),
  /** 90° and more (or −90° and less) where b* is not positive. */
  ita_deg: Type.Number(),
  tone_class: Type.Enum(TONE_CLASS_NAMES),
  /** b* ≤ 0: the angle is no tone of skin. Absent from measurements of pipeline 0.4.0 and before. */
  b_not_positive: Type.Optional(Type.Boolean()),
  melanin_index: Type.Number(),
  erythema_index: Type.Number(),
});
export type SkinColour = Type.Static<typeof SkinColourSchema>;

const NullableColour = Type.Union([SkinColourSchema, Type.Null()]);

/** A lesion beside the healthy skin near by; null where there is none to read. */
export const ColourPairSchema = Type.Object({
  lesion: NullableColour,
  healthy: NullableColour,
  /** CIEDE2000 between the two. */
  delta_e_2000: Type.Union([Type.Number(), Type.Null()]),
});
export type ColourPair = Type.Static<typeof ColourPairSchema>;

/** A colour chart in the photo and what its correction leaves; null where no chart was found. */
export const ChartReportSchema = Type.Object({
  kind: Type.Literal('colorchecker_classic'),
  edition: Type.Enum(['before_november_2014', 'after_november_2014']),
  /** Whether somebody said so, its values fit clearly better, or both editions fit alike. Absent from pipeline 0.4.0 and before. */
  edition_by: Type.Optional(Type.Enum(['asked', 'fit', 'undecided'])),
  patches_used: Type.Integer(),
  /** ΔE00, each patch predicted by the fit to all the others. */
  residual_mean: Type.Number(),
  residual_worst: Type.Number(),
  /** Mean of the same for the other edition. */
  other_edition_residual_mean: Type.Number(),
});
export type ChartReport = Type.Static<typeof ChartReportSchema>;

/** The greys of a calibration card, where the colours are referred to them, and what their gains leave. */
export const CardGreysReportSchema = Type.Object({
  steps_used: Type.Integer(),
  /** Factors for red, green and blue in linear light. */
  gains: Type.Tuple([Type.Number(), Type.Number(), Type.Number()]),
  /** ΔE00 to what was printed, each step predicted by the gains of all the others. */
  residual_mean: Type.Number(),
  residual_worst: Type.Number(),
});
export type CardGreysReport = Type.Static<typeof CardGreysReportSchema>;

/** Why a declared grey card is not used; then there are no colours. */
export const GREY_CARD_REFUSALS = [
  'outside_photo',
  'too_small',
  'on_skin',
  'clipped',
  'too_dark',
  'uneven',
  'coloured',
] as const;
export type GreyCardRefusal = (typeof GREY_CARD_REFUSALS)[number];

/** A plain grey card that was declared and that colours would be referred to. One field cannot check itself: there is no residual. */
export const GreyCardReportSchema = Type.Object({
  /** Left, top, width, height as declared, in the upright photo as uploaded. */
  rect_px: Type.Tuple([Type.Integer(), Type.Integer(), Type.Integer(), Type.Integer()]),
  reflectance_percent: Type.Number(),
  /** Measuring pixels that were read. */
  pixels_used: Type.Integer(),
  /** Factors for red, green and blue in linear light; null where the card was refused. */
  gains: Type.Union([Type.Tuple([Type.Number(), Type.Number(), Type.Number()]), Type.Null()]),
  /** Largest of the channels' distances between the 5th and 95th percentile of light, over the median; null where nothing was read. */
  relative_spread: Type.Union([Type.Number(), Type.Null()]),
  refusal: Type.Union([Type.Enum(GREY_CARD_REFUSALS), Type.Null()]),
});
export type GreyCardReport = Type.Static<typeof GreyCardReportSchema>;
