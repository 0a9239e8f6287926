/** EXIF orientation that needs no turning. */
export const UPRIGHT = 1;

const ORIENTATION_TAG = 0x0112;
const TYPE_SHORT = 3;
const IFD_OFFSET = 8;

/** The smallest EXIF block: a big-endian TIFF stream whose only entry is the orientation (TIFF 6.0, section 2). */
export function orientationExif(orientation: number): Buffer {
  const exif = Buffer.alloc(IFD_OFFSET + 2 + 12 + 4);
  exif.write('MM\0*', 'latin1');
  exif.writeUInt32BE(IFD_OFFSET, 4);
  exif.writeUInt16BE(1, IFD_OFFSET);
  exif.writeUInt16BE(ORIENTATION_TAG, IFD_OFFSET + 2);
  exif.writeUInt16BE(TYPE_SHORT, IFD_OFFSET + 4);
  exif.writeUInt32BE(1, IFD_OFFSET + 6);
  exif.writeUInt16BE(orientation, IFD_OFFSET + 10);
  return exif;
}
