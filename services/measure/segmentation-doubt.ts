import { isLightSkin } from '../colour/lab.ts';
import type { Condition } from '../domain/condition.ts';
import { Refusal } from '../refusal.ts';
import type { ColourGrid, MemberValues } from './refine-masks.ts';

/** Probabilities between these are doubt. */
const DOUBT = [0.25, 0.75] as const;
/** More doubtful skin than this share makes the whole photo doubtful. */
const DOUBTFUL_SHARE = 0.15;
/**
 * More than this, and there is no number to believe: of 160 rendered photos of a style held out, the four with a lesion
 * that were above it had an IoU of 0.25 to 0.59 (median of all above 0.85).
 */
export const UNCLEAR_SHARE = 0.24;

/**
 * Members of a committee whose lesion masks overlap by less than this (IoU) contradict each other, and none of them is to be believed,
 * unless what they differ on is next to nothing. Set on 275 rendered photos (docs/adr/0013, 0014), of melasma higher: no colour of its own
 * bears it out on dark skin, and uneven skin looks like it.
 */
export const LEAST_AGREEMENT: Readonly<Record<Condition, number>> = { vitiligo: 0.5, psoriasis: 0.5, melasma: 0.7 };
const NEXT_TO_NOTHING_OF_SKIN = 0.01;
/** Below these, somebody should look: overlap of the lesion masks, and of the skin masks. */
const CLEAR_AGREEMENT: Readonly<Record<Condition, number>> = { vitiligo: 0.7, psoriasis: 0.7, melasma: 0.8 };
const LEAST_SKIN_AGREEMENT = 0.75;

const RETAKE =
  'Take the photo in even light, without flash or gloss, with the lesion and healthy skin around it filling the frame.';

/** @throws Refusal `unclear_lesion` */
export function refuseUnclearLesion(doubt: Doubt, condition: Condition): void {
  if (doubt.lesionOfSkin > UNCLEAR_SHARE) {
    throw new Refusal('unclear_lesion', `On much of this skin the lesion cannot be told from healthy skin. ${RETAKE}`);
  }
  if (isContested(doubt, LEAST_AGREEMENT[condition])) {
    throw new Refusal(
      'unclear_lesion',
      `The networks that judge a photo contradict each other on what is lesion in this one, so that no number can be believed. ${RETAKE}`,
    );
  }
}

function isContested({ lesionAgreement, contestedOfSkin }: Doubt, least: number): boolean {
  return lesionAgreement < least && contestedOfSkin > NEXT_TO_NOTHING_OF_SKIN;
}

/**
 * Flags of a segmentation that a person should look at before the number is used.
 * @param doubt null for what a person drew
 */
export function segmentationDoubt(
  doubt: Doubt | null,
  condition: Condition,
  found: { readonly withoutReference: number; readonly tanLines: number; readonly dropped: number },
): readonly string[] {
  const flags: string[] = [];
  if (doubt && (doubt.lesionOfSkin > DOUBTFUL_SHARE || isContested(doubt, CLEAR_AGREEMENT[condition]))) {
    flags.push('uncertain_segmentation');
  }
  if (doubt && doubt.skinAgreement < LEAST_SKIN_AGREEMENT) flags.push('unfamiliar_photo');
  if (found.withoutReference > 0) flags.push('no_healthy_reference');
  if (found.tanLines > 0) flags.push('tan_line_left_out');
  if (found.dropped > 0) flags.push('piece_without_healthy_skin');
  return flags;
}

/**
 * Vitiligo that was not found on fair skin may be there all the same: what the eye sees there under Wood's lamp hardly shows in daylight.
 * Fair are the classes "light" and "very light". @source DelBino2013
 * @param healthyItaDeg as the photo shows it
 */
export function nothingFoundFlags(
  condition: Condition,
  lesionPixels: number,
  healthyItaDeg: number,
): readonly string[] {
  const isHardToSee = condition === 'vitiligo' && isLightSkin(healthyItaDeg);
  return isHardToSee && lesionPixels === 0 ? ['none_found_on_fair_skin'] : [];
}

/** What the segmentation of a photo leaves open. */
export interface Doubt {
  /** Cells whose probability of being lesion, on skin, is near neither 0 nor 1, as a share of the skin; 0 without skin. */
  readonly lesionOfSkin: number;
  /** The same, and that of being skin, as a share of the frame. */
  readonly lesionOfFrame: number;
  readonly skinOfFrame: number;
  /** What all members of a committee call lesion, as a share of what any of them does on skin (IoU); 1 of a network that is one. */
  readonly lesionAgreement: number;
  /** Skin that some of them call lesion and others do not, as a share of the skin. */
  readonly contestedOfSkin: number;
  /** As `lesionAgreement`, of what is skin. */
  readonly skinAgreement: number;
}

export function doubtOf({ skin, lesion, members }: Pick<ColourGrid, 'skin' | 'lesion' | 'members'>): Doubt {
  const [from, to] = DOUBT;
  let cells = 0;
  let ofLesion = 0;
  let ofSkin = 0;
  for (let i = 0; i < skin.length; i++) {
    if (skin[i] > from && skin[i] < to) ofSkin++;
    if (skin[i] < 0.5) continue;
    cells++;
    if (lesion[i] > from && lesion[i] < to) ofLesion++;
  }
  const votes = votesFor(members?.lesion, (cell) => skin[cell] >= 0.5);
  return {
    lesionOfSkin: ofLesion / Math.max(1, cells),
    lesionOfFrame: ofLesion / skin.length,
    skinOfFrame: ofSkin / skin.length,
    lesionAgreement: agreement(votes),
    contestedOfSkin: (votes.any - votes.all) / Math.max(1, cells),
    skinAgreement: agreement(votesFor(members?.skin, () => true)),
  };
}

interface Votes {
  readonly any: number;
  readonly all: number;
}

/** Cells that any member, and that all members, hold likelier than not. */
function votesFor(values: MemberValues | undefined, counts: (cell: number) => boolean): Votes {
  let [any, all] = [0, 0];
  if (values === undefined) return { any, all };
  for (let i = 0; i < values.highest.length; i++) {
    if (values.highest[i] < 0.5 || !counts(i)) continue;
    any++;
    if (values.lowest[i] >= 0.5) all++;
  }
  return { any, all };
}

const agreement = ({ any, all }: Votes): number => (any === 0 ? 1 : all / any);
