import { mean, median, percentile } from '../services/agreement/order-statistics.ts';
import { relativeDifference } from '../services/agreement/relative-difference.ts';
import type { Condition } from '../services/domain/condition.ts';
import type { Outcome } from '../services/phantoms/measure-phantoms.ts';
import { TONE_CLASSES } from '../services/phantoms/phantoms.ts';
import { type Bar, percent, refusedCount, worstFalseLesion } from './bars.ts';

const MIN_MEAN_DICE: Readonly<Record<Condition, number>> = { vitiligo: 0.9, psoriasis: 0.88, melasma: 0.8 };
/** Of the mean of any one tone class; vitiligo only, where the contrast depends most on the tone. */
const MIN_TONE_DICE = 0.8;
const MIN_SKIN_RECALL = { mean: 0.98, tenth: 0.95 } as const;
const MAX_FALSE_LESION_PERCENT = 1;
const MAX_FLAT_AREA_ERROR = { median: 0.03, p95: 0.1 } as const;

const refusedOf = (outcomes: readonly Outcome[]): string => {
  const refused = refusedCount(outcomes);
  return refused > 0 ? `; ${refused} refused` : '';
};

/** Mean Dice; a refused photo counts 0. */
export function diceBar(outcomes: readonly Outcome[], condition: Condition): Bar {
  const own = outcomes.filter(({ askedAs }) => askedAs === condition);
  const value = mean(own.map(({ dice }) => dice));
  const tones = TONE_CLASSES.map((tone) => {
    const ofTone = own.filter(({ phantom }) => phantom.tone_class === tone);
    return { tone, dice: mean(ofTone.map(({ dice }) => dice)) };
  });
  const worst = tones.reduce((a, b) => (b.dice < a.dice ? b : a));
  const byTone = condition === 'vitiligo';
  const bar = MIN_MEAN_DICE[condition];
  return {
    figure: `lesion Dice, ${condition}, mean of ${own.length}`,
    bar: byTone ? `≥ ${bar}, no tone < ${MIN_TONE_DICE}` : `≥ ${bar}`,
    value: `${value.toFixed(3)} (worst tone: ${worst.tone} ${worst.dice.toFixed(3)}${refusedOf(own)})`,
    met: value >= bar && (!byTone || worst.dice >= MIN_TONE_DICE),
  };
}

/** How much of depigmented skin is taken for skin. */
export function skinRecallBar(outcomes: readonly Outcome[]): Bar {
  const own = outcomes.filter(({ askedAs }) => askedAs === 'vitiligo');
  const recalls = own.flatMap(({ skinRecallOnLesion }) => skinRecallOnLesion ?? []);
  const [average, tenth] = [mean(recalls), percentile(recalls, 10)];
  return {
    figure: `depigmented skin taken for skin, mean / 10th percentile of ${recalls.length}`,
    bar: `≥ ${MIN_SKIN_RECALL.mean} / ${MIN_SKIN_RECALL.tenth}`,
    value: `${average.toFixed(3)} / ${tenth.toFixed(3)} (worst ${Math.min(...recalls).toFixed(3)}${refusedOf(own)})`,
    met: average >= MIN_SKIN_RECALL.mean && tenth >= MIN_SKIN_RECALL.tenth,
  };
}

/** Healthy skin and what is mistaken for a lesion, each photo asked for every condition. */
export function mimicsBar(outcomes: readonly Outcome[]): Bar {
  const photos = new Set(outcomes.map(({ phantom }) => phantom.file)).size;
  const worst = worstFalseLesion(outcomes);
  const above = outcomes.filter(({ percentOfSkin }) => percentOfSkin > MAX_FALSE_LESION_PERCENT).length;
  return {
    figure: `healthy skin and mimics: false lesion, worst of ${photos} photos`,
    bar: `≤ ${MAX_FALSE_LESION_PERCENT} % of skin`,
    value: `${worst.percentOfSkin.toFixed(2)} % (${worst.phantom.file} as ${worst.askedAs}; ${above} of ${outcomes.length} above${refusedOf(outcomes)})`,
    met: worst.percentOfSkin <= MAX_FALSE_LESION_PERCENT,
  };
}

/** Lesion area in pixels against the truth, on flat skin of every condition; a refused photo is wholly wrong. */
export function flatAreaBar(outcomes: readonly Outcome[]): Bar {
  const flat = outcomes.filter(({ phantom }) => phantom.shape === 'flat');
  const errors = flat.map(({ lesionPixels, phantom }) =>
    Math.abs(relativeDifference(lesionPixels, phantom.lesion_pixels)),
  );
  const [middle, p95] = [median(errors), percentile(errors, 95)];
  return {
    figure: `area error on flat skin, median / 95th percentile of ${errors.length}`,
    bar: `≤ ${100 * MAX_FLAT_AREA_ERROR.median} % / ${100 * MAX_FLAT_AREA_ERROR.p95} %`,
    value: `${percent(middle)} / ${percent(p95)}${refusedOf(flat)}`,
    met: middle <= MAX_FLAT_AREA_ERROR.median && p95 <= MAX_FLAT_AREA_ERROR.p95,
  };
}
