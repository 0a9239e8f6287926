import type { ModelIdentity } from '../../models/segmenter.ts';
import { BORDER_LEVEL } from '../colour/apply-border.ts';
import type { ChartEdition } from '../colour/color-checker.ts';
import type { PrintedStep } from '../colour/grey-balance.ts';
import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Condition } from '../domain/condition.ts';
import type { GreyCard } from '../domain/grey-card.ts';
import type { Drawing, Measurement } from '../domain/measurement.ts';
import type { Patient } from '../domain/patient.ts';
import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import type { NoCalibration, PlaneCalibration } from '../geometry/calibrate.ts';
import type { FoundChart } from '../geometry/find-chart.ts';
import { countAtUploadSize } from '../raster/upload-size.ts';
import { Refusal } from '../refusal.ts';
import { ladderLevel } from '../scores/vasi.ts';
import { lesionBsa } from './bsa.ts';
import { LEAST_LESION_PIXELS } from './clean-masks.ts';
import { colourReference, type PhotoColourReference } from './colour-reference.ts';
import { type CurvedArea, curvedArea } from './curvature.ts';
import { meanDepigmentationPercent } from './depigmentation.ts';
import { hueFlags, lesionColours } from './lesion-colours.ts';
import { LEAST_CONTRAST, LEAST_HEALTHY_SHARE, LEAST_MEAN_PROBABILITY } from './lesion-patches.ts';
import { type LesionScale, lesionScale } from './lesion-scale.ts';
import { lesionUncertainty, outlineErrors } from './lesion-uncertainty.ts';
import { modelProvenance } from './model-provenance.ts';
import { type DrawnOutlines, findOutlines, type OutlineSource, type Outlines } from './outlines.ts';
import type { PhotoColour } from './photo-colour.ts';
import { readGreyCard } from './read-grey-card.ts';
import { type Paleness, palenessOf } from './residual-depigmentation.ts';
import { rounded, roundedInterval } from './rounded.ts';
import {
  LEAST_AGREEMENT,
  nothingFoundFlags,
  refuseUnclearLesion,
  segmentationDoubt,
  UNCLEAR_SHARE,
} from './segmentation-doubt.ts';
import { shareOfSkinColour } from './skin-colour.ts';
import { uncertaintyMap } from './uncertainty-map.ts';

/** Less skin than this share of the frame is no photo of skin. */
const LEAST_SKIN_SHARE = 0.02;
/** Skin of which less than this share has a colour that skin can have is cloth, or was lit or filtered beyond use. */
const LEAST_SKIN_COLOUR_SHARE = 0.1;

/** Where an outline comes from. */
export type Attribution = Omit<Drawing, 'outside_skin_pixels'> & {
  /** The measurement that was corrected. */
  readonly parent: string | null;
};
export interface AttributedDrawing extends DrawnOutlines {
  readonly origin: Attribution;
}

export type MeasurePhotoInput = OutlineSource<AttributedDrawing> & {
  readonly condition: Condition;
  /** Upright sRGB at measuring size. */
  readonly image: RgbImage;
  readonly colour: PhotoColour;
  /** Size of the upright photo as uploaded. */
  readonly upload: { readonly width: number; readonly height: number };
  readonly plane: PlaneCalibration | NoCalibration;
  /** A colour chart in the photo; it corrects the colours that are reported, never the masks. */
  readonly chart?: FoundChart | undefined;
  readonly chartEdition?: ChartEdition | undefined;
  /** Grey fields of a calibration card; without a chart they do the same, as far as greys can. */
  readonly greys?: readonly PrintedStep[] | undefined;
  /** A plain grey card, where somebody said where it lies; used without the two above. It moves no mask. */
  readonly greyCard?: GreyCard | undefined;
  readonly qualityFlags: readonly string[];
  readonly notes: readonly string[];
  readonly region?: BodyRegion | undefined;
  readonly view?: View | undefined;
  readonly patient?: Patient | undefined;
  readonly model: ModelIdentity;
};

export interface PhotoMeasurement {
  readonly measurement: Measurement;
  /** On the measuring grid. */
  readonly masks: { readonly skin: Mask; readonly lesion: Mask };
  /** What the mask file is made from; of a drawn outline at the size of the upload, as it was drawn. */
  readonly maskFile: { readonly skin: Mask; readonly lesion: Mask };
  /** How pale the skin is, for a comparison with another visit; vitiligo only. */
  readonly paleness: () => Paleness | null;
  /** Where the lesion is uncertain, 0 to 1, on the coarse grid (`uncertaintyMap`); null where a person drew it. */
  readonly uncertainty: () => ScalarMap | null;
}

/**
 * The arithmetic from a decoded, segmented and calibrated photo to its measurement. Pure: the same input gives the same
 * numbers to the last digit. Pixel counts are those of the photo as uploaded.
 * @throws Refusal `no_skin`, `unclear_lesion`; `bad_mask` for a drawing too small to be measured
 */
export function measurePhoto(input: MeasurePhotoInput): PhotoMeasurement {
  const { condition, image, upload } = input;
  const uploadPixels = upload.width * upload.height;
  const outlines = findOutlines(input);
  const { skin, lesion, skinPixels, lesionPixels, grid, contrast, found, doubt } = outlines;
  if (doubt === null) refuseSkinless(skinPixels);
  else refuseWithoutSkin(skinPixels / uploadPixels, shareOfSkinColour(image, skin));
  if (doubt !== null) refuseUnclearLesion(doubt, condition);
  const percentOfSkin = (100 * lesionPixels) / skinPixels;
  const errors = doubt && outlineErrors(doubt, { lesion, lesionPixels, skinPixels, uploadPixels });
  const scale = lesionScale(input.plane, lesion, errors, finerThanGrid(outlines, upload));
  const depigmentation = condition === 'vitiligo' ? meanDepigmentationPercent(found, contrast) : null;
  const uploadPerGrid = upload.width / image.width;
  const curved = curvedArea({ ...input, skin, lesion, scale, uploadPerGrid });
  const greyCard = input.greyCard && readGreyCard(input.greyCard, image, upload, skin);
  const reference = colourReference({ ...input, greyCard });
  const colours = lesionColours(image, found, grid, contrast, reference.correct);
  const patches = found.patches.map((patch, k) => ({
    pixels: Math.round((patch.pixels * uploadPixels) / (image.width * image.height)),
    centroid_px: atUpload(patch.centroid, uploadPerGrid),
    area_cm2: scale ? rounded(scale.patchAreaCm2(patch), 4) : null,
    mean_contrast: rounded(patch.meanContrast, 4),
    mean_depigmentation_percent: depigmentation ? rounded(depigmentation[k], 1) : null,
    vasi_level_percent: depigmentation ? ladderLevel(depigmentation[k]) : null,
    colour: colours.patches[k],
  }));
  const doubts = [
    ...segmentationDoubt(doubt, condition, { ...found, dropped: outlines.dropped }),
    ...(doubt === null ? [] : nothingFoundFlags(condition, lesionPixels, contrast.healthyItaDeg)),
  ];
  const { origin, parent, drawing } = originOf(input, outlines);
  return {
    masks: { skin, lesion },
    maskFile: outlines.file,
    paleness: () => (condition === 'vitiligo' ? palenessOf(found, contrast) : null),
    uncertainty: () => (doubt === null ? null : uncertaintyMap(grid)),
    measurement: {
      condition,
      ...{ origin, parent },
      quality: { accepted: true, flags: [...input.qualityFlags, ...reference.flags, ...hueFlags(colours), ...doubts] },
      calibration: input.plane.calibration,
      skin: { pixels: skinPixels },
      lesion: {
        pixels: lesionPixels,
        count: found.patches.length,
        percent_of_skin: rounded(percentOfSkin, 4),
        ...lesionUncertainty({ errors, lesionPixels, skinPixels, scale, curved }),
        ...scaledLesion(scale),
        ...curvedLesion(curved),
        ...lesionBsa({ ...input, percentOfSkin, areaCm2: scale?.areaCm2 ?? null }),
        mean_depigmentation_percent: meanOverPixels(found.patches, depigmentation),
        patches,
      },
      colour: { ...colours.whole, ...referenceReport(reference) },
      notes: [...input.notes, ...(doubt === null ? [NO_INTERVAL_NOTE] : [])],
      provenance: {
        ...modelProvenance(input.model),
        measured_at_px: [image.width, image.height],
        thresholds: doubt === null ? {} : thresholdsOf(condition),
        ...(drawing && { drawing }),
      },
    },
  };
}

/** Why a drawn outline has no interval, in words that leave with it. */
const NO_INTERVAL_NOTE =
  'A person drew this outline. How far another person, or the same one again, would draw it elsewhere is not known, so that there is no 95 % interval.';

/** Area of the mask file's lesion over that of the measuring grid: 1 where the grid is what the file is made from. */
function finerThanGrid({ lesion, lesionPixels }: Outlines, upload: MeasurePhotoInput['upload']): number {
  return lesionPixels === 0 ? 1 : lesionPixels / countAtUploadSize(lesion, upload.width, upload.height);
}

function originOf({ drawn }: MeasurePhotoInput, { outsideSkinPixels }: Outlines) {
  if (drawn === undefined) return { origin: 'model', parent: null, drawing: undefined } as const;
  const { parent, ...drawing } = drawn.origin;
  return {
    origin: parent === null ? 'manual' : 'corrected',
    parent,
    drawing: { ...drawing, outside_skin_pixels: outsideSkinPixels },
  } as const;
}

function referenceReport({ reference, note, chart, cardGreys, greyCard }: PhotoColourReference) {
  return { reference, note, chart, card_greys: cardGreys, grey_card: greyCard };
}

function atUpload([x, y]: readonly [x: number, y: number], uploadPerGrid: number): [number, number] {
  return [rounded(x * uploadPerGrid, 1), rounded(y * uploadPerGrid, 1)];
}

function thresholdsOf(condition: Condition): Readonly<Record<string, number>> {
  return {
    lesion_probability: BORDER_LEVEL,
    skin_probability: BORDER_LEVEL,
    least_lesion_pixels: LEAST_LESION_PIXELS,
    least_mean_probability: LEAST_MEAN_PROBABILITY,
    least_healthy_share: LEAST_HEALTHY_SHARE,
    most_doubtful_share: UNCLEAR_SHARE,
    least_agreement: LEAST_AGREEMENT[condition],
    ...(Number.isFinite(LEAST_CONTRAST[condition]) ? { least_contrast: LEAST_CONTRAST[condition] } : {}),
  };
}

/** Who draws an outline says what is skin. */
function refuseSkinless(skinPixels: number): void {
  if (skinPixels > 0) return;
  throw new Refusal(
    'no_skin',
    'Neither the drawing nor the photo shows any skin. Draw the skin too (127 in the mask).',
  );
}

function refuseWithoutSkin(skinShare: number, skinColourShare: number): void {
  if (skinShare < LEAST_SKIN_SHARE) {
    throw new Refusal(
      'no_skin',
      'Next to no skin was found in this photo. Take it closer, with the skin filling the frame.',
    );
  }
  if (skinColourShare < LEAST_SKIN_COLOUR_SHARE) {
    throw new Refusal(
      'no_skin',
      'Nothing in this photo has the colour of skin. Photograph the skin, in white light and without a filter.',
    );
  }
}

function scaledLesion(scale: LesionScale | null): Pick<Measurement['lesion'], 'area_cm2' | 'area_cm2_interval'> {
  if (!scale) return { area_cm2: null, area_cm2_interval: null };
  return { area_cm2: rounded(scale.areaCm2, 4), area_cm2_interval: roundedInterval(scale.areaCm2Interval) };
}

function curvedLesion({ areaCm2, interval, curvature }: CurvedArea) {
  return {
    area_cm2_curvature_corrected: areaCm2 === null ? null : rounded(areaCm2, 4),
    area_cm2_curvature_corrected_interval: roundedInterval(interval),
    curvature,
  };
}

function meanOverPixels(
  patches: readonly { readonly pixels: number }[],
  values: ArrayLike<number> | null,
): number | null {
  const total = patches.reduce((sum, { pixels }) => sum + pixels, 0);
  if (values === null || total === 0) return null;
  return rounded(patches.reduce((sum, { pixels }, k) => sum + pixels * values[k], 0) / total, 1);
}
