import type { Condition } from '../services/domain/condition.ts';
import type { RgbImage, ScalarMap } from '../services/domain/raster.ts';

/** Which model made a mask: enough to find it again and to prove that it is the same file. */
export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
  /** sha256 of the weights, hex; null for a method without weights. */
  readonly sha256: string | null;
  /** The library that ran it, with its version; null for a method without weights. */
  readonly runtime: string | null;
}

/** The lowest and the highest probability that any member of a committee gives. */
export interface MemberRange {
  readonly lowest: ScalarMap;
  readonly highest: ScalarMap;
}

/** Probabilities in [0, 1], all maps of one size, which may be smaller than the image (same aspect within a pixel). */
export interface Segmentation {
  /** Skin, lesional skin included: depigmented skin is skin. */
  readonly skin: ScalarMap;
  readonly lesion: ScalarMap;
  /** How far the members of a committee differ; left out by a segmenter that is one. */
  readonly range?: { readonly skin: MemberRange; readonly lesion: MemberRange } | undefined;
}

export interface Segmenter {
  readonly identity: ModelIdentity;
  /** What everybody who uses its numbers has to know; empty when there is nothing to say. */
  readonly caution: string;
  segment(image: RgbImage, condition: Condition): Promise<Segmentation>;
  close(): Promise<void>;
}
