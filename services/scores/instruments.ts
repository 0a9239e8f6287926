import Type from 'typebox';

/**
 * Manual scores that are accepted, each with the range of its total. A value outside is a typing error or another
 * instrument and is turned away. Variants that are computed in another way have another name.
 */
export const INSTRUMENTS = [
  'VASI',
  'VASI_CONTINUOUS',
  'F-VASI',
  'F-VASI_CONTINUOUS',
  'T-VASI',
  'T-VASI_CONTINUOUS',
  'VES',
  'SA-VES',
  'VNS',
  'VETF_STAGE',
  'PASI',
  'PASI_CONTINUOUS_AREA',
  'sPGA',
  'IGA',
  'PGA_X_BSA',
  'MASI',
  'mMASI',
  'BSA_PERCENT',
  'REPIGMENTATION_PERCENT',
] as const;
export type Instrument = (typeof INSTRUMENTS)[number];
export const InstrumentSchema = Type.Enum(INSTRUMENTS);

export interface InstrumentRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Only whole numbers. */
  readonly integer: boolean;
}

const PERCENT = { minimum: 0, maximum: 100, integer: false } as const;
const FACE = { minimum: 0, maximum: 3, integer: false } as const;
const PASI_RANGE = { minimum: 0, maximum: 72, integer: false } as const;

export const INSTRUMENT_RANGES: Readonly<Record<Instrument, InstrumentRange>> = {
  // Hamzavi 2004: sum of hand units × residual depigmentation, 0 to 100.
  VASI: PERCENT,
  VASI_CONTINUOUS: PERCENT,
  // Rosmarin 2022 (TRuE-V): the face is about 3 % of the body surface.
  'F-VASI': FACE,
  'F-VASI_CONTINUOUS': FACE,
  'T-VASI': PERCENT,
  'T-VASI_CONTINUOUS': PERCENT,
  // van Geel 2016: a result in % of the body surface.
  VES: PERCENT,
  'SA-VES': PERCENT,
  // Vitiligo Noticeability Scale: 1 "more noticeable" to 5 "no longer noticeable".
  VNS: { minimum: 1, maximum: 5, integer: true },
  // Taïeb and Picardo 2007, revised staging of one region.
  VETF_STAGE: { minimum: 0, maximum: 3, integer: true },
  // Fredriksson and Pettersson 1978.
  PASI: PASI_RANGE,
  PASI_CONTINUOUS_AREA: PASI_RANGE,
  // Mean of induration, erythema and scaling, each 0 to 5.
  sPGA: { minimum: 0, maximum: 5, integer: false },
  // IGA mod 2011.
  IGA: { minimum: 0, maximum: 4, integer: true },
  // PGA (0 to 5) × %BSA (0 to 100).
  PGA_X_BSA: { minimum: 0, maximum: 500, integer: false },
  MASI: { minimum: 0, maximum: 48, integer: false },
  // Pandya 2011: MASI without homogeneity.
  mMASI: { minimum: 0, maximum: 24, integer: false },
  BSA_PERCENT: PERCENT,
  // Net change against baseline, negative where the lesion spread; a lesion may more than double.
  REPIGMENTATION_PERCENT: { minimum: -1000, maximum: 100, integer: false },
};

/** What is wrong with a total under this instrument, as a sentence; undefined where nothing is. */
export function faultOfScore(instrument: Instrument, value: number): string | undefined {
  const { minimum, maximum, integer } = INSTRUMENT_RANGES[instrument];
  if (value < minimum || value > maximum) {
    return `${instrument} goes from ${minimum} to ${maximum}, but the value is ${value}.`;
  }
  if (integer && !Number.isInteger(value)) return `${instrument} is a whole number, but the value is ${value}.`;
  return undefined;
}
