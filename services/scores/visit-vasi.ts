import type { BodyRegion } from '../domain/body-region.ts';
import { HAND_UNIT_PERCENT, inHandUnits } from './hand-units.ts';
import { type MachineVasi, machineVasi } from './machine-vasi.ts';
import {
  countSurfaces,
  faultOfPhoto,
  type MissingPhotos,
  missingPhotos,
  type NotCountedReason,
  VASI_REGIONS,
  type VasiRegion,
  type VisitPhoto,
  type VisitSurfaces,
  wholeFigures,
} from './visit-surfaces.ts';

interface Figures {
  readonly continuous: number;
  readonly laddered: number;
}
type Surfaces = VisitSurfaces<Figures>['surfaces'];

/** A total of a visit with what it is of. */
export interface VisitTotal extends MachineVasi {
  readonly photoIds: readonly string[];
  readonly missing: readonly MissingPhotos[];
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
  readonly photographed: Figures;
  readonly missing: readonly MissingPhotos[];
  readonly notCounted: readonly { readonly photoId: string; readonly reason: NotCountedReason }[];
}

/** What each total is the sum of. */
const TOTALS = {
  vasi5Regions: ({ vasiRegion }) => vasiRegion !== 'head_neck',
  tVasi: () => true,
  fVasi: ({ bodyRegion }) => bodyRegion === 'face',
} as const satisfies Record<string, (surface: { vasiRegion: VasiRegion; bodyRegion: BodyRegion }) => boolean>;

export type TotalName = keyof typeof TOTALS;

function judge(photo: VisitPhoto): Figures | NotCountedReason {
  const { measurement } = photo;
  if (measurement === null) return 'not_measured';
  if (measurement.condition !== 'vitiligo') return 'not_vitiligo';
  const fault = faultOfPhoto(photo);
  if (fault !== undefined) return fault;
  const { continuous, laddered } = machineVasi(measurement);
  return continuous === null || laddered === null ? 'no_score' : { continuous, laddered };
}

function sum(scores: readonly Figures[]): Figures {
  return scores.reduce(
    (total, each) => ({
      continuous: total.continuous + each.continuous,
      laddered: total.laddered + each.laddered,
    }),
    { continuous: 0, laddered: 0 },
  );
}

const UNKNOWN: MachineVasi = { continuous: null, laddered: null };

function whole(surfaces: Surfaces): MachineVasi {
  const figures = wholeFigures(surfaces);
  return figures === undefined ? UNKNOWN : sum(figures);
}

function idsOf(surfaces: Surfaces): readonly string[] {
  return surfaces.flatMap(({ counted }) => counted.map(({ id }) => id));
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
  const { surfaces, notCounted } = countSurfaces(photos, (photo) => {
    const judged = judge(photo);
    return typeof judged === 'string' ? judged : inUnits(judged, handUnitBsaPercent);
  });
  const of = (region: VasiRegion): Surfaces => surfaces.filter((each) => each.vasiRegion === region);
  return {
    handUnitBsaPercent,
    regions: VASI_REGIONS.map((region) => ({ region, photoIds: idsOf(of(region)), ...whole(of(region)) })),
    vasi5Regions: whole(surfaces.filter(TOTALS.vasi5Regions)),
    tVasi: whole(surfaces.filter(TOTALS.tVasi)),
    fVasi: whole(surfaces.filter(TOTALS.fVasi)),
    photographed: sum(surfaces.flatMap(({ counted }) => counted.map(({ figure }) => figure))),
    missing: missingPhotos(surfaces),
    notCounted,
  };
}

/** One total of a visit. */
export function visitTotal(photos: readonly VisitPhoto[], name: TotalName): MachineVasi {
  return whole(countSurfaces(photos, judge).surfaces.filter(TOTALS[name]));
}

/** The totals of a visit, each with the photos that it is of and those that it lacks. */
export function visitTotals(photos: readonly VisitPhoto[]): Readonly<Record<TotalName, VisitTotal>> {
  const { surfaces } = countSurfaces(photos, judge);
  const total = (name: TotalName): VisitTotal => {
    const own = surfaces.filter(TOTALS[name]);
    return { ...whole(own), photoIds: idsOf(own), missing: missingPhotos(own) };
  };
  return { vasi5Regions: total('vasi5Regions'), tVasi: total('tVasi'), fVasi: total('fVasi') };
}

function inUnits({ continuous, laddered }: Figures, handUnitBsaPercent: number): Figures {
  return {
    continuous: inHandUnits(continuous, handUnitBsaPercent),
    laddered: inHandUnits(laddered, handUnitBsaPercent),
  };
}
