import type { ScalarMap } from '../domain/raster.ts';
import { centroid, type Point } from './homography.ts';
import type { Marker } from './markers.ts';

/** A printed marker of side 1 stands on a white card of at least this side: 4 mm of rim on 20 mm (docs/protocol.md). */
const CARD_SIDE = 1.4;

/** The white card that a marker stands on, in the pixels of its corners. */
export function markerOutline({ corners }: Marker): readonly Point[] {
  const [x0, y0] = centroid(corners);
  return corners.map(([x, y]): Point => [x0 + CARD_SIDE * (x - x0), y0 + CARD_SIDE * (y - y0)]);
}

/**
 * The map with 0 where printed things lie (markers, calibration cards): whatever a network says of them, they are not skin.
 * @param outlines convex polygons
 * @param image size of the picture in whose pixels the outlines are given
 */
export function clearOutlines(
  map: ScalarMap,
  outlines: readonly (readonly Point[])[],
  image: { readonly width: number; readonly height: number },
): ScalarMap {
  if (outlines.length === 0) return map;
  const data = Float32Array.from(map.data);
  const [scaleX, scaleY] = [map.width / image.width, map.height / image.height];
  for (const outline of outlines) {
    const card = outline.map(([x, y]): Point => [(x + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5]);
    const [left, right] = range(card, 0, map.width);
    const [top, bottom] = range(card, 1, map.height);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        if (isInside(card, x, y)) data[y * map.width + x] = 0;
      }
    }
  }
  return { width: map.width, height: map.height, data };
}

/** Whole coordinates of a polygon's bounds along one axis, within the map. */
function range(polygon: readonly Point[], axis: 0 | 1, length: number): readonly [number, number] {
  const values = polygon.map((point) => point[axis]);
  return [Math.max(0, Math.floor(Math.min(...values))), Math.min(length - 1, Math.ceil(Math.max(...values)))];
}

/** Whether a place lies on the same side of all edges of a convex polygon. */
function isInside(polygon: readonly Point[], x: number, y: number): boolean {
  let left = false;
  let right = false;
  for (let i = 0; i < polygon.length; i++) {
    const from = polygon[i];
    const to = polygon[(i + 1) % polygon.length];
    const side = (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
    left ||= side > 0;
    right ||= side < 0;
  }
  return !(left && right);
}
