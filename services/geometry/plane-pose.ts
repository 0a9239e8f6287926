import type { Homography, Point } from './homography.ts';
import { homographyFromPoints, invert, mapPoint } from './homography.ts';
import { leastSquares } from './least-squares.ts';
import type { Marker } from './markers.ts';

/** What is known of the camera. Pixels are square and the axis goes through the middle of the frame. */
export interface CameraGuess {
  readonly width: number;
  readonly height: number;
  /** Focal length for a 35 mm film frame of the same diagonal, where the file tells it. */
  readonly focalLength35mm?: number;
}

/** Diagonal of the 36 mm × 24 mm film frame. */
const FILM_DIAGONAL_MM = 43.267;
/** Phones have 24 to 28 mm, clinical close-ups are taken at 50 to 100 mm: the middle and its 1-sigma as a factor. */
const USUAL_FOCAL_35MM = 42;
const USUAL_FOCAL_LOG_SD = 0.5;
/** Cropping, focus breathing and rounding of a focal length that the file tells. */
const KNOWN_FOCAL_LOG_SD = 0.1;
/**
 * How far from perpendicular people hold a camera, 1-sigma about each axis. It steadies small markers, whose
 * own tilt is drowned in noise; a large marker overrules it.
 */
const USUAL_TILT_RAD = 0.2;

/** The plane of the markers, as the camera sees it. */
export interface PlanePose {
  readonly tiltDeg: number;
  /** Photo px → mm on the plane. */
  readonly toPlane: Homography;
  /** The same map for other parameters near by, for carrying uncertainty on. */
  readonly toPlaneOf: (parameters: readonly number[]) => Homography;
  readonly parameters: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Root mean square over all corners of seen minus modelled place, in standard deviations. */
  readonly misfit: number;
}

/** Parameters of the plane: tilt about x and y (rad), log of its distance along the axis (mm), log of the focal length (px). */
const PLANE_PARAMETERS = 4;
/** Parameters of each marker on it: in-plane turn (rad) and place (in marker sides). */
const MARKER_PARAMETERS = 3;

/**
 * The most probable plane that shows these square markers, given usual tilts and focal lengths as weak prior knowledge.
 *
 * A homography through the four corners alone has eight free numbers; two of them, the change of scale across the frame,
 * rest on differences of hundredths of a pixel and ruin every area far from a small marker. A camera with square pixels
 * ties those two to the visible foreshortening, which leaves seven, and the prior keeps what the marker cannot tell small.
 */
export function fitPlane(markers: readonly Marker[], sideMm: number, camera: CameraGuess): PlanePose {
  const diagonal = Math.hypot(camera.width, camera.height);
  const focal = ((camera.focalLength35mm ?? USUAL_FOCAL_35MM) / FILM_DIAGONAL_MM) * diagonal;
  const focalSd = camera.focalLength35mm === undefined ? USUAL_FOCAL_LOG_SD : KNOWN_FOCAL_LOG_SD;
  const centre: Point = [(camera.width - 1) / 2, (camera.height - 1) / 2];
  const residualsOf = (parameters: readonly number[]) => {
    const residuals = [
      parameters[0] / USUAL_TILT_RAD,
      parameters[1] / USUAL_TILT_RAD,
      (parameters[3] - Math.log(focal)) / focalSd,
    ];
    markers.forEach((marker, m) => {
      const own = parameters.slice(PLANE_PARAMETERS + m * MARKER_PARAMETERS);
      pushCornerResiduals(residuals, marker, projectSquare(parameters, own, sideMm, centre));
    });
    return residuals;
  };
  const starts = START_FOCALS.map((factor) => startAt(markers, sideMm, centre, factor * focal));
  const best = starts.map((start) => leastSquares(residualsOf, start)).reduce((x, y) => (y.cost < x.cost ? y : x));
  return describePose(best.parameters, best.covariance, centre, residualsOf(best.parameters).slice(3));
}

/**
 * Focal lengths to start from, relative to the usual one. Corners known to 0.02 px make the focal length and the tilt a
 * narrow, bent valley with more than one bottom: each start gets the pose that fits the corners best at its focal length.
 */
const START_FOCALS = [0.6, 1, 1.7, 3] as const;

function startAt(markers: readonly Marker[], sideMm: number, centre: Point, focal: number): number[] {
  const [tiltX, tiltY] = tiltOfMarker(markers[0], centre, focal);
  // The plane at unit distance: its millimetres are still to be scaled by the true distance.
  const toUnitPlane = invert(planeToImage([tiltX, tiltY, 0, Math.log(focal)], centre));
  const seen = markers.map(({ corners }) => corners.map((corner) => mapPoint(toUnitPlane, corner)));
  const side = seen.reduce((sum, [a, b]) => sum + Math.hypot(b[0] - a[0], b[1] - a[1]), 0) / seen.length;
  const own = seen.flatMap((corners) => [
    Math.atan2(corners[1][1] - corners[0][1], corners[1][0] - corners[0][0]),
    corners.reduce((sum, corner) => sum + corner[0], 0) / corners.length / side,
    corners.reduce((sum, corner) => sum + corner[1], 0) / corners.length / side,
  ]);
  return [tiltX, tiltY, Math.log(sideMm / side), Math.log(focal), ...own];
}

/** The plane's normal is perpendicular to the pictures of two sides of the marker, as a turn of the optical axis onto it. */
function tiltOfMarker({ corners }: Marker, [cx, cy]: Point, focal: number): Point {
  const h = homographyFromPoints(UNIT_SQUARE, corners);
  const ray = (column: 0 | 1) => {
    const w = h[6 + column];
    return [(h[column] - cx * w) / focal, (h[3 + column] - cy * w) / focal, w];
  };
  const [a, b] = [ray(0), ray(1)];
  const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const across = Math.hypot(normal[0], normal[1]);
  const angle = Math.atan2(across, normal[2]);
  return across === 0 ? [0, 0] : [(-normal[1] / across) * angle, (normal[0] / across) * angle];
}

/** Corners of a unit square around the origin, clockwise from its top left (y down). */
const UNIT_SQUARE: readonly Point[] = [
  [-0.5, -0.5],
  [0.5, -0.5],
  [0.5, 0.5],
  [-0.5, 0.5],
];

function projectSquare(plane: readonly number[], own: readonly number[], sideMm: number, centre: Point): Point[] {
  const h = planeToImage(plane, centre);
  const cos = Math.cos(own[0]);
  const sin = Math.sin(own[0]);
  return UNIT_SQUARE.map(([x, y]) => {
    const u = sideMm * (own[1] + cos * x - sin * y);
    const v = sideMm * (own[2] + sin * x + cos * y);
    const w = h[6] * u + h[7] * v + h[8];
    return [(h[0] * u + h[1] * v + h[2]) / w, (h[3] * u + h[4] * v + h[5]) / w];
  });
}

function pushCornerResiduals(residuals: number[], marker: Marker, model: readonly Point[]): void {
  marker.corners.forEach(([x, y], i) => {
    residuals.push((x - model[i][0]) / marker.cornerSdPx, (y - model[i][1]) / marker.cornerSdPx);
  });
}

/** Plane mm → photo px for a plane that is turned about an axis in itself (Rodrigues) and cut by the optical axis at its origin. */
function planeToImage([tiltX, tiltY, logDistance, logFocal]: readonly number[], [cx, cy]: Point): Homography {
  const angle = Math.hypot(tiltX, tiltY);
  const k = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
  const s = angle < 1e-9 ? 1 : Math.sin(angle) / angle;
  const f = Math.exp(logFocal);
  const columns = [
    [1 - k * tiltY * tiltY, k * tiltX * tiltY, -s * tiltY],
    [k * tiltX * tiltY, 1 - k * tiltX * tiltX, s * tiltX],
    [0, 0, Math.exp(logDistance)],
  ];
  const row = (i: 0 | 1, c: number) => columns.map((column) => f * column[i] + c * column[2]);
  return [...row(0, cx), ...row(1, cy), ...columns.map((column) => column[2])] as unknown as Homography;
}

function describePose(
  parameters: readonly number[],
  covariance: readonly (readonly number[])[],
  centre: Point,
  corners: readonly number[],
): PlanePose {
  const toPlaneOf = (p: readonly number[]) => invert(planeToImage(p, centre));
  return {
    tiltDeg: (Math.hypot(parameters[0], parameters[1]) * 180) / Math.PI,
    toPlane: toPlaneOf(parameters),
    toPlaneOf,
    parameters,
    covariance,
    misfit: Math.sqrt(corners.reduce((sum, r) => sum + r * r, 0) / corners.length),
  };
}
