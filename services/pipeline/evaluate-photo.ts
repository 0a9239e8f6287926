import type { Segmenter } from '../../models/segmenter.ts';
import { type LesionSize, lesionSize } from '../agreement/lesion-size.ts';
import { type PhotoAgreement, photoAgreement, type SkinAndLesion } from '../agreement/photo-agreement.ts';
import { type SkinTone, skinTone } from '../colour/skin-tone.ts';
import type { Measurement } from '../domain/measurement.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';
import { type DecodedPhoto, decodePhoto } from '../imaging/decode.ts';
import { type DrawnMask, faultOfMaskSize } from '../imaging/read-mask.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { maskAtSize } from '../raster/upload-size.ts';
import { Refusal } from '../refusal.ts';
import { type MeasureRequest, measureDecoded } from './measure-photo.ts';

const MM2_PER_CM2 = 100;

/** What the truth and the photo's own colours say, whether or not the photo was measured. */
interface Known {
  readonly tone: SkinTone | undefined;
  readonly size: LesionSize | undefined;
}

export type PhotoEvaluation =
  | (Known & {
      readonly kind: 'judged';
      readonly agreement: PhotoAgreement;
      readonly hd95_mm: number | null;
      readonly area_cm2: { readonly truth: number; readonly machine: number } | null;
      readonly measurement: Measurement;
      /** Upright sRGB at measuring size, and the lesion by both on any grid of its aspect. */
      readonly image: RgbImage;
      readonly lesions: { readonly truth: Mask; readonly machine: Mask };
    })
  | (Known & { readonly kind: 'refused'; readonly refusal: Refusal })
  /** The truth does not fit the photo: nothing can be said about the machine. */
  | { readonly kind: 'unfit_truth'; readonly code: 'mask_size'; readonly message: string };

/**
 * Measures a photo and judges the measurement by a mask somebody drew.
 * @param drawn undefined for healthy skin without a mask: there is no lesion, and skin is what the machine takes for it
 * @throws what is no refusal
 */
export async function evaluatePhoto(
  bytes: Uint8Array,
  drawn: DrawnMask | undefined,
  request: MeasureRequest,
  segmenter: Segmenter,
): Promise<PhotoEvaluation> {
  let photo: DecodedPhoto;
  try {
    photo = await decodePhoto(bytes);
  } catch (error) {
    return { kind: 'refused', refusal: asRefusal(error), tone: undefined, size: drawnSize(drawn) };
  }
  const { width, height } = photo;
  const misfit = drawn && faultOfMaskSize(drawn, photo);
  if (misfit !== undefined) return { kind: 'unfit_truth', code: 'mask_size', message: misfit };
  const lesion = drawn?.lesion ?? { width, height, data: new Uint8Array(width * height) };
  try {
    const measured = await measureDecoded(photo, request, segmenter);
    return judge(photo, { lesion, skin: drawn?.skin }, measured);
  } catch (error) {
    const tone = drawn?.skin && toneOf(photo.image, { skin: drawn.skin, lesion });
    return { kind: 'refused', refusal: asRefusal(error), tone, size: drawnSize(drawn) };
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

function judge(
  { image, width, height }: DecodedPhoto,
  drawn: { readonly lesion: Mask; readonly skin: Mask | undefined },
  { measurement, masks, plane }: Awaited<ReturnType<typeof measureDecoded>>,
): PhotoEvaluation {
  const machine = { skin: maskAtSize(masks.skin, width, height), lesion: maskAtSize(masks.lesion, width, height) };
  const truth = { lesion: drawn.lesion, skin: drawn.skin ?? union(machine.skin, drawn.lesion) };
  const agreement = photoAgreement(truth, machine);
  const { mm_per_pixel: mmPerPixel } = measurement.calibration;
  const trueMm2 = plane.areaMm2(maskAtSize(truth.lesion, image.width, image.height));
  const { area_cm2: machineCm2 } = measurement.lesion;
  return {
    kind: 'judged',
    agreement,
    tone: toneOf(image, truth),
    size: lesionSize(agreement.percent_of_skin.truth),
    hd95_mm: mmPerPixel === null || agreement.hd95_px === null ? null : agreement.hd95_px * mmPerPixel,
    area_cm2: trueMm2 === null || machineCm2 === null ? null : { truth: trueMm2 / MM2_PER_CM2, machine: machineCm2 },
    measurement,
    image,
    lesions: { truth: truth.lesion, machine: masks.lesion },
  };
}

function union(a: Mask, b: Mask): Mask {
  return { ...a, data: a.data.map((value, i) => value | b.data[i]) };
}

function toneOf(image: RgbImage, { skin, lesion }: SkinAndLesion): SkinTone | undefined {
  const healthy = { ...skin, data: skin.data.map((value, i) => (lesion.data[i] ? 0 : value)) };
  return skinTone(image, maskAtSize(healthy, image.width, image.height));
}

/** A plain lesion mask does not say how much skin there is. */
function drawnSize(drawn: DrawnMask | undefined): LesionSize | undefined {
  if (!drawn?.skin) return undefined;
  return lesionSize((100 * countPixels(drawn.lesion)) / countPixels(drawn.skin));
}
