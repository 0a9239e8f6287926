import type { Segmenter } from '../../models/segmenter.ts';
import type { Condition } from '../domain/condition.ts';
import type { Comparison } from '../domain/measurement.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';
import { loadOpenCv } from '../geometry/opencv.ts';
import { registerPhotos } from '../geometry/register.ts';
import { warpMask } from '../geometry/warp.ts';
import { decodePhoto } from '../imaging/decode.ts';
import { type ChangeMap, changeMap } from '../measure/compare-masks.ts';
import { repigmentationReport } from '../measure/repigmentation-report.ts';
import { residualDepigmentation } from '../measure/residual-depigmentation.ts';
import { rounded } from '../measure/rounded.ts';
import type { DrawnOutline } from './drawn-outline.ts';
import { measureDecoded } from './measure-photo.ts';

export interface PhotoBytes {
  /** How the photo is named in the result. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Look for a ColorChecker Classic, which is no skin; the search takes its time. */
  readonly colourChart?: boolean | undefined;
  /** What a person drew; it goes before what the network sees. */
  readonly outline?: DrawnOutline | undefined;
}

export interface ComparedPhotos {
  readonly comparison: Comparison;
  /** The baseline photo at measuring size. */
  readonly image: RgbImage;
  /** On the grid of that image. */
  readonly change: ChangeMap;
}

export interface CompareRequest {
  readonly condition: Condition;
  /** Bounds between the grades, percent of net repigmentation; quarters where left out. */
  readonly gradeBoundsPercent?: readonly number[] | undefined;
}

/** Colour is averaged over cells of the coarse grid: one and a half of them is how far a border reaches into a lesion. */
const BORDER_REACH_CELLS = 1.5;

/**
 * Repigmentation of a follow-up against its baseline, over the skin that both photos show.
 * @throws Refusal when either photo cannot be measured or the two cannot be registered
 */
export async function comparePhotos(
  photos: readonly [baseline: PhotoBytes, followUp: PhotoBytes],
  request: CompareRequest,
  segmenter: Segmenter,
): Promise<ComparedPhotos> {
  const baseline = await measureForComparison(photos[0], request.condition, segmenter);
  const followUp = await measureForComparison(photos[1], request.condition, segmenter);
  return compareMeasured(baseline, followUp, request);
}

/** The same from two photos that are measured already: a series measures its baseline once. */
export async function compareMeasured(
  baseline: PhotoForComparison,
  followUp: PhotoForComparison,
  { condition, gradeBoundsPercent }: CompareRequest,
): Promise<ComparedPhotos> {
  const openCv = await loadOpenCv();
  const registration = registerPhotos(openCv, baseline.image, followUp.image, {
    baselineSkin: baseline.masks.skin,
    followUpSkin: followUp.masks.skin,
    baselineLesion: baseline.masks.lesion,
    followUpLesion: followUp.masks.lesion,
  });
  const ontoBaseline = (mask: Mask): Mask => warpMask(openCv, mask, registration.homography, baseline.image);
  const visits = {
    baseline: baseline.masks.lesion,
    followUp: ontoBaseline(followUp.masks.lesion),
    shared: intersection(baseline.masks.skin, ontoBaseline(followUp.masks.skin), registration.overlap),
    depigmentation:
      baseline.paleness && followUp.paleness
        ? residualDepigmentation(baseline.paleness, followUp.paleness, registration.homography)
        : undefined,
  };
  const gridPerCell = baseline.paleness ? baseline.image.width / baseline.paleness.melaninLoss.width : 1;
  const notes = [...new Set([...baseline.measurement.notes, ...followUp.measurement.notes])];
  return {
    image: baseline.image,
    change: changeMap(visits.baseline, visits.followUp, visits.shared),
    comparison: {
      condition,
      repigmentation: repigmentationReport(visits, {
        gradeBoundsPercent,
        uploadPerGrid: baseline.photo.width / baseline.image.width,
        borderReachPx: Math.ceil(BORDER_REACH_CELLS * gridPerCell),
      }),
      registration: {
        method: registration.method,
        inliers: registration.inliers,
        residual_px: rounded(registration.residualPx, 3),
        overlap_percent: rounded(registration.overlapPercent, 2),
      },
      baseline: baseline.photo,
      follow_up: followUp.photo,
      origins: { baseline: originOf(baseline), follow_up: originOf(followUp) },
      notes,
      provenance: baseline.measurement.provenance,
    },
  };
}

const originOf = ({ measurement }: Pick<PhotoForComparison, 'measurement'>) => measurement.origin ?? 'model';

/** A photo measured and kept with what a comparison needs of it. */
export type PhotoForComparison = Awaited<ReturnType<typeof measureForComparison>>;

/** @throws Refusal when the photo cannot be measured */
export async function measureForComparison(
  { path, bytes, colourChart, outline }: PhotoBytes,
  condition: Condition,
  segmenter: Segmenter,
) {
  const decoded = await decodePhoto(bytes);
  const { measurement, masks, paleness } = await measureDecoded(
    decoded,
    { condition, colourChart, outline },
    segmenter,
  );
  const { image, sha256, width, height } = decoded;
  return { image, masks, paleness: paleness(), measurement, photo: { path, sha256, width, height } };
}

function intersection(first: Mask, ...others: readonly Mask[]): Mask {
  const data = first.data.map((value, i) => (value && others.every((mask) => mask.data[i]) ? 1 : 0));
  return { width: first.width, height: first.height, data };
}
