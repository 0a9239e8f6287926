import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Measurement } from '../domain/measurement.ts';
import { DEFAULT_BSA_FORMULA, type Patient } from '../domain/patient.ts';
import { bodySurfaceSquareMetres, bsaPercentOfArea } from './body-surface.ts';
import { ageGroupOf, regionSharePercent } from './lund-browder.ts';
import { rounded } from './rounded.ts';

interface BsaInput {
  readonly areaCm2: number | null;
  readonly percentOfSkin: number;
  readonly region?: BodyRegion | undefined;
  readonly view?: View | undefined;
  readonly patient?: Patient | undefined;
}

type LesionBsa = Pick<Measurement['lesion'], 'bsa_percent' | 'bsa_method' | 'bsa_routes'>;
type BsaRoutes = NonNullable<Measurement['lesion']['bsa_routes']>;

/**
 * %BSA of the lesion by both routes, as far as each is founded, and how far they differ. `bsa_percent` is by the measured
 * area over the patient's body surface; else by the region's share where the view shows a whole region; else null.
 */
export function lesionBsa(input: BsaInput): LesionBsa {
  const absolute = absoluteRoute(input);
  const region_share = regionShareRoute(input);
  return {
    bsa_percent: absolute?.percent ?? region_share?.percent ?? null,
    bsa_method: absolute ? `absolute_${absolute.formula}` : region_share ? 'region_share' : null,
    bsa_routes: { absolute, region_share, ...disagreement(absolute, region_share) },
  };
}

function absoluteRoute({ areaCm2, patient }: BsaInput): BsaRoutes['absolute'] {
  const { heightCm, weightKg, bsaFormula: formula = DEFAULT_BSA_FORMULA } = patient ?? {};
  if (areaCm2 === null || heightCm === undefined || weightKg === undefined) return null;
  const surface = bodySurfaceSquareMetres(formula, heightCm, weightKg);
  return {
    percent: rounded(bsaPercentOfArea(areaCm2, surface), 4),
    formula,
    body_surface_m2: rounded(surface, 4),
  };
}

function regionShareRoute({ percentOfSkin, region, view, patient }: BsaInput): BsaRoutes['region_share'] {
  const share = region === undefined ? null : regionSharePercent(region, patient?.ageYears);
  if (view !== 'whole_region' || share === null) return null;
  return {
    percent: rounded((percentOfSkin / 100) * share, 4),
    region_bsa_percent: share,
    age_group: ageGroupOf(patient?.ageYears),
  };
}

/** Absolute route minus region share, and their ratio; null where not both are known (no ratio to nothing). */
function disagreement(
  absolute: BsaRoutes['absolute'],
  share: BsaRoutes['region_share'],
): Pick<BsaRoutes, 'difference_bsa_percent' | 'ratio'> {
  if (absolute === null || share === null) return { difference_bsa_percent: null, ratio: null };
  return {
    difference_bsa_percent: rounded(absolute.percent - share.percent, 4),
    ratio: share.percent > 0 ? rounded(absolute.percent / share.percent, 4) : null,
  };
}
