/** Upright sRGB picture, interleaved red, green, blue, 8 bit each; `data.length === 3 * width * height`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Binary mask, row by row, 0 outside and 1 inside; `data.length === width * height`. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One real number per pixel, row by row; unit and range are stated where the map is made. */
export interface ScalarMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Values of a mask file (8-bit one-channel PNG of the size of the upright photo as uploaded). */
export const MASK_FILE_VALUES = { notSkin: 0, skin: 127, lesion: 255 } as const;
