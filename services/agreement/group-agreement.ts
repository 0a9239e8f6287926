import { concordance } from './concordance.ts';
import { groupBy } from './group-by.ts';
import { mean, median, percentile } from './order-statistics.ts';
import type { PhotoAgreement } from './photo-agreement.ts';
import { type LimitsOfAgreement, limitsOfAgreement } from './repeated-limits.ts';

/** One photo with a truth; `agreement` is null where it was refused, so that there is nothing to compare. */
export interface JudgedPhoto {
  /** Photos of one subject are not independent. */
  readonly subject: string;
  readonly agreement: PhotoAgreement | null;
  readonly hd95_mm: number | null;
  readonly area_cm2: { readonly truth: number; readonly machine: number } | null;
}

type Pair = { readonly subject: string; readonly truth: number; readonly machine: number };

/** A reading of the machine (difference = machine - truth) in the unit of the reading. */
export interface ReadingAgreement extends LimitsOfAgreement {
  readonly mae: number;
  readonly ccc: number | null;
  readonly ccc_interval: readonly [number, number] | null;
}

interface OverlapFigure {
  readonly mean: number | null;
  readonly median: number | null;
  readonly worst: number | null;
  /** The mean with every refused photo counted as 0. */
  readonly mean_with_refused: number | null;
}

/** Figures over photos of a lesion (docs/measurement.md, section 8); null where no photo has one. */
export interface GroupAgreement {
  readonly photos: number;
  readonly judged: number;
  readonly refused: number;
  readonly dice: OverlapFigure;
  readonly iou: OverlapFigure;
  /** Relative difference of area in %; its bias is the area bias. */
  readonly area_difference_percent: LimitsOfAgreement | null;
  readonly percent_of_skin: ReadingAgreement | null;
  readonly area_cm2: ReadingAgreement | null;
  readonly hd95_px: { readonly n: number; readonly mean: number; readonly median: number } | null;
  readonly hd95_mm: { readonly n: number; readonly mean: number; readonly median: number } | null;
  readonly lesions: {
    readonly truth: number;
    readonly found: number;
    readonly sensitivity: number | null;
    readonly measured: number;
    readonly false_discoveries: number;
    readonly false_discovery_rate: number | null;
  };
  readonly false_lesion_percent_of_skin: FalseLesion | null;
  readonly skin_recall_on_lesion: { readonly n: number; readonly mean: number; readonly p10: number } | null;
}

export interface FalseLesion {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  readonly worst: number;
}

type Measured = JudgedPhoto & { readonly agreement: PhotoAgreement };
const isMeasured = (photo: JudgedPhoto): photo is Measured => photo.agreement !== null;

export function groupAgreement(photos: readonly JudgedPhoto[]): GroupAgreement {
  const judged = photos.filter(isMeasured);
  const of = <T>(pick: (photo: Measured) => T | null): readonly T[] =>
    judged.map(pick).filter((value): value is T & {} => value !== null);
  return {
    photos: photos.length,
    judged: judged.length,
    refused: photos.length - judged.length,
    dice: overlapFigure(
      of(({ agreement }) => agreement.dice),
      photos.length,
    ),
    iou: overlapFigure(
      of(({ agreement }) => agreement.iou),
      photos.length,
    ),
    area_difference_percent: limitsOf(
      of(({ subject, agreement: { area_difference_percent: value } }) => (value === null ? null : { subject, value })),
    ),
    percent_of_skin: reading(of(({ subject, agreement }) => ({ subject, ...agreement.percent_of_skin }))),
    area_cm2: reading(of(({ subject, area_cm2 }) => area_cm2 && { subject, ...area_cm2 })),
    hd95_px: distances(of(({ agreement }) => agreement.hd95_px)),
    hd95_mm: distances(of((photo) => photo.hd95_mm)),
    lesions: lesionRates(of(({ agreement }) => agreement.lesions)),
    false_lesion_percent_of_skin: falseLesion(photos),
    skin_recall_on_lesion: recalls(of(({ agreement }) => agreement.skin_recall_on_lesion)),
  };
}

/** False lesion area over the photos that were measured; the only figure that healthy skin has. */
export function falseLesion(photos: readonly JudgedPhoto[]): FalseLesion | null {
  const values = photos.filter(isMeasured).map(({ agreement }) => agreement.false_lesion_percent_of_skin);
  if (values.length === 0) return null;
  return { n: values.length, mean: mean(values), median: median(values), worst: Math.max(...values) };
}

function overlapFigure(values: readonly number[], photos: number): OverlapFigure {
  if (photos === 0) return { mean: null, median: null, worst: null, mean_with_refused: null };
  const mean_with_refused = values.reduce((sum, value) => sum + value, 0) / photos;
  if (values.length === 0) return { mean: null, median: null, worst: null, mean_with_refused };
  return { mean: mean(values), median: median(values), worst: Math.min(...values), mean_with_refused };
}

function limitsOf(values: readonly { readonly subject: string; readonly value: number }[]): LimitsOfAgreement | null {
  if (values.length === 0) return null;
  const bySubject = groupBy(values, ({ subject }) => subject);
  return limitsOfAgreement([...bySubject.values()].map((own) => own.map(({ value }) => value)));
}

function reading(pairs: readonly Pair[]): ReadingAgreement | null {
  const differences = pairs.map(({ subject, truth, machine }) => ({ subject, value: machine - truth }));
  const limits = limitsOf(differences);
  if (limits === null) return null;
  const lin = concordance(
    pairs.map(({ machine }) => machine),
    pairs.map(({ truth }) => truth),
  );
  // Several photos of one subject are not independent, and the interval would be too narrow.
  const ccc_interval = limits.n > limits.subjects ? null : (lin?.interval ?? null);
  const mae = mean(differences.map(({ value }) => Math.abs(value)));
  return { ...limits, mae, ccc: lin?.coefficient ?? null, ccc_interval };
}

function distances(values: readonly number[]): GroupAgreement['hd95_px'] {
  return values.length === 0 ? null : { n: values.length, mean: mean(values), median: median(values) };
}

function lesionRates(counts: readonly PhotoAgreement['lesions'][]): GroupAgreement['lesions'] {
  const total = (pick: keyof PhotoAgreement['lesions']): number => counts.reduce((sum, count) => sum + count[pick], 0);
  const [truth, found, measured] = [total('truth'), total('found'), total('measured')];
  const false_discoveries = total('false_discoveries');
  return {
    ...{ truth, found, measured, false_discoveries },
    sensitivity: truth === 0 ? null : found / truth,
    false_discovery_rate: measured === 0 ? null : false_discoveries / measured,
  };
}

function recalls(values: readonly number[]): GroupAgreement['skin_recall_on_lesion'] {
  return values.length === 0 ? null : { n: values.length, mean: mean(values), p10: percentile(values, 10) };
}
