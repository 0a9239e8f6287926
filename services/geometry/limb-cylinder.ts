import type { Mask } from '../domain/raster.ts';
import { type Component, connectedComponents } from './components.ts';
import type { Point } from './homography.ts';
import { type EdgeLine, fitEdge } from './limb-edges.ts';

/**
 * A limb across the frame as a cylinder seen from the side, orthographically. Its silhouette edges are lines along the scan
 * coordinate (rows for an upright limb, columns for one that lies), so that a slight taper is followed.
 */
export interface LimbCylinder {
  /** Whether scans run along rows (the limb stands upright) or columns. */
  readonly scan: 'rows' | 'columns';
  readonly near: EdgeLine;
  readonly far: EdgeLine;
  /** Angle of the axis to the picture's x axis, 0 up to 180, y down. */
  readonly axisDeg: number;
  /** Half the distance between the edges, across the axis, at the middle of the limb. */
  readonly radiusPx: number;
  /** 1-sigma of where an edge lies, px. */
  readonly edgeSdPx: number;
}

/** Pieces of skin from this share of the largest: more than one is no single limb. */
const OTHER_PIECE_SHARE = 0.1;
/** The axis must be seen for at least this many widths. */
const LEAST_LENGTH_IN_WIDTHS = 1.2;
/** A forearm tapers by 5 to 8°; more is a hand, a foot or a joint. */
const MAX_EDGE_ANGLE_DEG = 10;
/** Root mean square distance of the outline from its two lines, as a part of the width. */
const MAX_EDGE_RESIDUAL = 0.03;
/** Scans with both edges inside the frame, below which two lines say nothing. */
const LEAST_SCANS = 10;
/** Every so many rows or columns are scanned: an edge is a line. */
const SCAN_STEP = 4;
/** Part of the axis within the frame that must lie on skin: markers and hair may cover some of it. */
const LEAST_AXIS_ON_SKIN = 0.8;

const NO_EDGES = 'The outline of the skin shows no two edges inside the frame.';

/** The limb that the outline of the skin shows, or the reason why it shows none. Conservative: in doubt there is none. */
export function findLimb(skin: Mask): LimbCylinder | { readonly reason: string } {
  const [piece, second] = connectedComponents(skin);
  if (!piece) return { reason: 'There is no skin.' };
  if (second && second.pixels >= OTHER_PIECE_SHARE * piece.pixels) {
    return { reason: 'The skin in the frame is in several pieces.' };
  }
  const found = (['rows', 'columns'] as const).map((scan) => limbAlong(skin, piece, scan));
  const limbs = found.filter((result) => 'scan' in result);
  // At 45° both ways of scanning see it; the way that crosses the axis more squarely is the better one.
  const squareness = (limb: LimbCylinder) => Math.abs(limb.near.slope + limb.far.slope);
  if (limbs.length > 0) return limbs.reduce((a, b) => (squareness(b) < squareness(a) ? b : a));
  const reasons = found.flatMap((result) => ('reason' in result ? [result.reason] : []));
  return { reason: reasons.find((reason) => reason !== NO_EDGES) ?? NO_EDGES };
}

function limbAlong(
  skin: Mask,
  piece: Component,
  scan: LimbCylinder['scan'],
): LimbCylinder | { readonly reason: string } {
  const outline = scanOutline(piece, skin, scan);
  if (outline.at.length < LEAST_SCANS) return { reason: NO_EDGES };
  const near = fitEdge(outline.at, outline.near);
  const far = fitEdge(outline.at, outline.far);
  const middle = (outline.at[0] + outline.at[outline.at.length - 1]) / 2;
  const angle = (Math.atan(near.slope) + Math.atan(far.slope)) / 2;
  const width = (far.offset - near.offset + (far.slope - near.slope) * middle) * Math.cos(angle);
  const residual = Math.hypot(near.residual, far.residual) / Math.SQRT2;
  const length = (outline.at[outline.at.length - 1] - outline.at[0]) / Math.cos(angle);
  const between = (Math.abs(Math.atan(near.slope) - Math.atan(far.slope)) * 180) / Math.PI;
  if (between > MAX_EDGE_ANGLE_DEG || residual > MAX_EDGE_RESIDUAL * width) {
    return { reason: 'The outline of the skin shows no two straight, nearly parallel edges, as a limb has.' };
  }
  if (length < LEAST_LENGTH_IN_WIDTHS * width) return { reason: 'Too little of the length of a limb is in the frame.' };
  const limb: LimbCylinder = {
    scan,
    near,
    far,
    axisDeg: axisDegOf(scan, angle),
    radiusPx: width / 2,
    edgeSdPx: Math.max(1, residual),
  };
  if (!leavesFrameAtBothEnds(limb, skin)) {
    return { reason: 'The skin ends inside the frame, so it may be a hand or a foot and not a limb.' };
  }
  return limb;
}

interface ScannedOutline {
  readonly at: readonly number[];
  readonly near: readonly number[];
  readonly far: readonly number[];
}

/** For each scan through the piece whose both outer edges lie inside the frame: where they lie, between pixels. */
function scanOutline({ runs }: Component, { width, height }: Mask, scan: LimbCylinder['scan']): ScannedOutline {
  const [scans, size] = scan === 'rows' ? [height, width] : [width, height];
  const first = new Int32Array(scans).fill(size);
  const last = new Int32Array(scans).fill(-1);
  for (const { y, start, end } of runs) {
    if (scan === 'rows') {
      if (y % SCAN_STEP !== 0) continue;
      first[y] = Math.min(first[y], start);
      last[y] = Math.max(last[y], end);
      continue;
    }
    for (let x = Math.ceil(start / SCAN_STEP) * SCAN_STEP; x <= end; x += SCAN_STEP) {
      if (y < first[x]) first[x] = y;
      if (y > last[x]) last[x] = y;
    }
  }
  const at = Array.from(first.keys()).filter((i) => first[i] > 0 && last[i] >= 0 && last[i] < size - 1);
  return { at, near: at.map((i) => first[i] - 0.5), far: at.map((i) => last[i] + 0.5) };
}

function axisDegOf(scan: LimbCylinder['scan'], angle: number): number {
  const degrees = ((scan === 'rows' ? Math.PI / 2 - angle : angle) * 180) / Math.PI;
  return ((degrees % 180) + 180) % 180;
}

/** Walks the axis from one side of the frame to the other: a limb goes on beyond the frame both ways. */
function leavesFrameAtBothEnds({ scan, near, far }: LimbCylinder, { width, height, data }: Mask): boolean {
  const scans = scan === 'rows' ? height : width;
  const places: boolean[] = [];
  for (let i = 0; i < scans; i++) {
    const middle = Math.round((near.offset + far.offset + (near.slope + far.slope) * i) / 2);
    const [x, y]: Point = scan === 'rows' ? [middle, i] : [i, middle];
    if (x >= 0 && y >= 0 && x < width && y < height) places.push(data[y * width + x] === 1);
  }
  const end = Math.max(3, Math.round(0.02 * places.length));
  const share = (part: readonly boolean[]) => part.filter((isSkin) => isSkin).length / part.length;
  return (
    places.length > 0 &&
    share(places) >= LEAST_AXIS_ON_SKIN &&
    share(places.slice(0, end)) > 0.5 &&
    share(places.slice(-end)) > 0.5
  );
}

/** What the section of the limb is taken to be: `depthOverWidth` 1 is a circle. */
export interface Section {
  readonly depthOverWidth: number;
  /** Added to each edge, outward, px. */
  readonly edgeShiftPx: number;
}

/**
 * How many times its projected area the skin at a pixel has. A pixel that spans the offsets u₁ to u₂ from the axis, as parts of the
 * radius, has the arc asin u₂ − asin u₁ over the width u₂ − u₁; on an ellipse the arc at angle θ is √(cos²θ + q² sin²θ) as long.
 */
export function surfaceFactor(limb: LimbCylinder, section: Section): (x: number, y: number) => number {
  const { scan, near, far } = limb;
  return (x, y) => {
    const [at, across] = scan === 'rows' ? [y, x] : [x, y];
    const low = near.offset + near.slope * at - section.edgeShiftPx;
    const high = far.offset + far.slope * at + section.edgeShiftPx;
    const half = (high - low) / 2;
    const from = clamp((across - 0.5 - low) / half - 1);
    const to = clamp((across + 0.5 - low) / half - 1);
    // Beyond the edges nothing is known of the slope; such pixels are the outline's roughness.
    if (to <= from) return 1;
    const [a, b] = [Math.asin(from), Math.asin(to)];
    const theta = (a + b) / 2;
    const flat = Math.hypot(Math.cos(theta), section.depthOverWidth * Math.sin(theta));
    return ((b - a) / (to - from)) * flat;
  };
}

const clamp = (value: number): number => Math.max(-1, Math.min(1, value));
