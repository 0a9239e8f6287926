import type { Homography, Point } from './homography.ts';
import { homographyFromPoints, invert, mapPoint } from './homography.ts';
import { leastSquares } from './least-squares.ts';
import { rootMeanSquare } from './linear.ts';
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

/** Points in fixed places to one another, somewhere on the plane. */
export interface PlanePattern {
  /** In the pattern's own unit, with the origin at their mean. */
  readonly points: readonly Point[];
  /** Where each is seen, px. */
  readonly seen: readonly Point[];
  /** 1-sigma of each place seen, px. */
  readonly sdPx: readonly number[];
}

export interface PoseSetting {
  readonly camera: CameraGuess;
  /** The patterns' unit in mm. */
  readonly unitMm: number;
  /** 1-sigma of how far the optical axis passes from the middle of the frame, as a part of its diagonal: cropped photos. 0 holds it there. */
  readonly axisSd: number;
}

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
/** Parameters of each pattern on it: in-plane turn (rad) and place (in the pattern's unit). */
const PATTERN_PARAMETERS = 3;

/**
 * The most probable plane that shows these square markers, given usual tilts and focal lengths as weak prior knowledge.
 *
 * A homography through the four corners alone has eight free numbers; two of them, the change of scale across the frame,
 * rest on differences of hundredths of a pixel and ruin every area far from a small marker. A camera with square pixels
 * ties those two to the visible foreshortening, which leaves seven, and the prior keeps what the marker cannot tell small.
 */
export function fitPlane(markers: readonly Marker[], sideMm: number, camera: CameraGuess): PlanePose {
  const patterns = markers.map(({ corners, cornerSdPx }) => ({
    points: UNIT_SQUARE,
    seen: corners,
    sdPx: corners.map(() => cornerSdPx),
  }));
  return fitPatterns(patterns, { camera, unitMm: sideMm, axisSd: 0 });
}

/** The same for any patterns of points on one plane. With `axisSd` above 0 two more parameters come last: the axis's place. */
export function fitPatterns(patterns: readonly PlanePattern[], { camera, unitMm, axisSd }: PoseSetting): PlanePose {
  const diagonal = Math.hypot(camera.width, camera.height);
  const focal = ((camera.focalLength35mm ?? USUAL_FOCAL_35MM) / FILM_DIAGONAL_MM) * diagonal;
  const focalSd = camera.focalLength35mm === undefined ? USUAL_FOCAL_LOG_SD : KNOWN_FOCAL_LOG_SD;
  const middle: Point = [(camera.width - 1) / 2, (camera.height - 1) / 2];
  const freeAxis = axisSd > 0 ? [0, 0] : [];
  const axisOf = (parameters: readonly number[]): Point => {
    if (axisSd === 0) return middle;
    const [dx, dy] = parameters.slice(-2);
    return [middle[0] + dx * diagonal, middle[1] + dy * diagonal];
  };
  const priorsOf = (parameters: readonly number[]) => [
    parameters[0] / USUAL_TILT_RAD,
    parameters[1] / USUAL_TILT_RAD,
    (parameters[3] - Math.log(focal)) / focalSd,
    ...(axisSd === 0 ? [] : parameters.slice(-2).map((shift) => shift / axisSd)),
  ];
  const residualsOf = (parameters: readonly number[]) => {
    const residuals = priorsOf(parameters);
    const toImage = planeToImage(parameters, axisOf(parameters));
    patterns.forEach((pattern, p) => {
      pushResiduals(residuals, pattern, placed(pattern.points, placingOf(parameters, p), unitMm), toImage);
    });
    return residuals;
  };
  const starts = START_FOCALS.map((factor) => [...startAt(patterns, unitMm, middle, factor * focal), ...freeAxis]);
  const best = starts.map((start) => leastSquares(residualsOf, start)).reduce((x, y) => (y.cost < x.cost ? y : x));
  const { parameters, covariance } = best;
  const toPlaneOf = (p: readonly number[]) => invert(planeToImage(p, axisOf(p)));
  return {
    tiltDeg: (Math.hypot(parameters[0], parameters[1]) * 180) / Math.PI,
    toPlane: toPlaneOf(parameters),
    toPlaneOf,
    parameters,
    covariance,
    misfit: rootMeanSquare(residualsOf(parameters).slice(3 + freeAxis.length)),
  };
}

/** Where on the plane, in mm, the points of one pattern were placed. */
export function placedPoints(pose: PlanePose, patterns: readonly PlanePattern[], p: number, unitMm: number): Point[] {
  return placed(patterns[p].points, placingOf(pose.parameters, p), unitMm);
}

/**
 * Focal lengths to start from, relative to the usual one. Corners known to 0.02 px make the focal length and the tilt a
 * narrow, bent valley with more than one bottom: each start gets the pose that fits the corners best at its focal length.
 */
const START_FOCALS = [0.6, 1, 1.7, 3] as const;

function startAt(patterns: readonly PlanePattern[], unitMm: number, centre: Point, focal: number): number[] {
  const [tiltX, tiltY] = tiltOfPattern(patterns[0], centre, focal);
  // The plane at unit distance: its millimetres are still to be scaled by the true distance.
  const toUnitPlane = invert(planeToImage([tiltX, tiltY, 0, Math.log(focal)], centre));
  const lengthOf = ([a, b]: readonly Point[]) => Math.hypot(b[0] - a[0], b[1] - a[1]);
  const turnOf = ([a, b]: readonly Point[]) => Math.atan2(b[1] - a[1], b[0] - a[0]);
  const seen = patterns.map((pattern) => pattern.seen.map((point) => mapPoint(toUnitPlane, point)));
  const unit =
    seen.reduce((sum, points, p) => sum + lengthOf(points) / lengthOf(patterns[p].points), 0) / patterns.length;
  const own = seen.flatMap((points, p) => [
    turnOf(points) - turnOf(patterns[p].points),
    points.reduce((sum, point) => sum + point[0], 0) / points.length / unit,
    points.reduce((sum, point) => sum + point[1], 0) / points.length / unit,
  ]);
  return [tiltX, tiltY, Math.log(unitMm / unit), Math.log(focal), ...own];
}

/** The plane's normal is perpendicular to the pictures of the pattern's two axes, as a turn of the optical axis onto it. */
function tiltOfPattern({ points, seen }: PlanePattern, [cx, cy]: Point, focal: number): Point {
  const h = homographyFromPoints(points, seen);
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

/** How one pattern lies on the plane. */
interface Placing {
  readonly turnRad: number;
  /** In the pattern's unit. */
  readonly at: Point;
}

function placingOf(parameters: readonly number[], pattern: number): Placing {
  const first = PLANE_PARAMETERS + pattern * PATTERN_PARAMETERS;
  return { turnRad: parameters[first], at: [parameters[first + 1], parameters[first + 2]] };
}

/** Points of a pattern in mm on the plane. */
function placed(points: readonly Point[], { turnRad, at }: Placing, unitMm: number): Point[] {
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  return points.map(([x, y]) => [unitMm * (at[0] + cos * x - sin * y), unitMm * (at[1] + sin * x + cos * y)]);
}

function pushResiduals(
  residuals: number[],
  { seen, sdPx }: PlanePattern,
  places: readonly Point[],
  toImage: Homography,
): void {
  for (let i = 0; i < seen.length; i++) {
    const [x, y] = mapPoint(toImage, places[i]);
    residuals.push((seen[i][0] - x) / sdPx[i], (seen[i][1] - y) / sdPx[i]);
  }
}

/** Plane mm → photo px for a plane that is turned about an axis in itself (Rodrigues) and cut by the optical axis at its origin. */
function planeToImage([tiltX, tiltY, logDistance, logFocal]: readonly number[], [cx, cy]: Point): Homography {
  const angle = Math.hypot(tiltX, tiltY);
  const k = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
  const s = angle < 1e-9 ? 1 : Math.sin(angle) / angle;
  const f = Math.exp(logFocal);
  // Columns of the turned plane's axes and of its origin, as the camera sees them.
  const [ux, uy, uz] = [1 - k * tiltY * tiltY, k * tiltX * tiltY, -s * tiltY];
  const [vx, vy, vz] = [k * tiltX * tiltY, 1 - k * tiltX * tiltX, s * tiltX];
  const distance = Math.exp(logDistance);
  return [
    f * ux + cx * uz,
    f * vx + cx * vz,
    cx * distance,
    f * uy + cy * uz,
    f * vy + cy * vz,
    cy * distance,
    uz,
    vz,
    distance,
  ];
}
