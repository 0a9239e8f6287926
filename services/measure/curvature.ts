import type { BodyRegion } from '../domain/body-region.ts';
import type { Curvature } from '../domain/measurement.ts';
import type { Mask } from '../domain/raster.ts';
import type { NoCalibration, PlaneCalibration } from '../geometry/calibrate.ts';
import { findLimb, type Section, surfaceFactor } from '../geometry/limb-cylinder.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { Z_95 } from './area-interval.ts';
import type { LesionScale } from './lesion-scale.ts';
import { rounded } from './rounded.ts';

/** Radii that an arm or a leg has: what is thinner is a finger, what is wider may be a trunk, which is no cylinder. */
const LIMB_RADIUS_MM = { least: 18, most: 80 } as const;
/** Regions that are nearly cylinders. Another, or none, is not taken for one, whatever its outline: cloth has straight edges, too. */
const LIMBS: readonly BodyRegion[] = ['upper_arm', 'forearm', 'thigh', 'lower_leg'];
const ROUND: Section = { depthOverWidth: 1, edgeShiftPx: 0 };
/** Deepest section of a limb over its width seen: calves and forearms are oval, and may be seen from their narrow side. */
const DEEPEST = 1.25;
export interface CurvedArea {
  readonly areaCm2: number | null;
  readonly interval: readonly [number, number] | null;
  /** Of the correction; null where there is none. */
  readonly relativeSd: number | null;
  readonly curvature: Curvature;
}

export interface CurvatureInput {
  readonly skin: Mask;
  readonly lesion: Mask;
  readonly plane: PlaneCalibration | NoCalibration;
  readonly scale: LesionScale | null;
  readonly region?: BodyRegion | undefined;
  /** How many upload pixels a pixel of the masks is wide. */
  readonly uploadPerGrid: number;
}

/**
 * The lesion's area on the limb that the skin's outline shows. The interval reaches from the projected area (the skin may be flat
 * after all) to a section deeper than it is wide with edges that lie further in: never narrower than the projected one.
 */
export function curvedArea({ skin, lesion, plane, scale, region, uploadPerGrid }: CurvatureInput): CurvedArea {
  const { mm_per_pixel: mmPerPixel } = plane.calibration;
  if (!scale || mmPerPixel === null) return without('Without a scale there is no area to correct.');
  if (!region) return without('Curvature is corrected on limbs only, and no body region was given.');
  if (!LIMBS.includes(region)) return without(`The region (${region}) is no limb.`);
  const limb = findLimb(skin);
  if ('reason' in limb) return without(limb.reason);
  const radiusMm = limb.radiusPx * mmPerPixel * uploadPerGrid;
  if (radiusMm < LIMB_RADIUS_MM.least || radiusMm > LIMB_RADIUS_MM.most) {
    return without(
      `What looks like a limb has a radius of ${radiusMm.toFixed(0)} mm; limbs have ${LIMB_RADIUS_MM.least} to ${LIMB_RADIUS_MM.most} mm.`,
    );
  }
  const curvature: Curvature = {
    model: 'cylinder',
    axis_deg: rounded(limb.axisDeg, 1),
    radius_mm: rounded(radiusMm, 1),
    reason: null,
  };
  if (scale.areaCm2 === 0) return { areaCm2: 0, interval: scale.areaCm2Interval, relativeSd: null, curvature };
  const sampled = everyFewRows(lesion);
  const projected = plane.areaMm2(sampled);
  const ratio = (section: Section): number => {
    const onSurface = plane.areaMm2(sampled, surfaceFactor(limb, section));
    return projected === null || onSurface === null ? 1 : onSurface / projected;
  };
  const round = ratio(ROUND);
  const inward = ratio({ ...ROUND, edgeShiftPx: -Z_95 * limb.edgeSdPx }) / round - 1;
  const deeper = ratio({ ...ROUND, depthOverWidth: DEEPEST }) / round - 1;
  const correctionError = Math.hypot(Math.max(0, inward), deeper);
  const projectedInterval = scale.areaCm2Interval;
  return {
    areaCm2: scale.areaCm2 * round,
    interval: projectedInterval && [projectedInterval[0], projectedInterval[1] * round * (1 + correctionError)],
    relativeSd: correctionError / Z_95,
    curvature,
  };
}

/** Every so many rows tell the ratio of two areas of a lesion of at least so many pixels. */
const ROW_STEP = 8;
const LEAST_SAMPLED = 20_000;

function everyFewRows(mask: Mask): Mask {
  if (countPixels(mask) < LEAST_SAMPLED) return mask;
  const data = new Uint8Array(mask.data.length);
  for (let i = 0; i < data.length; i += ROW_STEP * mask.width) data.set(mask.data.subarray(i, i + mask.width), i);
  return { ...mask, data };
}

function without(reason: string): CurvedArea {
  return {
    areaCm2: null,
    interval: null,
    relativeSd: null,
    curvature: { model: 'none', axis_deg: null, radius_mm: null, reason },
  };
}
