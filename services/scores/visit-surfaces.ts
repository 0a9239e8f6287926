import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Illumination } from '../domain/condition.ts';
import type { ScoredLesions } from './machine-vasi.ts';

/** A photo of a visit, in order of upload. */
export interface VisitPhoto {
  readonly id: string;
  readonly region: BodyRegion;
  readonly view: View;
  readonly illumination: Illumination;
  /** Another photo was taken in its place. */
  readonly isReplaced?: boolean;
  /** Null where it was refused, failed or waits. */
  readonly measurement: ScoredLesions | null;
}

/**
 * The photos that show a region of the score from all sides: one of a whole region from one side each, four where both
 * sides of a pair are two each. The head from its sides is not asked for.
 */
const SURFACES = {
  head_neck: { face: 1, scalp: 1, neck: 2 },
  hands: { hand: 4 },
  upper_extremities: { upper_arm: 4, forearm: 4 },
  trunk: { trunk_front: 1, trunk_back: 1, genitalia: 1 },
  lower_extremities: { buttocks: 1, thigh: 4, lower_leg: 4 },
  feet: { foot: 4 },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<BodyRegion, number>>>>>;
export const VASI_REGIONS = Object.keys(SURFACES) as (keyof typeof SURFACES)[];
export type VasiRegion = (typeof VASI_REGIONS)[number];

const SURFACE_LIST = VASI_REGIONS.flatMap((vasiRegion) =>
  Object.entries(SURFACES[vasiRegion]).map(([name, needed]) => ({
    vasiRegion,
    bodyRegion: name as BodyRegion,
    needed,
  })),
);

/** Why a photo adds nothing. */
export const NOT_COUNTED_REASONS = [
  'replaced',
  'not_measured',
  'not_vitiligo',
  'woods_lamp',
  'not_a_whole_region',
  'no_score',
  'newer_photo',
  'too_many_photos',
] as const;
export type NotCountedReason = (typeof NOT_COUNTED_REASONS)[number];

export interface CountedPhoto<Figure> {
  readonly id: string;
  readonly figure: Figure;
}

interface SurfaceCount<Figure> {
  readonly vasiRegion: VasiRegion;
  readonly bodyRegion: BodyRegion;
  readonly needed: number;
  readonly counted: readonly CountedPhoto<Figure>[];
}

export interface MissingPhotos {
  readonly bodyRegion: BodyRegion;
  readonly photos: number;
  readonly needed: number;
}

export interface VisitSurfaces<Figure> {
  readonly surfaces: readonly SurfaceCount<Figure>[];
  readonly notCounted: readonly { readonly photoId: string; readonly reason: NotCountedReason }[];
}

/** Why a measured photo shows no region of the body in visible light, whatever is scored; undefined where it does. */
export function faultOfPhoto({ view, illumination }: VisitPhoto): NotCountedReason | undefined {
  // Depigmented skin is larger under Wood's lamp: it is never added to what was seen in visible light.
  if (illumination === 'woods_lamp') return 'woods_lamp';
  return view === 'whole_region' ? undefined : 'not_a_whole_region';
}

/**
 * A surface that is single on the body and comes several times was photographed again: the newest photo counts. Of a pair
 * with two sides nobody can tell which of too many photos repeat one another, so none counts.
 */
function chooseRepeats<Figure>(
  photos: readonly CountedPhoto<Figure>[],
  needed: number,
): { readonly counted: readonly CountedPhoto<Figure>[]; readonly reason: NotCountedReason | undefined } {
  if (photos.length <= needed) return { counted: photos, reason: undefined };
  return needed === 1
    ? { counted: photos.slice(-1), reason: 'newer_photo' }
    : { counted: [], reason: 'too_many_photos' };
}

/**
 * Which photos count for which surface of the body.
 * @param photos in order of upload, the newest last
 * @param judge what a photo adds, or why it adds nothing
 */
export function countSurfaces<Figure extends object>(
  photos: readonly VisitPhoto[],
  judge: (photo: VisitPhoto) => Figure | NotCountedReason,
): VisitSurfaces<Figure> {
  const notCounted: { photoId: string; reason: NotCountedReason }[] = [];
  const figures = new Map<BodyRegion, CountedPhoto<Figure>[]>();
  for (const photo of photos) {
    const { id, region } = photo;
    const outcome = photo.isReplaced ? 'replaced' : judge(photo);
    if (typeof outcome === 'string') notCounted.push({ photoId: id, reason: outcome });
    else if (region === 'other') notCounted.push({ photoId: id, reason: 'not_a_whole_region' });
    else {
      const here = figures.get(region);
      if (here === undefined) figures.set(region, [{ id, figure: outcome }]);
      else here.push({ id, figure: outcome });
    }
  }
  const surfaces = SURFACE_LIST.map(({ vasiRegion, bodyRegion, needed }): SurfaceCount<Figure> => {
    const here = figures.get(bodyRegion) ?? [];
    const { counted, reason } = chooseRepeats(here, needed);
    if (reason !== undefined) {
      const left = here.filter((photo) => !counted.includes(photo));
      notCounted.push(...left.map(({ id }) => ({ photoId: id, reason })));
    }
    return { vasiRegion, bodyRegion, needed, counted };
  });
  return { surfaces, notCounted };
}

/** The figures of surfaces, or nothing where a photo of any of them is missing: what was not photographed is not nought. */
export function wholeFigures<Figure>(surfaces: readonly SurfaceCount<Figure>[]): readonly Figure[] | undefined {
  const complete = surfaces.every(({ counted, needed }) => counted.length === needed);
  return complete ? surfaces.flatMap(({ counted }) => counted.map(({ figure }) => figure)) : undefined;
}

export function missingPhotos(surfaces: readonly SurfaceCount<unknown>[]): readonly MissingPhotos[] {
  return surfaces
    .filter(({ counted, needed }) => counted.length < needed)
    .map(({ bodyRegion, counted, needed }) => ({ bodyRegion, photos: counted.length, needed }));
}
