import { readFile } from 'node:fs/promises';
import type { Segmenter } from '../../models/segmenter.ts';
import { dice, iou, overlap } from '../../services/agreement/overlap.ts';
import { MASK_FILE_VALUES, type Mask } from '../../services/domain/raster.ts';
import { loadOpenCv } from '../../services/geometry/opencv.ts';
import { maskSamples } from '../../services/imaging/mask-samples.ts';
import { cleanLesion } from '../../services/measure/clean-masks.ts';
import type { Outcome } from '../../services/phantoms/measure-phantoms.ts';
import { type Phantom, phantomPath } from '../../services/phantoms/phantoms.ts';
import { maskAtSize } from '../../services/raster/upload-size.ts';
import { Refusal } from '../../services/refusal.ts';
import { grabCutFromOtsu } from './grab-cut.ts';
import { kMeansInLab } from './k-means.ts';
import { otsuOnLightness, otsuOnStain } from './otsu.ts';
import { type SkinPicture, skinPicture } from './skin-picture.ts';

/** What the comparison of methods needs of a measured phantom. */
export type Judged = Pick<Outcome, 'phantom' | 'askedAs' | 'iou' | 'dice'>;

/**
 * Classical methods on all phantoms with a lesion, by name. Each is given the machine's skin and the cleaning of the product, so that
 * only the question "which skin is lesion?" is compared. They are judged on their own grid.
 */
export async function measureBaselines(
  phantoms: readonly Phantom[],
  segmenter: Segmenter,
): Promise<ReadonlyMap<string, readonly Judged[]>> {
  const methods = new Map<string, (picture: SkinPicture) => Mask>([
    ['Otsu, stain', otsuOnStain],
    ['Otsu, L*', otsuOnLightness],
    ['k-means 2', kMeansInLab(2)],
    ['k-means 3', kMeansInLab(3)],
    ['GrabCut', grabCutFromOtsu(await loadOpenCv())],
  ]);
  const outcomes = new Map([...methods.keys()].map((name) => [name, [] as Judged[]]));
  for (const phantom of phantoms) {
    const { condition: askedAs } = phantom;
    if (phantom.kind !== 'lesion' || askedAs === 'healthy') continue;
    const picture = await pictureOf(phantom, askedAs, segmenter);
    const truth = await trueLesion(phantom);
    for (const [name, method] of methods) {
      const judged = picture ? judge(truth, cleanLesion(method(picture), picture.skin)) : { iou: 0, dice: 0 };
      outcomes.get(name)?.push({ phantom, askedAs, ...judged });
    }
  }
  return outcomes;
}

/** undefined where the photo is refused: then it is missed, as it is for the product. */
async function pictureOf(phantom: Phantom, askedAs: Outcome['askedAs'], segmenter: Segmenter) {
  try {
    return await skinPicture(await readFile(phantomPath(phantom.file)), askedAs, segmenter);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function trueLesion({ truth, width, height }: Phantom): Promise<Mask> {
  const samples = await maskSamples(await readFile(phantomPath(truth)));
  return { width, height, data: samples.map((value) => (value === MASK_FILE_VALUES.lesion ? 1 : 0)) };
}

function judge(truth: Mask, lesion: Mask): { readonly iou: number; readonly dice: number } {
  const counts = overlap(maskAtSize(truth, lesion.width, lesion.height).data, lesion.data, 1);
  return { iou: iou(counts), dice: dice(counts) };
}
