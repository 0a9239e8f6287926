/** Bounds of Cb and Cr (ITU-R BT.601, offset 128) of skin of all tones. @source Chai1999 (doi 10.1109/76.767122) */
const SKIN_CHROMA = { cb: [77, 127], cr: [133, 173] } as const;

/** Whether an sRGB colour, code values in [0, 255], lies within the published bounds of skin. */
export function hasSkinChroma(red: number, green: number, blue: number): boolean {
  const cb = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue;
  const cr = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue;
  return cb >= SKIN_CHROMA.cb[0] && cb <= SKIN_CHROMA.cb[1] && cr >= SKIN_CHROMA.cr[0] && cr <= SKIN_CHROMA.cr[1];
}
