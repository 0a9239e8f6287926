import Type from 'typebox';

/** Regions as anatomical names; the share of the body surface of each stands in services/measure/lund-browder.ts. */
export const BODY_REGIONS = [
  'face',
  'scalp',
  'neck',
  'trunk_front',
  'trunk_back',
  'upper_arm',
  'forearm',
  'hand',
  'buttocks',
  'thigh',
  'lower_leg',
  'foot',
  'genitalia',
  'other',
] as const;
export type BodyRegion = (typeof BODY_REGIONS)[number];
export const BodyRegionSchema = Type.Enum(BODY_REGIONS);

/** What the frame shows: the whole region from one side, or a part of it. Only a whole region allows %BSA by its share. */
export const VIEWS = ['whole_region', 'part_of_region', 'close_up'] as const;
export type View = (typeof VIEWS)[number];
export const ViewSchema = Type.Enum(VIEWS);
