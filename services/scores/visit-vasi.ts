import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Illumination } from '../domain/condition.ts';
import { HAND_UNIT_PERCENT, inHandUnits } from './hand-units.ts';
import { type MachineVasi, machineVasi, type ScoredLesions } from './machine-vasi.ts';

/** A photo of a visit, in order of upload. */
export interface VisitPhoto {
  readonly id: string;
  readonly region: BodyRegion;
  readonly view: View;
  readonly illumination: Illumination;
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
type VasiRegion = (typeof VASI_REGIONS)[number];

/** Why a photo adds nothing. */
export const NOT_COUNTED_REASONS = [
  'not_measured',
  'not_vitiligo',
  'woods_lamp',
  'not_a_whole_region',
  'no_score',
  'newer_photo',
  'too_many_photos',
] as const;
type NotCountedReason = (typeof NOT_COUNTED_REASONS)[number];

interface CountedPhoto {
  readonly id: string;
  readonly score: { readonly continuous: number; readonly laddered: number };
}

interface SurfaceCount {
  readonly vasiRegion: VasiRegion;
  readonly bodyRegion: BodyRegion;
  readonly needed: number;
  readonly counted: readonly CountedPhoto[];
}

export interface VisitVasi {
  /** What one hand unit is taken for, in percent of the body surface; 1 gives plain %BSA. */
  readonly handUnitBsaPercent: number;
  readonly regions: readonly ({ readonly region: VasiRegion; readonly photoIds: readonly string[] } & MachineVasi)[];
  /** Each null unless every photo that it needs is there: what was not photographed is not nought. */
  readonly vasi5Regions: MachineVasi;
  readonly tVasi: MachineVasi;
  readonly fVasi: MachineVasi;
  /** Of the counted photos alone, whatever is missing: no VASI, but no more than the whole. */
  readonly photographed: { readonly continuous: number; readonly laddered: number };
  readonly missing: readonly { readonly bodyRegion: BodyRegion; readonly photos: number; readonly needed: number }[];
  readonly notCounted: readonly { readonly photoId: string; readonly reason: NotCountedReason }[];
}

type Judged = CountedPhoto | NotCountedReason;

function judge({ id, view, illumination, measurement }: VisitPhoto): Judged {
  if (measurement === null) return 'not_measured';
  if (measurement.condition !== 'vitiligo') return 'not_vitiligo';
  // Depigmented skin is larger under Wood's lamp: it is never added to what was seen in visible light.
  if (illumination === 'woods_lamp') return 'woods_lamp';
  if (view !== 'whole_region') return 'not_a_whole_region';
  const { continuous, laddered } = machineVasi(measurement);
  if (continuous === null || laddered === null) return 'no_score';
  return { id, score: { continuous, laddered } };
}

/**
 * A surface that is single on the body and comes several times was photographed again: the newest photo counts. Of a pair
 * with two sides nobody can tell which of too many photos repeat one another, so none counts.
 */
function chooseRepeats(
  photos: readonly CountedPhoto[],
  needed: number,
): { readonly counted: readonly CountedPhoto[]; readonly reason: NotCountedReason | undefined } {
  if (photos.length <= needed) return { counted: photos, reason: undefined };
  return needed === 1
    ? { counted: photos.slice(-1), reason: 'newer_photo' }
    : { counted: [], reason: 'too_many_photos' };
}

function sum(scores: readonly CountedPhoto['score'][]): CountedPhoto['score'] {
  return scores.reduce(
    (total, each) => ({
      continuous: total.continuous + each.continuous,
      laddered: total.laddered + each.laddered,
    }),
    { continuous: 0, laddered: 0 },
  );
}

const UNKNOWN: MachineVasi = { continuous: null, laddered: null };

/** The sum over surfaces, or nothing where a photo of any of them is missing. */
function whole(surfaces: readonly SurfaceCount[]): MachineVasi {
  const complete = surfaces.every(({ counted, needed }) => counted.length === needed);
  return complete ? sum(surfaces.flatMap(({ counted }) => counted.map(({ score }) => score))) : UNKNOWN;
}

/**
 * The machine's VASI of a visit from its photos.
 * @param photos in order of upload, the newest last
 * @param handUnitBsaPercent to read the score as a rater would whose hand units are so large; plain %BSA where left out
 */
export function visitVasi(
  photos: readonly VisitPhoto[],
  handUnitBsaPercent: number = HAND_UNIT_PERCENT.nominal,
): VisitVasi {
  const judged = photos.map((photo) => ({ photo, judged: judge(photo) }));
  const notCounted: { photoId: string; reason: NotCountedReason }[] = [];
  for (const { photo, judged: outcome } of judged) {
    if (typeof outcome === 'string') notCounted.push({ photoId: photo.id, reason: outcome });
    else if (photo.region === 'other') notCounted.push({ photoId: photo.id, reason: 'not_a_whole_region' });
  }
  const surfaces = VASI_REGIONS.flatMap((vasiRegion) =>
    Object.entries(SURFACES[vasiRegion]).map(([name, needed]): SurfaceCount => {
      const bodyRegion = name as BodyRegion;
      const here = judged.flatMap(({ photo, judged: outcome }) =>
        photo.region === bodyRegion && typeof outcome !== 'string'
          ? [{ id: outcome.id, score: inUnits(outcome.score, handUnitBsaPercent) }]
          : [],
      );
      const { counted, reason } = chooseRepeats(here, needed);
      if (reason !== undefined) {
        const left = here.filter((photo) => !counted.includes(photo));
        notCounted.push(...left.map(({ id }) => ({ photoId: id, reason })));
      }
      return { vasiRegion, bodyRegion, needed, counted };
    }),
  );
  const of = (region: VasiRegion): readonly SurfaceCount[] => surfaces.filter((each) => each.vasiRegion === region);
  return {
    handUnitBsaPercent,
    regions: VASI_REGIONS.map((region) => ({
      region,
      photoIds: of(region).flatMap(({ counted }) => counted.map(({ id }) => id)),
      ...whole(of(region)),
    })),
    vasi5Regions: whole(surfaces.filter(({ vasiRegion }) => vasiRegion !== 'head_neck')),
    tVasi: whole(surfaces),
    fVasi: whole(surfaces.filter(({ bodyRegion }) => bodyRegion === 'face')),
    photographed: sum(surfaces.flatMap(({ counted }) => counted.map(({ score }) => score))),
    missing: surfaces
      .filter(({ counted, needed }) => counted.length < needed)
      .map(({ bodyRegion, counted, needed }) => ({ bodyRegion, photos: counted.length, needed })),
    notCounted,
  };
}

function inUnits({ continuous, laddered }: CountedPhoto['score'], handUnitBsaPercent: number): CountedPhoto['score'] {
  return {
    continuous: inHandUnits(continuous, handUnitBsaPercent),
    laddered: inHandUnits(laddered, handUnitBsaPercent),
  };
}
