/** Long side at which a photo is measured: larger photos are reduced to it, smaller ones are measured as they are. */
export const MEASURING_LONG_SIDE_PX = 1280;

/** The largest file taken. A 48 MP phone JPEG is ~15 MB, a 24 MP lossless PNG ~40 MB. */
export const MAX_FILE_BYTES = 50_000_000;

/** The largest photo taken. Above any camera used in clinics; one decoded 8-bit copy of it is 300 MB. */
export const MAX_PIXELS = 100_000_000;

/** Below this a lesion's border is a few pixels long, and such files are thumbnails, not photos. */
export const MIN_SHORT_SIDE_PX = 200;
