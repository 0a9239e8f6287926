import { median } from '../agreement/order-statistics.ts';
import type { Condition } from '../domain/condition.ts';
import type { Outcome } from './measure-phantoms.ts';

/** What a model reaches on the phantoms of one condition. A refused photo counts as a lesion missed. */
export interface ConditionFigures {
  readonly condition: Condition;
  readonly photos: number;
  readonly refused: number;
  readonly iou_median: number;
  readonly iou_worst: number;
  readonly dice_median: number;
  readonly dice_mean: number;
}

export interface HealthyFigures {
  /** Photos of healthy skin times conditions they were asked for. */
  readonly measurements: number;
  readonly refused: number;
  /** Of the photos that were measured; null when all were refused. */
  readonly false_lesion_percent_of_skin_median: number | null;
  readonly false_lesion_percent_of_skin_worst: number | null;
}

export interface ModelFigures {
  readonly conditions: readonly ConditionFigures[];
  readonly healthy: HealthyFigures;
  /** How often each reason was given, lesions and healthy skin together. */
  readonly refusals: Readonly<Record<string, number>>;
  /** From the bytes of a photo to its measurement, median of those that were measured; null when none was. */
  readonly milliseconds_per_photo: number | null;
}

const medianOrNull = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));
const isRefused = ({ refusal }: Outcome): boolean => refusal !== null;

/** Figures of one model from its outcomes on lesions and on healthy skin. */
export function modelFigures(lesions: readonly Outcome[], healthy: readonly Outcome[]): ModelFigures {
  const asked = [...new Set(lesions.map(({ askedAs }) => askedAs))];
  const all = [...lesions, ...healthy];
  const times = all.filter((outcome) => !isRefused(outcome)).map(({ milliseconds }) => milliseconds);
  return {
    conditions: asked.map((condition) => figuresOf(condition, lesions)),
    healthy: healthyFigures(healthy),
    refusals: countRefusals(all),
    milliseconds_per_photo: medianOrNull(times),
  };
}

function figuresOf(condition: Condition, lesions: readonly Outcome[]): ConditionFigures {
  const outcomes = lesions.filter(({ askedAs }) => askedAs === condition);
  const dices = outcomes.map(({ dice }) => dice);
  const ious = outcomes.map(({ iou }) => iou);
  return {
    condition,
    photos: outcomes.length,
    refused: outcomes.filter(isRefused).length,
    iou_median: median(ious),
    iou_worst: Math.min(...ious),
    dice_median: median(dices),
    dice_mean: dices.reduce((sum, dice) => sum + dice, 0) / dices.length,
  };
}

function healthyFigures(outcomes: readonly Outcome[]): HealthyFigures {
  const shares = outcomes.filter((outcome) => !isRefused(outcome)).map(({ percentOfSkin }) => percentOfSkin);
  return {
    measurements: outcomes.length,
    refused: outcomes.length - shares.length,
    false_lesion_percent_of_skin_median: medianOrNull(shares),
    false_lesion_percent_of_skin_worst: shares.length === 0 ? null : Math.max(...shares),
  };
}

function countRefusals(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { refusal } of outcomes) if (refusal !== null) counts[refusal] = (counts[refusal] ?? 0) + 1;
  return counts;
}
