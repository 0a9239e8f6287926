import type { Mask } from '../domain/raster.ts';
import type { Homography } from './homography.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { withMats } from './opencv.ts';

/**
 * Carries a mask through a homography (mask px → target px) onto a grid of the given size, nearest neighbour, so that
 * it stays binary. What the mask does not cover is 0.
 */
export function warpMask(
  { cv }: LoadedOpenCv,
  mask: Mask,
  homography: Homography,
  size: { readonly width: number; readonly height: number },
): Mask {
  return withMats(cv, (keep) => {
    const source = keep(new cv.Mat(mask.height, mask.width, cv.CV_8UC1));
    source.data.set(mask.data);
    const map = keep(new cv.Mat(3, 3, cv.CV_64FC1));
    map.data64F.set(homography);
    const target = keep(new cv.Mat());
    const outside = new cv.Scalar(0);
    const targetSize = new cv.Size(size.width, size.height);
    cv.warpPerspective(source, target, map, targetSize, cv.INTER_NEAREST, cv.BORDER_CONSTANT, outside);
    return { width: size.width, height: size.height, data: new Uint8Array(target.data) };
  });
}
