import { Refusal } from '../refusal.ts';
import { areaFactor, centroid } from './homography.ts';
import type { Marker } from './markers.ts';
import { type CameraGuess, fitPlane } from './plane-pose.ts';
import { areaScaleSd } from './scale-uncertainty.ts';

/** Largest difference in length between what two markers say of one place, beyond twice its own uncertainty. */
const MAX_SCALE_DISAGREEMENT = 0.05;

/**
 * Each marker alone gives a plane, and with it a scale at every other marker. Where that differs from the other's own,
 * the markers are not on one plane or not of one size, and no area can be trusted.
 */
export function refuseDisagreement(markers: readonly Marker[], sideMm: number, camera: CameraGuess): void {
  if (markers.length < 2) return;
  const seen = markers.map((marker) => ({ at: centroid(marker.corners), pose: fitPlane([marker], sideMm, camera) }));
  for (const a of seen) {
    for (const b of seen) {
      const ratio = Math.sqrt(areaFactor(a.pose.toPlane, b.at) / areaFactor(b.pose.toPlane, b.at));
      // Half the relative uncertainty of an area is that of a length; twice that is allowed.
      const uncertainty = Math.hypot(areaScaleSd(a.pose, [b.at]), areaScaleSd(b.pose, [b.at]));
      if (Math.abs(Math.log(ratio)) <= MAX_SCALE_DISAGREEMENT + uncertainty) continue;
      throw new Refusal(
        'markers_disagree',
        `The markers in the photo give scales that differ by ${(100 * Math.abs(ratio - 1)).toFixed(0)} %. ` +
          'Use markers of one size, lay them flat in the plane of the lesion, or leave only one in the frame.',
      );
    }
  }
}
