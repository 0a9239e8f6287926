import type { MemberRange, Segmentation, Segmenter } from '../../models/segmenter.ts';
import type { ChartEdition } from '../colour/color-checker.ts';
import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Condition } from '../domain/condition.ts';
import type { GreyCard } from '../domain/grey-card.ts';
import type { MeasurementDocument } from '../domain/measurement.ts';
import type { Patient } from '../domain/patient.ts';
import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import { clearOutlines } from '../geometry/clear-markers.ts';
import { findChart } from '../geometry/find-chart.ts';
import type { DecodedPhoto } from '../imaging/decode.ts';
import { decodePhoto } from '../imaging/decode.ts';
import { type AttributedDrawing, measurePhoto as measureDecodedPhoto } from '../measure/measure-photo.ts';
import { networkSkin, type OutlineSource } from '../measure/outlines.ts';
import { type PhotoColour, photoColour } from '../measure/photo-colour.ts';
import { assessAcquisition } from '../quality/assess-acquisition.ts';
import { maskAtSize } from '../raster/upload-size.ts';
import {
  attributionOf,
  DRAWN_OUTLINE,
  type DrawnOutline,
  type OutlineOnPhoto,
  outlineOnPhoto,
} from './drawn-outline.ts';
import { findScale } from './find-scale.ts';

export interface MeasureRequest {
  readonly condition: Condition;
  /** Scale declared by the sender, for the photo as uploaded; a marker in the photo goes before it. */
  readonly declaredMmPerPixel?: number | undefined;
  /** Printed side of the marker; 20 mm when left out. */
  readonly markerSideMm?: number | undefined;
  /** What the 100 mm scale printed on a calibration card really measures, where somebody checked. */
  readonly cardScaleMm?: number | undefined;
  /** Look for a ColorChecker Classic and refer the colours to it; a search that finds none still takes its time. */
  readonly colourChart?: boolean | undefined;
  /** Of that chart; left out, the edition that fits better. */
  readonly chartEdition?: ChartEdition | undefined;
  /** A plain grey card in the photo; colours are referred to it where neither chart nor calibration card can be read. */
  readonly greyCard?: GreyCard | undefined;
  readonly region?: BodyRegion | undefined;
  readonly view?: View | undefined;
  readonly patient?: Patient | undefined;
  /** What a person drew; it goes before what the network sees. */
  readonly outline?: DrawnOutline | undefined;
}

export interface MeasuredPhoto {
  readonly document: MeasurementDocument;
  /** Upright sRGB at measuring size. */
  readonly image: RgbImage;
  readonly masks: { readonly skin: Mask; readonly lesion: Mask };
  /** What the mask file is made from: the masks, or what was drawn. */
  readonly maskFile: { readonly skin: Mask; readonly lesion: Mask };
  /** Where the lesion is uncertain, 0 to 1, on a coarse grid; null where a person drew it. */
  readonly uncertainty: () => ScalarMap | null;
}

/**
 * From the bytes of a photo to its measurement.
 * @param path how the photo is named in the result
 * @throws Refusal when the photo cannot be measured rightly
 */
export async function measurePhoto(
  bytes: Uint8Array,
  path: string,
  request: MeasureRequest,
  segmenter: Segmenter,
): Promise<MeasuredPhoto> {
  const photo = await decodePhoto(bytes);
  const { measurement, masks, maskFile, uncertainty } = await measureDecoded(photo, request, segmenter);
  const { sha256, width, height } = photo;
  return {
    document: { photo: { path, sha256, width, height }, ...measurement },
    image: photo.image,
    masks,
    maskFile,
    uncertainty,
  };
}

/** The same from a decoded photo, for whoever needs its pixels too. */
export async function measureDecoded(photo: DecodedPhoto, request: MeasureRequest, segmenter: Segmenter) {
  const outline = request.outline && (await outlineOnPhoto(request.outline, photo));
  // A network works on a thread of its own: what needs no segmentation is done meanwhile. Both are waited for whatever
  // becomes of the other, and a photo's own reason to be refused goes first.
  const segmenting = outline?.skin ? undefined : segmenter.segment(photo.image, request.condition);
  const [examined, segmented] = await Promise.allSettled([examine(photo, request), segmenting]);
  const { quality, scale, chart, colour } = resultOf(examined);
  // Printed things lie on the skin; whatever a network says of them, they are none.
  const printed = chart ? [...scale.printed, chart.outline] : scale.printed;
  const skinOnly = (map: ScalarMap): ScalarMap => clearOutlines(map, printed, photo.image);
  const maps = mapsOf(resultOf(segmented), skinOnly);
  const cautions = maps === undefined || segmenter.caution === '' ? [] : [segmenter.caution];
  const measured = measureDecodedPhoto({
    ...request,
    image: photo.image,
    colour,
    upload: photo,
    ...sourceOf({ request, outline, maps, photo, colour }, segmenter),
    chart,
    greys: scale.greys,
    plane: scale.plane,
    qualityFlags: quality.flags,
    notes: [...photo.notes, ...scale.notes, ...cautions],
    model: outline === undefined ? segmenter.identity : DRAWN_OUTLINE,
  });
  return { ...measured, plane: scale.plane };
}

function mapsOf(
  segmentation: Segmentation | undefined,
  skinOnly: (map: ScalarMap) => ScalarMap,
): Segmentation | undefined {
  if (segmentation === undefined) return undefined;
  const { skin, lesion, range } = segmentation;
  const within = ({ lowest, highest }: MemberRange): MemberRange => ({
    lowest: skinOnly(lowest),
    highest: skinOnly(highest),
  });
  return {
    skin: skinOnly(skin),
    lesion: skinOnly(lesion),
    range: range && { skin: within(range.skin), lesion: within(range.lesion) },
  };
}

interface Seen {
  readonly request: MeasureRequest;
  readonly outline: OutlineOnPhoto | undefined;
  readonly maps: Segmentation | undefined;
  readonly photo: DecodedPhoto;
  readonly colour: PhotoColour;
}

/** Who says where skin and lesion are. */
function sourceOf(
  { request, outline, maps, photo, colour }: Seen,
  { identity }: Segmenter,
): OutlineSource<AttributedDrawing> {
  if (outline === undefined || request.outline === undefined) {
    if (maps === undefined) throw new RangeError('Expected a segmentation or a drawn outline but received neither');
    return { segmentation: maps };
  }
  const ofNetwork = maps && networkSkin(photo.image, colour, maps);
  const skin = outline.skin ?? (ofNetwork && maskAtSize(ofNetwork, photo.width, photo.height));
  if (skin === undefined) throw new RangeError('Expected a segmentation for an outline without skin but received none');
  return {
    drawn: { lesion: outline.lesion, skin, origin: attributionOf(request.outline, outline.skinFrom, identity) },
  };
}

/** All that a photo says without a segmentation. */
async function examine(photo: DecodedPhoto, request: MeasureRequest) {
  const quality = assessAcquisition(photo.image);
  const scale = await findScale(photo, request);
  return {
    quality,
    scale,
    chart: request.colourChart ? findChart(photo.image) : undefined,
    colour: photoColour(photo.image),
  };
}

function resultOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
