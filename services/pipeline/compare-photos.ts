import type { Segmenter } from '../../models/segmenter.ts';
import type { Condition } from '../domain/condition.ts';
import type { Comparison } from '../domain/measurement.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';
import { loadOpenCv } from '../geometry/opencv.ts';
import { registerPhotos } from '../geometry/register.ts';
import { warpMask } from '../geometry/warp.ts';
import { decodePhoto } from '../imaging/decode.ts';
import { type ChangeMap, changeMap, repigmentationReport } from '../measure/compare-masks.ts';
import { rounded } from '../measure/rounded.ts';
import { measureDecoded } from './measure-photo.ts';

export interface PhotoBytes {
  /** How the photo is named in the result. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ComparedPhotos {
  readonly comparison: Comparison;
  /** The baseline photo at measuring size. */
  readonly image: RgbImage;
  /** On the grid of that image. */
  readonly change: ChangeMap;
}

/**
 * Repigmentation of a follow-up against its baseline, over the skin that both photos show.
 * @throws Refusal when either photo cannot be measured or the two cannot be registered
 */
export async function comparePhotos(
  photos: readonly [baseline: PhotoBytes, followUp: PhotoBytes],
  condition: Condition,
  segmenter: Segmenter,
): Promise<ComparedPhotos> {
  const baseline = await measureForComparison(photos[0], condition, segmenter);
  const followUp = await measureForComparison(photos[1], condition, segmenter);
  const openCv = await loadOpenCv();
  const registration = registerPhotos(openCv, baseline.image, followUp.image, {
    baselineSkin: baseline.masks.skin,
    followUpSkin: followUp.masks.skin,
    baselineLesion: baseline.masks.lesion,
    followUpLesion: followUp.masks.lesion,
  });
  const ontoBaseline = (mask: Mask): Mask => warpMask(openCv, mask, registration.homography, baseline.image);
  const lesionNow = ontoBaseline(followUp.masks.lesion);
  const shared = intersection(baseline.masks.skin, ontoBaseline(followUp.masks.skin), registration.overlap);
  const notes = [...new Set([...baseline.measurement.notes, ...followUp.measurement.notes])];
  return {
    image: baseline.image,
    change: changeMap(baseline.masks.lesion, lesionNow, shared),
    comparison: {
      condition,
      repigmentation: repigmentationReport(baseline.masks.lesion, lesionNow, shared),
      registration: {
        method: registration.method,
        inliers: registration.inliers,
        residual_px: rounded(registration.residualPx, 3),
        overlap_percent: rounded(registration.overlapPercent, 2),
      },
      baseline: baseline.photo,
      follow_up: followUp.photo,
      notes,
      provenance: baseline.measurement.provenance,
    },
  };
}

async function measureForComparison({ path, bytes }: PhotoBytes, condition: Condition, segmenter: Segmenter) {
  const decoded = await decodePhoto(bytes);
  const { measurement, masks } = await measureDecoded(decoded, { condition }, segmenter);
  const { image, sha256, width, height } = decoded;
  return { image, masks, measurement, photo: { path, sha256, width, height } };
}

function intersection(first: Mask, ...others: readonly Mask[]): Mask {
  const data = first.data.map((value, i) => (value && others.every((mask) => mask.data[i]) ? 1 : 0));
  return { width: first.width, height: first.height, data };
}
