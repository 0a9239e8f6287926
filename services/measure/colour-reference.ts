import { type ChartCorrection, type CorrectionGrade, chartCorrection } from '../colour/chart-correction.ts';
import { CHART_LIGHT, type ChartEdition } from '../colour/color-checker.ts';
import { applyMatrix } from '../colour/fit-correction.ts';
import type { PrintedStep } from '../colour/grey-balance.ts';
import { applyGains, type GreyCorrection, greyCorrection } from '../colour/grey-correction.ts';
import type { CardGreysReport, ChartReport, ColourReference, GreyCardReport } from '../domain/skin-colour.ts';
import { type FoundChart, readable } from '../geometry/find-chart.ts';
import { referenceOfGreyCard } from './grey-card-reference.ts';
import type { LightCorrection } from './lesion-colours.ts';
import type { GreyCardReading } from './read-grey-card.ts';
import { rounded } from './rounded.ts';

/** What colours are referred to in one photo. */
export interface PhotoColourReference {
  readonly reference: ColourReference;
  /** Null where a chart or card says that this photo's colours cannot be set right. */
  readonly correct: LightCorrection | null;
  readonly chart: ChartReport | null;
  readonly cardGreys: CardGreysReport | null;
  readonly greyCard: GreyCardReport | null;
  readonly note: string | null;
  readonly flags: readonly string[];
}

const CAMERA_NOTE = "Colours are referred to the camera's own white and exposure. Compare them within this photo only.";

/** What was seen in the photo that colours can be referred to. */
export interface ColourTargets {
  readonly chart?: FoundChart | undefined;
  /** Of the chart; left out, the better fit decides. */
  readonly chartEdition?: ChartEdition | undefined;
  /** Grey fields of a calibration card. */
  readonly greys?: readonly PrintedStep[] | undefined;
  /** Of a plain grey card whose place was declared. */
  readonly greyCard?: GreyCardReading | undefined;
}

/**
 * By the chart of the photo, else by the greys of its calibration card, else by a declared grey card, else the camera's own. What is
 * there but unusable leaves no colours: what stands after it is not asked.
 */
export function colourReference({ chart, chartEdition, greys, greyCard }: ColourTargets): PhotoColourReference {
  if (chart) {
    const { indices, seen } = readable(chart.patches, CHART_LIGHT.after_november_2014);
    return passingOver(greyCard, referenceOf(chartCorrection(seen, indices, chartEdition), seen.length));
  }
  const correction = greys && greyCorrection(greys);
  if (correction) return passingOver(greyCard, referenceOfGreys(correction));
  const missing = greys && UNREADABLE_GREYS;
  if (greyCard) {
    const reference = referenceOfGreyCard(greyCard);
    return { ...NOTHING_SEEN, ...reference, note: joined(missing, reference.note) };
  }
  return {
    ...NOTHING_SEEN,
    reference: 'camera',
    correct: (light) => light,
    note: joined(missing ?? 'No colour chart.', CAMERA_NOTE),
    flags: [],
  };
}

const UNREADABLE_GREYS =
  "Fewer than three of the card's greys could be read: too dark, clipped or outside of the frame.";
const PASSED_OVER_NOTE = 'The declared grey card was not used: what is named here goes before it.';
const NOTHING_SEEN = { chart: null, cardGreys: null, greyCard: null };

/** A card that was declared and is not used is not left out in silence. */
function passingOver(greyCard: GreyCardReading | undefined, reference: PhotoColourReference): PhotoColourReference {
  return greyCard ? { ...reference, note: joined(reference.note, PASSED_OVER_NOTE) } : reference;
}

/** Gate of a chart's correction: good, flagged, or no colours. */
export function referenceOf(correction: ChartCorrection, patchesUsed: number): PhotoColourReference {
  const { edition, editionBy, matrix, residual, otherEditionMean, grade } = correction;
  const gate = gated('colour chart', 'colour_chart', grade, residual.mean);
  return {
    reference: 'chart',
    correct: grade === 'unusable' ? null : (light) => applyMatrix(matrix, light),
    chart: {
      kind: 'colorchecker_classic',
      edition,
      edition_by: editionBy,
      patches_used: patchesUsed,
      residual_mean: rounded(residual.mean, 2),
      residual_worst: rounded(residual.worst, 2),
      other_edition_residual_mean: rounded(otherEditionMean, 2),
    },
    cardGreys: null,
    greyCard: null,
    note: editionBy === 'undecided' && grade !== 'unusable' ? joined(gate.note, UNDECIDED_NOTE) : gate.note,
    flags: gate.flags,
  };
}

const UNDECIDED_NOTE =
  'The chart fits the values of before and of after November 2014 alike: the better one was taken. If its date of manufacture is known, say it (--chart-edition).';

/** Greys set exposure and white right, not the hues. */
const GREYS_NOTE =
  "Colours are referred to the greys of the calibration card: exposure and white balance only, with the printer's greys and the white of office paper taken on trust.";

function referenceOfGreys({ gains, residual, steps, grade }: GreyCorrection): PhotoColourReference {
  const gate = gated('card', 'card_greys', grade, residual.mean);
  return {
    reference: 'card_greys',
    correct: grade === 'unusable' ? null : (light) => applyGains(gains, light),
    chart: null,
    cardGreys: {
      steps_used: steps,
      gains: [rounded(gains[0], 4), rounded(gains[1], 4), rounded(gains[2], 4)],
      residual_mean: rounded(residual.mean, 2),
      residual_worst: rounded(residual.worst, 2),
    },
    greyCard: null,
    note: grade === 'unusable' ? gate.note : joined(GREYS_NOTE, gate.note),
    flags: gate.flags,
  };
}

function joined(...sentences: readonly (string | null | undefined)[]): string {
  return sentences.filter((sentence) => typeof sentence === 'string').join(' ');
}

/** What a residual's grade makes of the colours. */
function gated(target: string, flag: string, grade: CorrectionGrade, meanDeltaE: number) {
  const mean = meanDeltaE.toFixed(1);
  return {
    good: { note: null, flags: [] },
    doubtful: {
      note: `The ${target} leaves a mean error of ${mean} ΔE00: differences below that mean nothing.`,
      flags: [`${flag}_doubtful`],
    },
    unusable: {
      note: `The ${target} leaves a mean error of ${mean} ΔE00, more than 6, so that there are no colours. Light the ${target} and the skin alike and evenly, without gloss or shadow, and take the photo again.`,
      flags: [`${flag}_unusable`],
    },
  }[grade];
}
