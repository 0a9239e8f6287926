import { type Homography, mapPoint, type Point } from './homography.ts';
import type { RegistrationView } from './register-view.ts';
import type { SoftFit } from './soft-homography.ts';

const SD_GRID = 12;

/** Root mean square of the 1-sigma over the follow-up's frame, and over its lesions (the frame when it shows none), view px. */
export function sdOver(
  view: RegistrationView,
  fit: SoftFit,
  toMetricMap: Homography,
): { readonly lesion: number; readonly everywhere: number } {
  const everywhere: Point[] = [];
  const onLesion: Point[] = [];
  for (let i = 0; i < SD_GRID ** 2; i++) {
    const x = Math.floor((((i % SD_GRID) + 0.5) / SD_GRID) * view.width);
    const y = Math.floor(((Math.floor(i / SD_GRID) + 0.5) / SD_GRID) * view.height);
    everywhere.push([x, y]);
    if (view.lesion[y * view.width + x] !== 0) onLesion.push([x, y]);
  }
  const over = (points: readonly Point[]): number =>
    Math.sqrt(points.reduce((total, point) => total + fit.sdAt(mapPoint(toMetricMap, point)) ** 2, 0) / points.length);
  return { lesion: over(onLesion.length > 0 ? onLesion : everywhere), everywhere: over(everywhere) };
}
