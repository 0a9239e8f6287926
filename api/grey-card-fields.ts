import { DEFAULT_REFLECTANCE_PERCENT, type GreyCard, pixelRectFrom } from '../services/domain/grey-card.ts';
import { Refusal } from '../services/refusal.ts';

interface GreyCardFields {
  /** X,Y,WIDTH,HEIGHT; null takes the card away. */
  readonly grey_card_px?: string | null | undefined;
  readonly grey_card_reflectance_percent?: number | undefined;
}

/**
 * The grey card that a request leaves a photo with; undefined where it says nothing of it. Of a card that is stored, what is not said
 * anew stays.
 * @throws Refusal `invalid_request` where a reflectance has no card
 */
export function greyCardOf(fields: GreyCardFields, stored: GreyCard | null): GreyCard | null | undefined {
  const { grey_card_px: rectText, grey_card_reflectance_percent: reflectance } = fields;
  if (rectText === undefined && reflectance === undefined) return undefined;
  const rectPx = typeof rectText === 'string' ? pixelRectFrom(rectText) : rectText === undefined && stored?.rectPx;
  if (rectPx)
    return { rectPx, reflectancePercent: reflectance ?? stored?.reflectancePercent ?? DEFAULT_REFLECTANCE_PERCENT };
  if (reflectance === undefined) return null;
  throw new Refusal(
    'invalid_request',
    'grey_card_reflectance_percent needs grey_card_px: say where in the photo the grey card lies.',
  );
}
