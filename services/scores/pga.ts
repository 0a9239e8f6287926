import type { ComputedScore, ItemField, ItemGroup, ReadItems, ScoreDefinition } from './definition.ts';
import { WHOLE_PATIENT } from './read-items.ts';

const sign = (name: string, description: string): ItemField => ({
  name,
  minimum: 0,
  maximum: 5,
  integer: true,
  description,
});

/** Mean over all lesions of the patient. Many trials grade from 0 to 4: their scores belong under IGA. */
const SIGNS: readonly ItemField[] = [
  sign(
    'induration',
    'Plaque height: 0 none, 1 about 0.25 mm, 2 0.5, 3 0.75, 4 1.0, 5 at least 1.25 mm; judged by a person',
  ),
  sign('erythema', '0 none, 1 faint, 2 light red, 3 moderate red, 4 bright red, 5 dusky'),
  sign('scaling', '0 none, 1 fine on less than 5 %, 2 fine, 3 coarse, 4 thick, 5 very thick'),
];

function groupOf(items: ReadItems): ItemGroup {
  return items.get(WHOLE_PATIENT)?.[0] ?? {};
}

function pga(group: ItemGroup): ComputedScore {
  const { induration, erythema, scaling } = group;
  return { value: (induration + erythema + scaling) / 3, parts: { induration, erythema, scaling }, warnings: [] };
}

const common = { version: '1', regions: null, severalPerRegion: false } as const;

export const SPGA: ScoreDefinition = {
  ...common,
  id: 'sPGA',
  instrument: 'sPGA',
  title: "Static physician's global assessment of psoriasis, mean of three signs, 0 to 5, not rounded",
  sources: ['Langley2004'],
  fields: SIGNS,
  compute: (items) => pga(groupOf(items)),
};

export const PGA_X_BSA: ScoreDefinition = {
  ...common,
  id: 'PGA_X_BSA',
  instrument: 'PGA_X_BSA',
  title: 'sPGA (0 to 5, not rounded) times %BSA, 0 to 500',
  sources: ['Walsh2013', 'Langley2004'],
  fields: [
    ...SIGNS,
    { name: 'bsa_percent', minimum: 0, maximum: 100, integer: false, description: 'Affected body surface in percent' },
  ],
  compute: (items) => {
    const group = groupOf(items);
    const { value, parts } = pga(group);
    return {
      value: value * group.bsa_percent,
      parts: { ...parts, pga: value, bsa_percent: group.bsa_percent },
      warnings: [],
    };
  },
};
