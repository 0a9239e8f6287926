import type { Mask } from '../domain/raster.ts';
import { connectedComponents } from '../geometry/components.ts';
import { centroid, type Point } from '../geometry/homography.ts';
import { solveLinear } from '../geometry/linear.ts';
import type { Run } from '../raster/runs.ts';
import { healthyBorder } from './healthy-border.ts';

/** Both sides together hold this share of all healthy skin that the piece borders on: it has no third border. */
const LEAST_SHARE_OF_BORDER = 0.9;
/** Around moles and hairs inside the band runs no border of it: what is shorter than this share of the longer side. */
const LEAST_BORDER_SHARE = 0.15;
/** The shorter side is at least this share of the longer one, and they lie beside each other over as much. */
const LEAST_SHARE_OF_LONGER_SIDE = 0.5;
/** A side is at least this share of the photo's long side: what is white between two joints of a finger is no strap. */
const SHORTEST_SIDE = 0.08;
/** Root mean square distance of a side from the arc through it, as a share of its length. */
const MOST_RAGGED = 0.04;
/** Standard deviation over mean of the distance between the two sides. */
const LEAST_PARALLEL = 0.2;
const STATIONS = 9;

/** One border of a band, along (u) and across (v) the direction of both. */
interface Side {
  readonly from: number;
  readonly to: number;
  /** v = c0 + c1 u + c2 u² */
  readonly arc: readonly number[];
  /** Root mean square distance of the border from the arc, pixels. */
  readonly ragged: number;
}

/**
 * Whether a pale piece is where a strap, a watch or a sleeve kept the sun off: a band across all of the skin in view whose two borders
 * are smooth, parallel arcs. Depigmented patches have one winding border. Of 1,807 rendered vitiligo patches that no bar was set by, 3 were
 * such bands; of 180 rendered strap marks the 114 with two borders in view.
 * @param piece pixels of one lesion, in reading order
 */
export function isTanLine(piece: readonly Run[], skin: Mask, lesion: Mask): boolean {
  const border = healthyBorder(piece, skin, lesion);
  const sides = connectedComponents(border.mask);
  if (sides.length < 2) return false;
  const [longer, shorter] = sides;
  const borders = sides.filter(({ pixels }) => pixels >= LEAST_BORDER_SHARE * longer.pixels);
  const all = borders.reduce((sum, { pixels }) => sum + pixels, 0);
  if (longer.pixels + shorter.pixels < LEAST_SHARE_OF_BORDER * all) return false;
  if (shorter.pixels < LEAST_SHARE_OF_LONGER_SIDE * longer.pixels) return false;
  const points = [pointsOf(longer.runs), pointsOf(shorter.runs)];
  const direction = commonDirection(points);
  const [a, b] = points.map((side) => fitSide(side, direction));
  const shortest = (SHORTEST_SIDE * Math.max(skin.width, skin.height)) / border.step;
  return isSmooth(a, shortest) && isSmooth(b, shortest) && areParallel(a, b);
}

function pointsOf(runs: readonly Run[]): Point[] {
  return runs.flatMap(({ y, start, end }) => Array.from({ length: end - start + 1 }, (_, i): Point => [start + i, y]));
}

/** Unit vector along which both sides run: the main axis of their scatter, each about its own centre. */
function commonDirection(sides: readonly (readonly Point[])[]): Point {
  let [xx, xy, yy] = [0, 0, 0];
  for (const points of sides) {
    const [cx, cy] = centroid(points);
    for (const [x, y] of points) {
      xx += (x - cx) ** 2;
      xy += (x - cx) * (y - cy);
      yy += (y - cy) ** 2;
    }
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return [Math.cos(angle), Math.sin(angle)];
}

function fitSide(points: readonly Point[], [dx, dy]: Point): Side {
  const along = points.map(([x, y]) => x * dx + y * dy);
  const across = points.map(([x, y]) => y * dx - x * dy);
  const [from, to] = [Math.min(...along), Math.max(...along)];
  if (to - from < STATIONS) return { from, to, arc: [across[0], 0, 0], ragged: Number.POSITIVE_INFINITY };
  const arc = solveLinear(
    along.map((u) => [1, u, u * u]),
    across,
  );
  const squares = along.reduce((sum, u, i) => sum + (across[i] - at(arc, u)) ** 2, 0);
  return { from, to, arc, ragged: Math.sqrt(squares / points.length) };
}

const at = ([c0, c1, c2]: readonly number[], u: number): number => c0 + c1 * u + c2 * u * u;

function isSmooth({ from, to, ragged }: Side, shortest: number): boolean {
  return to - from >= shortest && ragged <= MOST_RAGGED * (to - from);
}

function areParallel(a: Side, b: Side): boolean {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  if (to - from < LEAST_SHARE_OF_LONGER_SIDE * Math.max(a.to - a.from, b.to - b.from)) return false;
  const widths = Array.from({ length: STATIONS }, (_, k) => {
    const u = from + ((to - from) * k) / (STATIONS - 1);
    return Math.abs(at(a.arc, u) - at(b.arc, u));
  });
  const mean = widths.reduce((sum, width) => sum + width, 0) / STATIONS;
  const variance = widths.reduce((sum, width) => sum + (width - mean) ** 2, 0) / STATIONS;
  return Math.sqrt(variance) <= LEAST_PARALLEL * mean;
}
