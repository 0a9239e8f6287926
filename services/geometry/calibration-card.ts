import { LINEAR_OF_SRGB } from './grey.ts';
import type { Point } from './homography.ts';

/**
 * The printed calibration card: the one table from which it is drawn and by which it is found. Places are in mm on the card, x to
 * the right and y down from its top left corner, as printed at 100 %.
 */

/** A rectangle in mm. */
export interface CardBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CardMarker {
  readonly id: number;
  /** Top left corner of its black square; all stand upright. */
  readonly at: Point;
  /** Its 16 bits row by row, 1 is white. @source OpenCV, dictionary 4x4_50 (compared with it in the tests) */
  readonly bits: string;
}

/** A plain field. `srgb` is what is sent to the printer; `linear` the same in linear light, 0 to 1, paper white being 1. */
export interface CardPatch {
  readonly name: string;
  readonly box: CardBox;
  readonly srgb: readonly [number, number, number];
  readonly linear: readonly [number, number, number];
}

export interface CardEdition {
  /** Printed on the card; the marker ids belong to this edition alone and so tell it in a photo. */
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly markerSide: number;
  readonly markers: readonly CardMarker[];
  readonly greys: readonly CardPatch[];
  readonly colours: readonly CardPatch[];
  /** Left end of the scale's base line, and its length. */
  readonly scale: { readonly from: Point; readonly length: number };
}

/** Modules along a side of a marker: its 4 × 4 bits and a black border. */
export const CARD_MARKER_MODULES = 6;

/** A row of fields of one size, one beside the other. */
function row(
  from: Point,
  size: readonly [width: number, height: number],
  fields: readonly (readonly [name: string, srgb: readonly [number, number, number]])[],
): CardPatch[] {
  return fields.map(([name, srgb], i) => ({
    name,
    srgb,
    linear: [LINEAR_OF_SRGB[srgb[0]], LINEAR_OF_SRGB[srgb[1]], LINEAR_OF_SRGB[srgb[2]]],
    box: { x: from[0] + i * size[0], y: from[1], width: size[0], height: size[1] },
  }));
}

const grey = (code: number) => [`grey ${code}`, [code, code, code]] as const;

/** A6 across: 148 mm × 105 mm. Edition and version are one name; a card that is drawn otherwise gets other ids. */
export const CARD_EDITION_1: CardEdition = {
  name: 'dermetry-card-1',
  size: { width: 148, height: 105 },
  markerSide: 20,
  markers: [
    { id: 44, at: [5, 5], bits: '0010010011101000' },
    { id: 45, at: [123, 5], bits: '0010111011101011' },
    { id: 46, at: [123, 80], bits: '0010110100111111' },
    { id: 47, at: [5, 80], bits: '0100101101100100' },
  ],
  greys: row([29, 5], [15, 12], [243, 200, 160, 122, 85, 52].map(grey)),
  colours: [
    ...row(
      [29, 19],
      [15, 11],
      [
        ['red', [200, 40, 45]],
        ['yellow', [240, 200, 30]],
        ['green', [60, 150, 70]],
        ['cyan', [0, 150, 190]],
        ['blue', [45, 65, 160]],
        ['magenta', [190, 70, 150]],
      ],
    ),
    ...row(
      [29, 30],
      [15, 11],
      [
        ['skin 1', [246, 222, 206]],
        ['skin 2', [233, 195, 170]],
        ['skin 3', [207, 160, 128]],
        ['skin 4', [165, 118, 88]],
        ['skin 5', [115, 78, 58]],
        ['skin 6', [70, 48, 40]],
      ],
    ),
  ],
  scale: { from: [24, 60], length: 100 },
};

/** Every edition that is recognised. */
export const CARD_EDITIONS: readonly CardEdition[] = [CARD_EDITION_1];

/** Corners in mm of a marker of the card, clockwise from its top left, as `Marker.corners` has them. */
export function cardMarkerCorners({ markerSide }: CardEdition, { at: [x, y] }: CardMarker): readonly Point[] {
  return [
    [x, y],
    [x + markerSide, y],
    [x + markerSide, y + markerSide],
    [x, y + markerSide],
  ];
}
