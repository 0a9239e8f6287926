import { type GreyBalance, greyBalance, type PrintedStep } from '../colour/grey-balance.ts';
import {
  calibrateFromMarkers,
  DEFAULT_MARKER_SIDE_MM,
  declaredCalibration,
  type NoCalibration,
  type PlaneCalibration,
  uncalibrated,
} from '../geometry/calibrate.ts';
import { calibrateFromCard } from '../geometry/calibrate-card.ts';
import { readSteps } from '../geometry/card-greys.ts';
import { cardMarkerSideMm, cardOutline, findCard } from '../geometry/card-seen.ts';
import { markerOutline } from '../geometry/clear-markers.ts';
import type { Point } from '../geometry/homography.ts';
import { findMarkers, type Marker } from '../geometry/markers.ts';
import { loadOpenCv } from '../geometry/opencv.ts';
import type { DecodedPhoto } from '../imaging/decode.ts';
import { Refusal } from '../refusal.ts';

interface ScaleRequest {
  readonly declaredMmPerPixel?: number | undefined;
  readonly markerSideMm?: number | undefined;
  readonly cardScaleMm?: number | undefined;
}

export interface FoundScale {
  readonly plane: PlaneCalibration | NoCalibration;
  readonly notes: readonly string[];
  /** Outlines of what was printed and laid into the photo (markers, card), whether or not a scale came of it. */
  readonly printed: readonly (readonly Point[])[];
  /** Of a calibration card whose plane is known: its grey fields within the frame. */
  readonly greys?: readonly PrintedStep[] | undefined;
}

/** `area_cm2` is projected: on a limb its interval does not hold the true surface, which stands beside it where it is known. */
const PLANE_NOTE =
  'Areas are those seen on the plane of the marker or card; skin that curves away from it, as at the rim of a limb, is larger than its area here.';

/** A declared scale further than this from the measured one, as a ratio, is worth a sentence. */
const WORTH_SAYING = 1.1;

/**
 * The scale of a photo: measured on a calibration card, else on a marker, else declared, else none. A card or marker that cannot
 * be trusted takes the scale away but not the photo: shares of skin need none.
 */
export async function findScale(photo: DecodedPhoto, request: ScaleRequest): Promise<FoundScale> {
  const { declaredMmPerPixel } = request;
  const markers = findMarkers(await loadOpenCv(), photo.image);
  const printed = markers.map(markerOutline);
  if (markers.length > 0) {
    const { plane, outline, greys } = onPrinted(photo, markers, request);
    const isMeasured = plane.calibration.mm_per_pixel !== null;
    const notes = [...(isMeasured ? [PLANE_NOTE] : []), ...disagreement(plane, declaredMmPerPixel)];
    return { plane, notes, printed: outline ? [...printed, outline] : printed, greys };
  }
  if (declaredMmPerPixel !== undefined) {
    return { plane: declaredCalibration(declaredMmPerPixel, photo.width / photo.image.width), notes: [], printed };
  }
  const none = uncalibrated('No card or marker was found and no scale was declared, so there are no cm².');
  return { plane: none, notes: [], printed };
}

interface PrintedScale {
  readonly plane: PlaneCalibration | NoCalibration;
  /** Of the card, where there is one. */
  readonly outline?: readonly Point[];
  readonly greys?: readonly PrintedStep[];
}

/** Scale from a card, else from markers. */
function onPrinted(photo: DecodedPhoto, markers: readonly Marker[], request: ScaleRequest): PrintedScale {
  const { markerSideMm, cardScaleMm } = request;
  const scaleToUpload = photo.width / photo.image.width;
  const { focalLength35mm } = photo.capture;
  const camera = { ...photo.image, ...(focalLength35mm !== null && { focalLength35mm }) };
  return unlessRefused(() => {
    const card = findCard(markers);
    if (!card) {
      const side = markerSideMm ?? cardMarkerSideMm(markers, cardScaleMm) ?? DEFAULT_MARKER_SIDE_MM;
      return { plane: calibrateFromMarkers(markers, side, camera, scaleToUpload) };
    }
    // Known before the card is believed: a card that is refused is no skin either.
    const outline = cardOutline(card);
    const calibrated = unlessRefused(() => calibrateFromCard(card, { camera, scaleToUpload, cardScaleMm }));
    if (!('cardToPhoto' in calibrated)) return { ...calibrated, outline };
    const steps = readSteps(photo.image, calibrated.cardToPhoto, card.edition.greys);
    return { plane: withGreys(calibrated.plane, greyBalance(steps)), outline, greys: steps };
  });
}

/** The card's greys say what a white balance would do; the picture is left as it is (reported colours: `measure/colour-reference.ts`). */
function withGreys(plane: PlaneCalibration, balance: GreyBalance | undefined): PlaneCalibration {
  if (!balance) return plane;
  const calibration = { ...plane.calibration, grey_gains: balance.gains, grey_residual: balance.residual };
  return { ...plane, calibration };
}

function unlessRefused<T>(calibrate: () => T): T | { readonly plane: NoCalibration } {
  try {
    return calibrate();
  } catch (error) {
    if (error instanceof Refusal) return { plane: uncalibrated(error.message) };
    throw error;
  }
}

function disagreement({ calibration }: FoundScale['plane'], declaredMmPerPixel: number | undefined): readonly string[] {
  if (declaredMmPerPixel === undefined || calibration.mm_per_pixel === null) return [];
  const ratio = declaredMmPerPixel / calibration.mm_per_pixel;
  if (Math.max(ratio, 1 / ratio) <= WORTH_SAYING) return [];
  return [
    `The declared scale (${declaredMmPerPixel} mm per pixel) differs from the ${calibration.kind}'s (${calibration.mm_per_pixel.toFixed(4)}); the ${calibration.kind}'s was used.`,
  ];
}
