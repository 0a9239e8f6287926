import type { RgbImage } from '../domain/raster.ts';
import { CARD_EDITIONS } from './calibration-card.ts';
import type { GreyImage } from './grey.ts';
import { greenBlocks } from './grey.ts';
import type { Point } from './homography.ts';
import { refineMarker } from './marker-edges.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { withMats } from './opencv.ts';
import type { ArucoDetector, OpenCv } from './opencv-types.ts';

export type Corners = readonly [Point, Point, Point, Point];

/** A square ArUco marker (dictionary 4x4_50) seen in a photo. */
export interface Marker {
  readonly id: number;
  /** Clockwise from the marker's own top left, in pixels of the image given; whole numbers are pixel centres. */
  readonly corners: Corners;
  /** 1-sigma of each corner coordinate in pixels, from how well the printed edges fit one plane square. */
  readonly cornerSdPx: number;
}

/** Long side in pixels at which markers are searched first: quick, and enough for markers of about 40 px in a 1600 px photo. */
const SEARCH_LONG_SIDE_PX = 800;
/** Second try when the first found nothing: small markers. */
const FINE_SEARCH_LONG_SIDE_PX = 1600;
/** A marker of 6 modules with less than 4 px each cannot be told from texture reliably. */
const MIN_SIDE_PX = 24;
/**
 * Shortest over longest side. A square tilted by 45° in a near view stays above; squashed quadrilaterals found in
 * texture do not.
 */
const MIN_SIDE_RATIO = 0.5;

/** Finds the ArUco markers of dictionary 4x4_50, each id once, with corners refined to a few hundredths of a pixel. */
export function findMarkers({ cv }: LoadedOpenCv, image: RgbImage): Marker[] {
  const longSide = Math.max(image.width, image.height);
  const tries = [SEARCH_LONG_SIDE_PX, FINE_SEARCH_LONG_SIDE_PX].map((size) => Math.max(1, Math.round(longSide / size)));
  let best: Marker[] = [];
  for (const block of new Set(tries)) {
    const found = detect(cv, greenBlocks(image, block))
      .map(({ id, corners }) => ({ id, corners: corners.map((c) => fromBlocks(c, block)) as unknown as Corners }))
      .filter(({ corners }) => isPlausibleSquare(corners))
      .map(({ id, corners }) => refineMarker(image, id, corners))
      .filter((marker) => marker !== undefined);
    // A card of which some markers are missing is worth a second look.
    if (found.length > 0 && (block === 1 || !showsPartOfCard(found))) return found;
    if (found.length > best.length) best = found;
  }
  return best;
}

function showsPartOfCard(found: readonly Marker[]): boolean {
  return CARD_EDITIONS.some(({ markers }) => {
    const seen = markers.filter(({ id }) => found.some((marker) => marker.id === id)).length;
    return seen > 0 && seen < markers.length;
  });
}

/** Pixel centres are whole numbers on both grids. */
function fromBlocks([x, y]: Point, block: number): Point {
  return [(x + 0.5) * block - 0.5, (y + 0.5) * block - 0.5];
}

interface Detection {
  readonly id: number;
  readonly corners: readonly Point[];
}

function detect(cv: OpenCv, grey: GreyImage): Detection[] {
  return withMats(cv, (keep) => {
    const detector = makeDetector(cv, keep);
    const image = keep(new cv.Mat(grey.height, grey.width, cv.CV_8UC1));
    image.data.set(grey.data);
    const corners = keep(new cv.MatVector());
    const ids = keep(new cv.Mat());
    detector.detectMarkers(image, corners, ids, keep(new cv.MatVector()));
    const found: Detection[] = [];
    for (let i = 0; i < corners.size(); i++) {
      const c = keep(corners.get(i)).data32F;
      const id = new Int32Array(ids.data.buffer, ids.data.byteOffset, ids.rows)[i];
      found.push({ id, corners: [0, 2, 4, 6].map((j) => [c[j], c[j + 1]] as const) });
    }
    return found;
  });
}

/** One threshold window: three times as fast as OpenCV's three, and a printed marker has contrast to spare. */
const THRESHOLD_WINDOW_PX = 23;
/** Grey levels below the local mean that count as dark; above the noise of skin, below any printed black. */
const THRESHOLD_CONSTANT = 12;
/** Smallest perimeter over the long side that is looked at: a side of 20 px of 800. */
const MIN_PERIMETER_RATE = 0.08;

function makeDetector(cv: OpenCv, keep: Parameters<Parameters<typeof withMats>[1]>[0]): ArucoDetector {
  const parameters = keep(new cv.aruco_DetectorParameters());
  parameters.adaptiveThreshWinSizeMin = THRESHOLD_WINDOW_PX;
  parameters.adaptiveThreshWinSizeMax = THRESHOLD_WINDOW_PX;
  parameters.adaptiveThreshConstant = THRESHOLD_CONSTANT;
  parameters.minMarkerPerimeterRate = MIN_PERIMETER_RATE;
  // OpenCV's own values; they concern a second search that is not used here.
  const refinement = keep(new cv.aruco_RefineParameters(10, 3, true));
  return keep(new cv.aruco_ArucoDetector(keep(cv.getPredefinedDictionary(cv.DICT_4X4_50)), parameters, refinement));
}

function isPlausibleSquare(corners: Corners): boolean {
  const sides = corners.map(([x, y], i) => Math.hypot(corners[(i + 1) % 4][0] - x, corners[(i + 1) % 4][1] - y));
  return Math.min(...sides) >= MIN_SIDE_PX && Math.min(...sides) >= MIN_SIDE_RATIO * Math.max(...sides);
}
