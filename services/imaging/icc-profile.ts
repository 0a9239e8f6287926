/** Layout of a profile: ICC.1:2022 section 7.2 (header) and 7.3 (tag table). */
const COLOUR_SPACE_OFFSET = 16;
const SIGNATURE_OFFSET = 36;
const TAG_COUNT_OFFSET = 128;
const TAG_TABLE_OFFSET = 132;
const TAG_ENTRY_BYTES = 12;
/** More tags than any profile has; a larger count is damage. */
const MAX_TAGS = 200;

/** Type signatures a tag must begin with to be of use (ICC.1:2022, section 10). */
const LUT_TYPES = ['mft1', 'mft2', 'mAB '];
const CURVE_TYPES = ['curv', 'para'];
const MATRIX_TAGS = ['rXYZ', 'gXYZ', 'bXYZ'];
const CURVE_TAGS = ['rTRC', 'gTRC', 'bTRC'];

/** Type signature of each tag whose data lie inside the profile. */
function tagTypes(profile: Buffer): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const count = profile.readUInt32BE(TAG_COUNT_OFFSET);
  for (let i = 0; i < Math.min(count, MAX_TAGS); i++) {
    const entry = TAG_TABLE_OFFSET + i * TAG_ENTRY_BYTES;
    if (entry + TAG_ENTRY_BYTES > profile.length) break;
    const start = profile.readUInt32BE(entry + 4);
    const size = profile.readUInt32BE(entry + 8);
    if (start + size > profile.length || size < 8) continue;
    types.set(profile.toString('latin1', entry, entry + 4), profile.toString('latin1', start, start + 4));
  }
  return types;
}

/**
 * Whether a profile can bring RGB values to a known colour space. libvips passes over an unusable profile in silence and
 * leaves the values as they are, which would be wrong colours without a word.
 */
export function isUsableRgbProfile(bytes: Uint8Array): boolean {
  const profile = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (profile.length < TAG_TABLE_OFFSET) return false;
  if (profile.toString('latin1', SIGNATURE_OFFSET, SIGNATURE_OFFSET + 4) !== 'acsp') return false;
  if (profile.toString('latin1', COLOUR_SPACE_OFFSET, COLOUR_SPACE_OFFSET + 4) !== 'RGB ') return false;
  const types = tagTypes(profile);
  if (LUT_TYPES.includes(types.get('A2B0') ?? '')) return true;
  return (
    MATRIX_TAGS.every((tag) => types.get(tag) === 'XYZ ') &&
    CURVE_TAGS.every((tag) => CURVE_TYPES.includes(types.get(tag) ?? ''))
  );
}
