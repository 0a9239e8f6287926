import { type Homography, mapPoint, type Point } from '../homography.ts';
import type { SkinPair } from './skin-pairs.ts';

const GRID = 24;

/** Mean distance in baseline px, over what both photos show, between where the registration puts a place of the follow-up and where it lies. */
export function meanRegistrationErrorPx(found: Homography, { baseline, followUp, truth }: SkinPair): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const at: Point = [((column + 0.5) / GRID) * followUp.image.width, ((row + 0.5) / GRID) * followUp.image.height];
      const [x, y] = truth(at);
      if (x < 0 || y < 0 || x >= baseline.image.width || y >= baseline.image.height) continue;
      const [u, v] = mapPoint(found, at);
      sum += Math.hypot(u - x, v - y);
      count++;
    }
  }
  return sum / count;
}
