/** Classes of lesion size by the truth's share of skin in %, upper bound inclusive. */
const LESION_SIZES = [
  { name: 'none', upToPercent: 0 },
  { name: 'up to 1 %', upToPercent: 1 },
  { name: '1 to 5 %', upToPercent: 5 },
  { name: '5 to 20 %', upToPercent: 20 },
  { name: 'above 20 %', upToPercent: Number.POSITIVE_INFINITY },
] as const;
export type LesionSize = (typeof LESION_SIZES)[number]['name'];
export const LESION_SIZE_NAMES: readonly LesionSize[] = LESION_SIZES.map(({ name }) => name);

export function lesionSize(percentOfSkin: number): LesionSize {
  return LESION_SIZES.find(({ upToPercent }) => percentOfSkin <= upToPercent)?.name ?? 'above 20 %';
}
