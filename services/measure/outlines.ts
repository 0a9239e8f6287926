import type { Segmentation } from '../../models/segmenter.ts';
import type { Condition } from '../domain/condition.ts';
import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { countAtUploadSize, maskAtSize } from '../raster/upload-size.ts';
import { Refusal } from '../refusal.ts';
import { cleanLesion, cleanSkin } from './clean-masks.ts';
import { findPatches, type LesionPatches, maskOfPatches, patchesAsDrawn } from './lesion-patches.ts';
import { withOwnColours } from './own-colours.ts';
import { withHealthySkin } from './own-skin.ts';
import type { PhotoColour } from './photo-colour.ts';
import { type ColourGrid, colourGrid, refineMasks } from './refine-masks.ts';
import { type Doubt, doubtOf } from './segmentation-doubt.ts';
import { type StainContrast, stainContrast } from './stain-contrast.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What somebody drew on the upright photo as uploaded: both masks are of its size. */
export interface DrawnOutlines {
  readonly lesion: Mask;
  /** What is skin, whoever says so; drawn lesion outside it is skin too. */
  readonly skin: Mask;
}

/** Either a network says where skin and lesion are, or somebody drew them. */
export type OutlineSource<Drawn extends DrawnOutlines = DrawnOutlines> =
  | { readonly segmentation: Segmentation; readonly drawn?: undefined }
  | { readonly segmentation?: undefined; readonly drawn: Drawn };

export type OutlineInput = OutlineSource & {
  readonly condition: Condition;
  readonly image: RgbImage;
  readonly colour: PhotoColour;
  readonly upload: Size;
};

/** Where skin and lesion are in a photo, whoever says so. */
export interface Outlines {
  /** On the measuring grid; lesion within skin. */
  readonly skin: Mask;
  readonly lesion: Mask;
  /** The same as the mask file shows them: on any grid of the photo's aspect. */
  readonly file: { readonly skin: Mask; readonly lesion: Mask };
  readonly skinPixels: number;
  readonly lesionPixels: number;
  readonly grid: ColourGrid;
  readonly contrast: StainContrast;
  readonly found: LesionPatches;
  /** What the network leaves open; null for what a person drew, of which nothing says how sure it is. */
  readonly doubt: Doubt | null;
  /** Pieces of skin without healthy skin that were left out. */
  readonly dropped: number;
  /** Drawn lesion, in pixels of the upload, outside what a network took for skin; it was added to the skin. */
  readonly outsideSkinPixels: number;
}

/** @throws Refusal `bad_mask` for a drawn lesion too small to be measured */
export function findOutlines(input: OutlineInput): Outlines {
  return input.drawn === undefined ? segmentedOutlines(input, input.segmentation) : drawnOutlines(input, input.drawn);
}

/** Drawn by the photo's colour where a network sees them, cleaned, and without pieces that show no healthy skin. */
function segmentedOutlines({ condition, image, colour, upload }: OutlineInput, segmentation: Segmentation): Outlines {
  const grid = withOwnColours(colourGrid(colour, segmentation));
  const refined = refineMasks(image, grid);
  const cleanedSkin = cleanSkin(refined.skin);
  const { skin, lesion: candidates, dropped } = withHealthySkin(cleanedSkin, cleanLesion(refined.lesion, cleanedSkin));
  const contrast = stainContrast(grid);
  const found = findPatches(candidates, contrast, grid, condition);
  const lesion = maskOfPatches(found);
  const count = (mask: Mask): number => countAtUploadSize(mask, upload.width, upload.height);
  return {
    ...{ skin, lesion, file: { skin, lesion }, grid, contrast, found, doubt: doubtOf(grid), dropped },
    ...{ skinPixels: count(skin), lesionPixels: count(lesion), outsideSkinPixels: 0 },
  };
}

/** Taken as they are: nothing is cleaned, refined or asked whether colour bears it out. */
function drawnOutlines({ condition, image, colour }: OutlineInput, drawn: DrawnOutlines): Outlines {
  const file = { lesion: drawn.lesion, skin: union(drawn.skin, drawn.lesion) };
  const skin = maskAtSize(file.skin, image.width, image.height);
  const lesion = maskAtSize(file.lesion, image.width, image.height);
  const lesionPixels = countPixels(file.lesion);
  if (lesionPixels > 0 && countPixels(lesion) === 0) {
    throw new Refusal(
      'bad_mask',
      `The drawn lesion has ${lesionPixels} pixels of the photo, fewer than can be measured. Take the photo closer.`,
    );
  }
  const grid = colourGrid(colour, { skin: asMap(skin), lesion: asMap(lesion) });
  const contrast = stainContrast(grid);
  const skinPixels = countPixels(file.skin);
  return {
    ...{
      skin,
      lesion,
      file,
      grid,
      contrast,
      found: patchesAsDrawn(lesion, contrast, condition),
      doubt: null,
      dropped: 0,
    },
    ...{ skinPixels, lesionPixels, outsideSkinPixels: skinPixels - countPixels(drawn.skin) },
  };
}

/** What a network takes for skin, for a drawing that says nothing of it; on the measuring grid. */
export function networkSkin(image: RgbImage, colour: PhotoColour, segmentation: Segmentation): Mask {
  return cleanSkin(refineMasks(image, colourGrid(colour, segmentation)).skin);
}

function union(a: Mask, b: Mask): Mask {
  return { ...a, data: a.data.map((value, i) => value | b.data[i]) };
}

/** Certain everywhere: 0 or 1. */
function asMap({ width, height, data }: Mask): ScalarMap {
  return { width, height, data: Float32Array.from(data) };
}
