import { type ComputedScore, type ItemField, type ItemGroup, type ReadItems, singleGroups } from './definition.ts';

/** A sign that is graded 0 to 4. */
export const sign = (name: string, description: string): ItemField => ({
  name,
  minimum: 0,
  maximum: 4,
  integer: true,
  description,
});

/**
 * Σ weight · severity · area over the regions, as PASI and MASI are made, with the region's part of each. Counted in tenths to the end,
 * so that whole grades give exact sums.
 */
export function weightedSeverity(
  items: ReadItems,
  weightTenths: Readonly<Record<string, number>>,
  severityOf: (group: ItemGroup) => number,
  areaOf: (region: string, group: ItemGroup) => number,
): ComputedScore {
  const tenths = [...singleGroups(items)].map(([region, group]) => {
    return [region, weightTenths[region] * severityOf(group) * areaOf(region, group)] as const;
  });
  return {
    value: tenths.reduce((sum, [, each]) => sum + each, 0) / 10,
    parts: Object.fromEntries(tenths.map(([region, each]) => [region, each / 10])),
    warnings: [],
  };
}
