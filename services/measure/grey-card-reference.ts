import { applyGains } from '../colour/grey-correction.ts';
import type { LinearRgb } from '../colour/lab.ts';
import type { GreyCardRefusal, GreyCardReport } from '../domain/skin-colour.ts';
import type { LightCorrection } from './lesion-colours.ts';
import { type GreyCardReading, LEAST_RECT_SIDE, MOST_CHANNEL_RATIO, MOST_SPREAD } from './read-grey-card.ts';
import { rounded } from './rounded.ts';

/** What one grey field makes of a photo's colours. */
export interface GreyCardReference {
  readonly reference: 'grey_card';
  /** Null where the card was refused. */
  readonly correct: LightCorrection | null;
  readonly greyCard: GreyCardReport;
  readonly note: string;
  readonly flags: readonly string[];
}

/** One field sets as many factors as it has channels: nothing is left over to check them by. */
const TRUST_NOTE =
  'Colours are referred to the declared grey card: exposure and white balance only, by one field that cannot check itself. That the card is grey, has the reflectance given and lies in the same light as the skin is taken on trust.';

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const REASON: Record<GreyCardRefusal, string> = {
  outside_photo:
    'it reaches beyond the photo. Give X,Y,WIDTH,HEIGHT in pixels of the upright photo as uploaded, from its top left corner',
  too_small: `it is too small to be read. It must be ${LEAST_RECT_SIDE} px wide and high where the photo's long side is 1280 px, more in proportion in a larger photo`,
  on_skin:
    'skin was found there. Either the rectangle is in the wrong place, or the card was taken for skin and the areas are wrong: look at the overlay',
  clipped: 'parts of it are overexposed, so that its light is not known. Expose the photo less',
  too_dark: 'it is too dark to be read. Light it as the skin is lit, or expose the photo more',
  uneven: `its light varies by more than ${percent(MOST_SPREAD)}. Keep shadow, gloss and print out of the rectangle`,
  coloured: `its channels differ by more than a factor of ${MOST_CHANNEL_RATIO}: no grey in a light that colours can be told by. Check the place of the rectangle, and the light`,
};

/**
 * One factor per channel (von Kries) that brings the card to its reflectance, alike in all channels; what comes out is linear sRGB
 * under D65, white of a perfect diffuser at 1.
 * @source vonKries1902
 */
export function referenceOfGreyCard({ card, pixels, light, spread, refusal }: GreyCardReading): GreyCardReference {
  const gains = light && refusal === null ? gainsOf(light, card.reflectancePercent / 100) : null;
  return {
    reference: 'grey_card',
    correct: gains && ((seen) => applyGains(gains, seen)),
    greyCard: {
      rect_px: [...card.rectPx],
      reflectance_percent: card.reflectancePercent,
      pixels_used: pixels,
      gains: gains && [rounded(gains[0], 4), rounded(gains[1], 4), rounded(gains[2], 4)],
      relative_spread: spread === null ? null : rounded(spread, 4),
      refusal,
    },
    note:
      refusal === null
        ? TRUST_NOTE
        : `The declared grey card cannot be used, so that there are no colours: ${REASON[refusal]}.`,
    flags: refusal === null ? [] : ['grey_card_unusable'],
  };
}

function gainsOf([red, green, blue]: LinearRgb, reflectance: number): LinearRgb {
  return [reflectance / red, reflectance / green, reflectance / blue];
}
