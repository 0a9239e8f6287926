import type { RgbImage } from '../domain/raster.ts';
import { Refusal } from '../refusal.ts';
import { type Exposure, measureExposure } from './exposure.ts';
import { brightnessGrid } from './grid.ts';
import { measureSharpness, type Sharpness } from './sharpness.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/** What is doubtful about a photo that is measured all the same. */
const QUALITY_FLAGS = ['soft_focus', 'clipped_highlights', 'under_exposed', 'single_hue', 'low_resolution'] as const;
type QualityFlag = (typeof QUALITY_FLAGS)[number];

interface AcquisitionFigures extends Exposure, Sharpness {}

export interface AcquisitionQuality {
  readonly flags: readonly QualityFlag[];
  readonly figures: AcquisitionFigures;
}

const T = QUALITY_THRESHOLDS;

function refuseExposure(figures: AcquisitionFigures): void {
  if (figures.brightness99 < T.blackLevel) {
    throw new Refusal('no_exposure', 'The photo is black. Take it again with more light.');
  }
  if (figures.brightness01 > T.whiteLevel) {
    throw new Refusal(
      'no_exposure',
      'The photo is overexposed to white. Take it again with less light or a shorter exposure.',
    );
  }
  if (figures.brightness99 - figures.brightness01 < T.emptyRangeLevels) {
    throw new Refusal(
      'no_exposure',
      'The picture is one even surface. Take a photo that shows the skin and what surrounds it.',
    );
  }
}

function refuseGrey(figures: AcquisitionFigures): void {
  if (figures.chroma98 < T.greyChromaLevels) {
    throw new Refusal('not_a_colour_photo', 'The photo has no colour. Send the original colour photo.');
  }
}

function refuseBlur(figures: AcquisitionFigures): void {
  if (figures.coarseEdgeLevels >= T.refusedEdgeLevels && figures.edgeAcuity < T.refusedEdgeAcuity) {
    throw new Refusal(
      'too_blurred',
      'The photo is too blurred to find a border. Hold the camera still, let it focus on the skin and take the photo again.',
    );
  }
}

function collectFlags(image: RgbImage, figures: AcquisitionFigures): QualityFlag[] {
  const found: Readonly<Record<QualityFlag, boolean>> = {
    soft_focus: figures.coarseEdgeLevels >= T.judgedEdgeLevels && figures.edgeAcuity < T.softEdgeAcuity,
    clipped_highlights: figures.clippedPercent > T.clippedPercent,
    under_exposed: figures.brightness95 < T.underExposedLevel,
    single_hue: figures.hueScatter < T.singleHueLevels,
    low_resolution: Math.max(image.width, image.height) < T.lowResolutionLongSidePx,
  };
  return QUALITY_FLAGS.filter((flag) => found[flag]);
}

/** Judges a decoded photo: throws `Refusal` when no right number can come of it, flags what is doubtful. */
export function assessAcquisition(image: RgbImage): AcquisitionQuality {
  const figures = { ...measureExposure(image), ...measureSharpness(brightnessGrid(image)) };
  refuseExposure(figures);
  refuseGrey(figures);
  refuseBlur(figures);
  return { flags: collectFlags(image, figures), figures };
}
