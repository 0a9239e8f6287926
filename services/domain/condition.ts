import Type from 'typebox';

/** The three conditions that are measured. */
export const CONDITIONS = ['vitiligo', 'psoriasis', 'melasma'] as const;
export type Condition = (typeof CONDITIONS)[number];
export const ConditionSchema = Type.Enum(CONDITIONS);

/** Light under which the photo was taken; a measurement under one is never compared with one under another unflagged. */
export const ILLUMINATIONS = ['visible', 'cross_polarised', 'woods_lamp', 'unknown'] as const;
export type Illumination = (typeof ILLUMINATIONS)[number];
export const IlluminationSchema = Type.Enum(ILLUMINATIONS);
