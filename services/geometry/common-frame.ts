import { areaFactor, type Homography, IDENTITY, invert, multiply, type Point } from './homography.ts';
import type { RegistrationView } from './register-view.ts';
import { FREE_MOTION, type MotionPrior, STRAIGHTENED_MOTION } from './soft-homography.ts';

/** A view with, where a marker was seen, the map that takes its photo px to mm on the marker's plane. */
export interface MeasuredView {
  readonly view: RegistrationView;
  readonly toPlane: Homography | undefined;
}

/** Where the two views are compared: on the marker's plane, in pixels of about the baseline's size, or else as they are. */
export interface CommonFrame {
  readonly ofFollowUp: Homography;
  readonly ofBaseline: Homography;
  readonly prior: MotionPrior;
}

export function commonFrame(followUp: MeasuredView, baseline: MeasuredView): CommonFrame {
  if (followUp.toPlane === undefined || baseline.toPlane === undefined) {
    return { ofFollowUp: IDENTITY, ofBaseline: IDENTITY, prior: FREE_MOTION };
  }
  const inMm = multiply(baseline.toPlane, baseline.view.toPhoto);
  const pxPerMm = 1 / Math.sqrt(areaFactor(inMm, middle(baseline.view)));
  const inPx: Homography = [pxPerMm, 0, 0, 0, pxPerMm, 0, 0, 0, 1];
  return {
    ofFollowUp: multiply(inPx, multiply(followUp.toPlane, followUp.view.toPhoto)),
    ofBaseline: multiply(inPx, inMm),
    prior: STRAIGHTENED_MOTION,
  };
}

/** A map between the common frames as one between the views. */
export function betweenViews(frame: CommonFrame, homography: Homography): Homography {
  return multiply(invert(frame.ofBaseline), multiply(homography, frame.ofFollowUp));
}

export function middle({ width, height }: RegistrationView): Point {
  return [width / 2, height / 2];
}
