import type { RgbImage } from '../domain/raster.ts';
import { luminanceAt } from './grey.ts';
import type { Homography, Point } from './homography.ts';
import { homographyFromPoints, mapPoint } from './homography.ts';
import { invertMatrix, normalEquations, solveLinear } from './linear.ts';
import type { Corners, Marker } from './markers.ts';

/** A 4×4 marker has a black border of one module around its 16 bits. */
const MODULES = 6;
/** The marker's corners in modules, clockwise from its top left. */
const SQUARE: readonly Point[] = [
  [0, 0],
  [MODULES, 0],
  [MODULES, MODULES],
  [0, MODULES],
];
/** Half length of an edge profile in modules: as far as possible without touching the next edge. */
const PROFILE_HALF = 0.45;
/** Longer profiles only gather what is not the edge. */
const PROFILE_HALF_MAX_PX = 5;
const PROFILE_STEPS = 24;
/** Part of a module edge that is sampled: its ends are rounded by blur and neighbouring modules. */
const SAMPLED_PART = 0.6;
const MAX_SAMPLES_PER_EDGE = 5;
/** Least step in linear light of an edge profile, relative to the marker's black-to-white step. */
const MIN_EDGE_CONTRAST = 0.4;
const ROUNDS = 3;
/** A marker whose edges stray more than this (root mean square, modules) from a plane square is bent or no marker. */
const MAX_RESIDUAL_MODULES = 0.12;
/** Corners cannot be known better than what interpolation and pixel response leave. [own measurement on rendered markers] */
const CORNER_SD_FLOOR_PX = 0.02;

/** A place on a boundary between a dark and a light module, seen at `at` in the photo. */
interface EdgePoint {
  readonly at: Point;
  /** 0: the boundary is a line of constant x in the marker; 1: of constant y. */
  readonly axis: 0 | 1;
  /** Where the boundary stands, in modules. */
  readonly line: number;
  /** +1 when the light side is at larger coordinates, else −1. */
  readonly lightSide: 1 | -1;
}

/**
 * Refines a marker's corners on all its printed edges at once, inside ones included: the eight corner coordinates and
 * one common shift of every edge toward black. That shift takes up ink spread, glare, sharpening and an unknown tone
 * curve, which would otherwise make the square too small or too large, and with it every area.
 * Returns undefined when the edges do not form the picture of a plane square.
 */
export function refineMarker(image: RgbImage, id: number, start: Corners): Marker | undefined {
  let corners = start;
  let fit: Fit | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const points = findEdgePoints(image, corners);
    if (points === undefined || points.length < 4 * MODULES) return undefined;
    fit = fitSquare(points, corners);
    corners = fit.corners;
  }
  if (fit === undefined || fit.residualModules > MAX_RESIDUAL_MODULES) return undefined;
  return { id, corners, cornerSdPx: Math.hypot(fit.cornerSdPx, CORNER_SD_FLOOR_PX) };
}

function findEdgePoints(image: RgbImage, corners: Corners): EdgePoint[] | undefined {
  const toImage = homographyFromPoints(SQUARE, corners);
  const levels = moduleLevels(image, toImage);
  if (levels === undefined) return undefined;
  const side = Math.hypot(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]);
  const setting = { image, toImage, modulePx: side / MODULES, levels };
  const points: EdgePoint[] = [];
  for (const axis of [0, 1] as const) {
    for (let line = 0; line <= MODULES; line++) {
      for (let along = 0; along < MODULES; along++) points.push(...samplesOfEdge(setting, axis, line, along));
    }
  }
  return points;
}

interface Levels {
  /** Module (column, row) is light; those around the marker count as light. */
  isLight(column: number, row: number): boolean;
  /** Step from black to white in linear light. */
  readonly step: number;
}

function moduleLevels(image: RgbImage, toImage: Homography): Levels | undefined {
  const values: number[] = [];
  for (let row = 0; row < MODULES; row++) {
    for (let column = 0; column < MODULES; column++) {
      const [x, y] = mapPoint(toImage, [column + 0.5, row + 0.5]);
      const value = luminanceAt(image, x, y);
      if (value === undefined) return undefined;
      values.push(value);
    }
  }
  const dark = Math.min(...values);
  const light = Math.max(...values);
  const isInside = (i: number) => i >= 0 && i < MODULES;
  return {
    isLight: (column, row) =>
      !isInside(column) || !isInside(row) || values[row * MODULES + column] > (dark + light) / 2,
    step: light - dark,
  };
}

interface Setting {
  readonly image: RgbImage;
  readonly toImage: Homography;
  readonly modulePx: number;
  readonly levels: Levels;
}

function samplesOfEdge(setting: Setting, axis: 0 | 1, line: number, along: number): EdgePoint[] {
  const before = axis === 0 ? setting.levels.isLight(line - 1, along) : setting.levels.isLight(along, line - 1);
  const after = axis === 0 ? setting.levels.isLight(line, along) : setting.levels.isLight(along, line);
  if (before === after) return [];
  const count = Math.max(1, Math.min(MAX_SAMPLES_PER_EDGE, Math.floor(setting.modulePx * SAMPLED_PART)));
  const points: EdgePoint[] = [];
  for (let i = 0; i < count; i++) {
    const position = along + 0.5 + SAMPLED_PART * ((i + 0.5) / count - 0.5);
    const at = crossing(setting, axis, line, position, after ? 1 : -1);
    if (at !== undefined) points.push({ at, axis, line, lightSide: after ? 1 : -1 });
  }
  return points;
}

/** Where the profile across a boundary passes half way between its two ends. */
function crossing(setting: Setting, axis: 0 | 1, line: number, position: number, lightSide: 1 | -1): Point | undefined {
  const { image, toImage, modulePx, levels } = setting;
  const half = Math.min(PROFILE_HALF, PROFILE_HALF_MAX_PX / modulePx);
  const place = (i: number) => {
    const across = line + lightSide * half * ((2 * i) / PROFILE_STEPS - 1);
    return mapPoint(toImage, axis === 0 ? [across, position] : [position, across]);
  };
  const profile = new Float64Array(PROFILE_STEPS + 1);
  for (let i = 0; i <= PROFILE_STEPS; i++) {
    const [x, y] = place(i);
    const value = luminanceAt(image, x, y);
    if (value === undefined) return undefined;
    profile[i] = value;
  }
  const dark = meanOf(profile, 0, 3);
  const light = meanOf(profile, PROFILE_STEPS - 2, PROFILE_STEPS + 1);
  if (light - dark < MIN_EDGE_CONTRAST * levels.step) return undefined;
  const i = crossingNearMiddle(profile, (dark + light) / 2);
  return i === undefined ? undefined : place(i);
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}

function crossingNearMiddle(profile: Float64Array, level: number): number | undefined {
  let best: number | undefined;
  for (let i = 0; i + 1 < profile.length; i++) {
    if (profile[i] > level || profile[i + 1] <= level) continue;
    const at = i + (level - profile[i]) / (profile[i + 1] - profile[i]);
    const middle = PROFILE_STEPS / 2;
    if (best === undefined || Math.abs(at - middle) < Math.abs(best - middle)) best = at;
  }
  return best;
}

interface Fit {
  readonly corners: Corners;
  readonly residualModules: number;
  readonly cornerSdPx: number;
}

/** Step for numerical derivatives, px. */
const STEP_PX = 1e-3;
/** Residuals beyond this many robust standard deviations are weighted down. @source Huber1964 */
const HUBER = 1.5;

/** One Gauss-Newton step on eight corner coordinates and the common edge shift; the model is all but linear in them. */
function fitSquare(points: readonly EdgePoint[], corners: Corners): Fit {
  const start = [...corners.flat(), 0];
  const base = residuals(points, start);
  const columns = start.map((_, p) => {
    const moved = start.map((value, i) => (i === p ? value + STEP_PX : value));
    return residuals(points, moved).map((value, i) => (value - base[i]) / STEP_PX);
  });
  const rows = base.map((_, i) => columns.map((column) => column[i]));
  let weights = base.map(() => 1);
  let step: number[] = [];
  let left = base;
  for (let pass = 0; pass < 3; pass++) {
    const { matrix, vector } = normalEquations(rows, base, weights);
    step = solveLinear(matrix, vector).map((value) => -value);
    left = base.map((value, i) => value + rows[i].reduce((sum, d, p) => sum + d * step[p], 0));
    const limit = HUBER * Math.max(medianAbsolute(left) / 0.6745, 1e-6);
    weights = left.map((value) => Math.sqrt(Math.min(1, limit / Math.max(Math.abs(value), 1e-12))));
  }
  const moved = start.map((value, i) => value + step[i]);
  const residualModules = Math.sqrt(left.reduce((sum, r, i) => sum + (r * weights[i]) ** 2, 0) / (left.length - 9));
  const covariance = invertMatrix(normalEquations(rows, base, weights).matrix);
  const meanVariance = covariance.slice(0, 8).reduce((sum, row, i) => sum + row[i], 0) / 8;
  return {
    corners: [0, 2, 4, 6].map((i) => [moved[i], moved[i + 1]]) as unknown as Corners,
    residualModules,
    cornerSdPx: residualModules * Math.sqrt(meanVariance),
  };
}

function medianAbsolute(values: readonly number[]): number {
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Distance in modules of each edge point from where its boundary should be, given corners and common shift. */
function residuals(points: readonly EdgePoint[], parameters: readonly number[]): number[] {
  const corners = [0, 2, 4, 6].map((i): Point => [parameters[i], parameters[i + 1]]);
  const toMarker = homographyFromPoints(corners, SQUARE);
  const shift = parameters[8];
  return points.map((point) => mapPoint(toMarker, point.at)[point.axis] - point.line - shift * point.lightSide);
}
