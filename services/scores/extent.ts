import { BODY_REGIONS } from '../domain/body-region.ts';
import type { ComputedScore, ReadItems, ScoreDefinition } from './definition.ts';

function sumOf(items: ReadItems): ComputedScore {
  const parts = [...items].map(([region, groups]) => {
    return [region, groups.reduce((sum, { bsa_percent }) => sum + bsa_percent, 0)] as const;
  });
  return { value: parts.reduce((sum, [, each]) => sum + each, 0), parts: Object.fromEntries(parts), warnings: [] };
}

/**
 * Extent as the sum of %BSA over body areas. It has the unit of VES, but is none: the drawings of VES, six for each of its
 * areas, and what each stands for have no published table, so VES and SA-VES are taken as totals only.
 */
export const BSA_SUM: ScoreDefinition = {
  id: 'BSA_SUM',
  version: '1',
  instrument: 'BSA_PERCENT',
  title: 'Involved body surface in percent, summed over body areas; no VES',
  sources: ['LundBrowder1944'],
  regions: BODY_REGIONS.filter((region) => region !== 'other'),
  severalPerRegion: true,
  fields: [
    {
      name: 'bsa_percent',
      minimum: 0,
      maximum: 100,
      integer: false,
      description: 'Involved area in percent of the body surface',
    },
  ],
  compute: sumOf,
};
