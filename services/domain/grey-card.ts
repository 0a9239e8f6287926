/** Left, top, width, height in whole pixels of the upright photo as uploaded. */
export type PixelRect = readonly [x: number, y: number, width: number, height: number];

/** A plain grey card without marks: somebody says where in the photo it lies. */
export interface GreyCard {
  readonly rectPx: PixelRect;
  /** Share of the light that the card sends back, in percent of a perfect diffuser's, alike in all colours. */
  readonly reflectancePercent: number;
}

/** The standard grey of photography: half way to white for the eye (L* 49.5). */
export const DEFAULT_REFLECTANCE_PERCENT = 18;
/** Of darker cards none are sold, and 0.18 is a slip of the unit. */
export const LEAST_REFLECTANCE_PERCENT = 3;
/** Of a perfect diffuser; more is gloss or glow. */
export const MOST_REFLECTANCE_PERCENT = 100;

/** X,Y,WIDTH,HEIGHT as text; no photo is a million pixels wide. */
export const PIXEL_RECT_PATTERN = '^(0|[1-9]\\d{0,5}),(0|[1-9]\\d{0,5}),[1-9]\\d{0,5},[1-9]\\d{0,5}$';

/** Undefined where the text is no rectangle. */
export function pixelRectFrom(text: string): PixelRect | undefined {
  if (!new RegExp(PIXEL_RECT_PATTERN).test(text)) return undefined;
  const [x, y, width, height] = text.split(',').map(Number);
  return [x, y, width, height];
}
