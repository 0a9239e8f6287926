import { mean, median } from '../services/agreement/order-statistics.ts';
import { relativeDifference } from '../services/agreement/relative-difference.ts';
import type { Condition } from '../services/domain/condition.ts';
import type { Outcome } from '../services/phantoms/measure-phantoms.ts';
import { grossErrorPoints, type PairOutcome } from './repigmentation.ts';

/** One row of the table: a figure, the bar it must clear, and whether it does. */
export interface Bar {
  readonly figure: string;
  readonly bar: string;
  readonly value: string;
  readonly met: boolean;
}

const MIN_MEDIAN_IOU: Readonly<Record<Condition, number>> = { vitiligo: 0.9, psoriasis: 0.88, melasma: 0.8 };
const MAX_AREA_ERROR = 0.05;
const MAX_FALSE_LESION_PERCENT = 0.5;
const MAX_CM2_ERROR = 0.03;
const MAX_REPIGMENTATION_ERROR_POINTS = 3;
const COVERAGE = { least: 0.9, most: 0.99 } as const;
const MAX_TIMES_FLOOR = 1.4;
const MAX_MEMORY_MB = 700;

export const refusedCount = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(({ refusal }) => refusal !== null).length;

/** The healthy photo with the largest false lesion. */
export const worstFalseLesion = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce((a, b) => (b.percentOfSkin > a.percentOfSkin ? b : a));

/** True cm² of a flat phantom with a scale, else null. On a limb the true area is that of the curved surface, and cm² are projected ones. */
const flatAreaCm2 = ({ shape, marker, lesion_area_cm2 }: Outcome['phantom']): number | null =>
  shape === 'flat' && marker !== null ? lesion_area_cm2 : null;

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

export function iouBar(outcomes: readonly Outcome[], condition: Condition): Bar {
  const own = outcomes.filter(({ askedAs }) => askedAs === condition);
  const values = own.map((outcome) => outcome.iou);
  const meanDice = mean(own.map((outcome) => outcome.dice));
  const value = median(values);
  const bar = MIN_MEDIAN_IOU[condition];
  return {
    figure: `lesion IoU, ${condition}, median of ${values.length}`,
    bar: `≥ ${bar}`,
    value: `${value.toFixed(3)} (worst ${Math.min(...values).toFixed(3)}; mean Dice ${meanDice.toFixed(3)})`,
    met: value >= bar,
  };
}

export function vitiligoAreaBar(outcomes: readonly Outcome[]): Bar {
  const errors = outcomes
    .filter(({ askedAs }) => askedAs === 'vitiligo')
    .map(({ lesionPixels, phantom }) => Math.abs(relativeDifference(lesionPixels, phantom.lesion_pixels)));
  const value = median(errors);
  return {
    figure: 'vitiligo area error, median',
    bar: '≤ 5 %',
    value: `${percent(value)} (worst ${percent(Math.max(...errors))})`,
    met: value <= MAX_AREA_ERROR,
  };
}

/** A refused healthy photo shows no false lesion, but neither does it show that the measurement is right: it is named. */
export function healthyBar(outcomes: readonly Outcome[]): Bar {
  const worst = worstFalseLesion(outcomes);
  const refused = refusedCount(outcomes);
  const remark = refused > 0 ? `, ${refused} of ${outcomes.length} refused` : '';
  return {
    figure: 'healthy skin: false lesion, worst photo',
    bar: '≤ 0.5 % of skin',
    value: `${worst.percentOfSkin.toFixed(3)} % (${worst.phantom.file} as ${worst.askedAs}${remark})`,
    met: worst.percentOfSkin <= MAX_FALSE_LESION_PERCENT,
  };
}

/** A flat phantom with marker that got no cm² counts as wholly wrong. */
export function cm2Bar(outcomes: readonly Outcome[]): Bar {
  const errors = outcomes.flatMap(({ phantom, areaCm2 }) => {
    const truth = flatAreaCm2(phantom);
    if (truth === null) return [];
    return [areaCm2 === null ? 1 : Math.abs(relativeDifference(areaCm2, truth))];
  });
  const value = median(errors);
  return {
    figure: `cm² with marker, flat, median of ${errors.length}`,
    bar: '≤ 3 %',
    value: `${percent(value)} (worst ${percent(Math.max(...errors))})`,
    met: value <= MAX_CM2_ERROR,
  };
}

/**
 * How often the 95 % interval holds the truth, of the lesion phantoms that were measured: more is as wrong as less, since such an
 * interval is too wide. With some 30 photos one photo is 3 %, so all of them held says little against 95 %.
 */
export function coverageBars(outcomes: readonly Outcome[]): readonly Bar[] {
  const share = outcomes.flatMap(({ phantom, percentOfSkinInterval }) =>
    percentOfSkinInterval ? [{ truth: phantom.lesion_percent_of_skin, interval: percentOfSkinInterval }] : [],
  );
  const flat = outcomes.flatMap(({ phantom, areaCm2Interval }) => {
    const truth = flatAreaCm2(phantom);
    return truth !== null && areaCm2Interval ? [{ truth, interval: areaCm2Interval }] : [];
  });
  return [
    coverageBar(`95 % interval of lesion area, % of skin, holds the truth (${refusedCount(outcomes)} refused)`, share),
    coverageBar('95 % interval of lesion area, cm² with marker, flat, holds the truth', flat),
  ];
}

function coverageBar(
  figure: string,
  cases: readonly { readonly truth: number; readonly interval: readonly [number, number] }[],
): Bar {
  const held = cases.filter(({ truth, interval: [low, high] }) => low <= truth && truth <= high).length;
  const value = held / cases.length;
  return {
    figure,
    bar: '90 to 99 %',
    value: `${held} of ${cases.length} (${percent(value)})`,
    met: value >= COVERAGE.least && value <= COVERAGE.most,
  };
}

export function repigmentationBars(outcomes: readonly PairOutcome[]): readonly Bar[] {
  return outcomes.map((outcome) => {
    const error = grossErrorPoints(outcome);
    const { pair, grossPercent, refusal } = outcome;
    return {
      figure: `repigmentation (gross), ${pair.name}`,
      bar: '≤ 3 points',
      value:
        grossPercent === null
          ? `no number (${refusal ?? 'no lesion at baseline'})`
          : `${error.toFixed(2)} points (${grossPercent.toFixed(2)} for ${pair.gross_percent.toFixed(2)} %)`,
      met: error <= MAX_REPIGMENTATION_ERROR_POINTS,
    };
  });
}

export function speedBar({ ratio, pipelineMs, floorMs }: { ratio: number; pipelineMs: number; floorMs: number }): Bar {
  return {
    figure: 'whole pipeline over decode + network, 12 MP JPEG',
    bar: `≤ ${MAX_TIMES_FLOOR}`,
    value: `${ratio.toFixed(2)} (${pipelineMs.toFixed(0)} ms over ${floorMs.toFixed(0)} ms)`,
    met: ratio <= MAX_TIMES_FLOOR,
  };
}

export function memoryBar(megabytes: number): Bar {
  return {
    figure: 'peak memory of a fresh process, 12 MP JPEG',
    bar: `≤ ${MAX_MEMORY_MB} MB`,
    value: `${megabytes.toFixed(0)} MB`,
    met: megabytes <= MAX_MEMORY_MB,
  };
}

export function determinismBar(answers: number): Bar {
  const value = answers === 1 ? 'the same numbers' : `${answers} different answers`;
  return { figure: 'same photo 20 times', bar: 'the same numbers', value, met: answers === 1 };
}
