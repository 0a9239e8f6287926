import { Refusal } from '../refusal.ts';
import { type PlaneCalibration, planeCalibration, refuseTilt, requirePositive } from './calibrate.ts';
import { printedCorners, type SeenCard, seenCorners } from './card-seen.ts';
import { centroid, type Homography, homographyFromPoints, invert, mapPoint, type Point } from './homography.ts';
import { type CameraGuess, fitPatterns, type PlanePattern, type PlanePose, placedPoints } from './plane-pose.ts';

/**
 * How far the optical axis of a cropped photo may pass from the middle of the frame, 1-sigma, as a part of the diagonal. A card is
 * large enough to overrule it.
 */
const AXIS_SD = 0.03;
/**
 * 1-sigma of the printed 100 mm: an office printer at "100 %" and paper that takes up moisture; after a check, reading a ruler by
 * eye to a quarter of a millimetre.
 */
const PRINT_SD_MM = { unchecked: 0.5, checked: 0.25 } as const;
/**
 * Corners further than this (root mean square) from the card's own: it is bent, cut, or drawn by somebody else. One marker 1 mm out
 * of its place leaves 0.13 mm and is 2.5 % of area; rendered photos leave 0.01 mm. [own measurement]
 */
const MAX_RESIDUAL_MM = 0.12;
/** Residuals beyond this are worth a sentence. */
const WORTH_SAYING_MM = 0.06;

export interface CardCalibration {
  readonly plane: PlaneCalibration;
  /** Card mm → photo px. */
  readonly cardToPhoto: Homography;
}

export interface CardPhoto {
  readonly camera: CameraGuess;
  /** How many upload pixels a pixel of the picture is wide. */
  readonly scaleToUpload: number;
  /** What the card's printed 100 mm scale really measures, where somebody checked. */
  readonly cardScaleMm?: number | undefined;
}

/**
 * Scale and tilt from a calibration card: one plane through all corners of all its markers at once.
 * @throws Refusal `marker_too_tilted`, `card_misfit`
 */
export function calibrateFromCard(card: SeenCard, photo: CardPhoto): CardCalibration {
  const { camera, scaleToUpload, cardScaleMm } = photo;
  const { edition, markers } = card;
  const nominalMm = edition.scale.length;
  requirePositive('a scale to the upload', scaleToUpload);
  requirePositive('a card scale in mm', cardScaleMm ?? nominalMm);
  const unitMm = (edition.markerSide * (cardScaleMm ?? nominalMm)) / nominalMm;
  const printed = printedCorners(card);
  const pattern: PlanePattern = {
    points: centred(printed).map(([x, y]) => [x / edition.markerSide, y / edition.markerSide]),
    seen: seenCorners(card),
    sdPx: markers.flatMap(({ seen }) => seen.corners.map(() => seen.cornerSdPx)),
  };
  const pose = widened(fitPatterns([pattern], { camera, unitMm, axisSd: AXIS_SD }));
  refuseTilt(pose);
  const ownPlaces = placedPoints(pose, [pattern], 0, unitMm);
  const residualMm = residualOnPlane(pose, pattern.seen, ownPlaces);
  refuseMisfit(residualMm);
  const cardToPhoto = cardMap(pose, printed, ownPlaces);
  const centre = mapPoint(cardToPhoto, [edition.size.width / 2, edition.size.height / 2]);
  const printSd = (2 * (cardScaleMm === undefined ? PRINT_SD_MM.unchecked : PRINT_SD_MM.checked)) / nominalMm;
  const note = noteOn(residualMm, cardScaleMm, nominalMm);
  return {
    cardToPhoto,
    plane: planeCalibration(pose, { image: camera, at: centre, scaleToUpload, printSd }, (mmPerPixel) => ({
      kind: 'card',
      mm_per_pixel: mmPerPixel,
      tilt_deg: pose.tiltDeg,
      card_edition: edition.name,
      card_markers: markers.length,
      ...(cardScaleMm !== undefined && { card_scale_mm: cardScaleMm }),
      residual_mm: residualMm,
      ...(note !== '' && { note }),
    })),
  };
}

function centred(points: readonly Point[]): Point[] {
  const [mx, my] = centroid(points);
  return points.map(([x, y]) => [x - mx, y - my]);
}

/** Corners that miss by more than they should (lens, paper) make everything that rests on them as much less sure. */
function widened(pose: PlanePose): PlanePose {
  const factor = Math.max(1, pose.misfit ** 2);
  return { ...pose, covariance: pose.covariance.map((row) => row.map((value) => factor * value)) };
}

function residualOnPlane(pose: PlanePose, seen: readonly Point[], own: readonly Point[]): number {
  const squares = seen.map((point, i) => {
    const [x, y] = mapPoint(pose.toPlane, point);
    return (x - own[i][0]) ** 2 + (y - own[i][1]) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}

/** Card mm → plane mm is a similarity, which four of its corners tell exactly; plane mm → photo px is the pose. */
function cardMap(pose: PlanePose, printed: readonly Point[], own: readonly Point[]): Homography {
  const toPhoto = invert(pose.toPlane);
  const square = printed.slice(0, 4);
  return homographyFromPoints(
    square,
    own.slice(0, 4).map((point) => mapPoint(toPhoto, point)),
  );
}

function refuseMisfit(residualMm: number): void {
  if (residualMm <= MAX_RESIDUAL_MM) return;
  throw new Refusal(
    'card_misfit',
    `The corners of the calibration card miss their places by ${residualMm.toFixed(2)} mm, more than the ${MAX_RESIDUAL_MM} mm that a flat card allows. ` +
      'Glue the card to stiff board, print it anew if it was cut or drawn otherwise, and take the photo again.',
  );
}

function noteOn(residualMm: number, cardScaleMm: number | undefined, nominalMm: number): string {
  const sentences = [
    ...(cardScaleMm === undefined
      ? [`The card's printed scale of ${nominalMm} mm was not checked with a ruler (card_scale_mm).`]
      : []),
    ...(residualMm > WORTH_SAYING_MM
      ? [
          `The card's corners miss their places by ${residualMm.toFixed(2)} mm: it is not quite flat, or the lens bends.`,
        ]
      : []),
  ];
  return sentences.join(' ');
}
