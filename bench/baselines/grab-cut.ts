import type { Mask } from '../../services/domain/raster.ts';
import { type LoadedOpenCv, withMats } from '../../services/geometry/opencv.ts';
import type { Mat, OpenCv } from '../../services/geometry/opencv-types.ts';
import { otsuOnLightness } from './otsu.ts';
import type { SkinPicture } from './skin-picture.ts';

/** What only this baseline calls of OpenCV. */
interface OpenCvWithGrabCut extends OpenCv {
  readonly CV_8UC3: number;
  readonly GC_BGD: number;
  readonly GC_FGD: number;
  readonly GC_PR_BGD: number;
  readonly GC_PR_FGD: number;
  readonly GC_INIT_WITH_MASK: number;
  setRNGSeed(seed: number): void;
  grabCut(image: Mat, mask: Mat, rect: unknown, background: Mat, foreground: Mat, rounds: number, mode: number): void;
}

const ROUNDS = 5;
/** Its colour models start from a k-means with random centres. */
const SEED = 1;

/**
 * GrabCut from Otsu on L*: what that calls lesion is probably lesion, the other skin probably not, and what is no skin surely not.
 * Where one side of the seed is empty there is nothing to learn colours from, and the seed stands. @source Rother2004 (doi 10.1145/1015706.1015720)
 */
export function grabCutFromOtsu({ cv: bare }: LoadedOpenCv): (picture: SkinPicture) => Mask {
  const cv = bare as OpenCvWithGrabCut;
  return (picture) => {
    const seed = otsuOnLightness(picture);
    if (!seed.data.includes(1) || seed.data.every((value) => value === 1)) return seed;
    const { width, height, data } = picture.image;
    return withMats(cv, (keep) => {
      const image = keep(new cv.Mat(height, width, cv.CV_8UC3));
      image.data.set(data);
      const labels = keep(new cv.Mat(height, width, cv.CV_8UC1));
      labels.data.set(
        seed.data.map((lesion, i) => (lesion ? cv.GC_PR_FGD : picture.skin.data[i] ? cv.GC_PR_BGD : cv.GC_BGD)),
      );
      cv.setRNGSeed(SEED);
      const [background, foreground] = [keep(new cv.Mat()), keep(new cv.Mat())];
      cv.grabCut(image, labels, new cv.Rect(0, 0, 1, 1), background, foreground, ROUNDS, cv.GC_INIT_WITH_MASK);
      const isLesion = (label: number): 0 | 1 => (label === cv.GC_FGD || label === cv.GC_PR_FGD ? 1 : 0);
      return { width, height, data: Uint8Array.from(labels.data, isLesion) };
    });
  };
}
