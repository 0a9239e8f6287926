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
  const data = map.data.slice();
  const [scaleX, scaleY] = [map.width / image.width, map.height / image.height];
  for (const outline of outlines) {
    const card = outline.map(([x, y]): Point => [(x + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5]);
    const heights = card.map(([, y]) => y);
    const bottom = Math.min(map.height - 1, Math.floor(Math.max(...heights)));
    for (let y = Math.max(0, Math.ceil(Math.min(...heights))); y <= bottom; y++) {
      const crossings = crossingsOfRow(card, y);
      const left = Math.max(0, Math.ceil(Math.min(...crossings)));
      const right = Math.min(map.width - 1, Math.floor(Math.max(...crossings)));
      if (left <= right) data.fill(0, y * map.width + left, y * map.width + right + 1);
    }
  }
  return { width: map.width, height: map.height, data };
}

/** Where the edges of a polygon cross a row. */
function crossingsOfRow(polygon: readonly Point[], y: number): number[] {
  return polygon.flatMap(([x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length];
    const isCrossed = y0 !== y1 && y >= Math.min(y0, y1) && y <= Math.max(y0, y1);
    return isCrossed ? [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)] : [];
  });
}
