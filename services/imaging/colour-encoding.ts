import { Refusal } from '../refusal.ts';
import { splitPng } from './clean-png.ts';
import type { PhotoFormat } from './formats.ts';
import { isUsableRgbProfile } from './icc-profile.ts';

/** Code points of ITU-T H.273: primaries BT.709 (1) are those of sRGB; 2 means not stated, which is read as sRGB. */
const SRGB_PRIMARIES = [1, 2];
/** BT.709, not stated, BT.601, sRGB, BT.2020: transfers of ordinary pictures. Linear, PQ and HLG are not among them. */
const ORDINARY_TRANSFERS = [1, 2, 6, 13, 14, 15];
/** The colour box of an AVIF stands in its header, before the picture. */
const AVIF_HEADER_BYTES = 65_536;
/** gAMA of sRGB, × 100000 (PNG specification, 11.3.2.2), and how far a rounded value may lie from it. */
const SRGB_GAMA = 45_455;
const GAMA_TOLERANCE = 2_000;

function refuseColours(what: string): never {
  throw new Refusal('unsupported_format', `${what}, which cannot be read rightly. Export the photo as JPEG in sRGB.`);
}

function refuseCodePoints(primaries: number, transfer: number): void {
  if (!SRGB_PRIMARIES.includes(primaries) || !ORDINARY_TRANSFERS.includes(transfer)) {
    refuseColours('The photo is in a wide-gamut or HDR colour space without a colour profile');
  }
}

function refuseAvifColours(bytes: Uint8Array): void {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, AVIF_HEADER_BYTES));
  const at = header.indexOf('colrnclx', 0, 'latin1');
  if (at >= 0 && at + 12 <= header.length) refuseCodePoints(header.readUInt16BE(at + 8), header.readUInt16BE(at + 10));
}

function refusePngColours(bytes: Uint8Array): void {
  const chunks = new Map(splitPng(bytes).map(({ type, data }) => [type, data]));
  const cicp = chunks.get('cICP');
  if (cicp && cicp.length >= 2) refuseCodePoints(cicp[0], cicp[1]);
  const gama = chunks.get('gAMA');
  if (!gama || gama.length < 4 || chunks.has('sRGB')) return;
  if (Math.abs(gama.readUInt32BE(0) - SRGB_GAMA) > GAMA_TOLERANCE) refuseColours('The PNG states an unusual gamma');
}

/** Refuses photos whose colours would be read wrongly: a damaged profile, or a colour space named by code that libvips ignores. */
export function refuseUnknownColours(format: PhotoFormat, bytes: Uint8Array, iccProfile: Uint8Array | undefined): void {
  if (iccProfile !== undefined) {
    if (!isUsableRgbProfile(iccProfile)) refuseColours('The photo has a damaged or unsuitable colour profile');
    return;
  }
  if (format === 'avif') refuseAvifColours(bytes);
  if (format === 'png') refusePngColours(bytes);
}
