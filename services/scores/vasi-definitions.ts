import { Refusal } from '../refusal.ts';
import type { ComputedScore, ItemField, ItemGroup, ReadItems, ScoreDefinition } from './definition.ts';
import { HAND_UNIT_FIELD, HAND_UNIT_PERCENT } from './hand-units.ts';
import { type DepigmentedPatch, ladderLevel, VASI_LADDER_PERCENT, vasiContinuous, vasiLaddered } from './vasi.ts';

/**
 * Regions with their share of an adult's body surface in percent. Axillae go with the upper extremities, buttocks and
 * inguinal area with the lower ones. The five are those of the original score, the sixth is of later protocols.
 * @source Hamzavi2004 (regions), LundBrowder1944 (shares)
 */
const FIVE_REGIONS = { hands: 5, upper_extremities: 14, trunk: 27, lower_extremities: 38, feet: 7 } as const;
const SIX_REGIONS = { head_neck: 9, ...FIVE_REGIONS } as const;
/** Forehead to the hairline, cheeks to jawline and tragus, nose; no lips, eyelids, scalp, ears or neck: never head and neck. */
const FACE_ONLY = { face: 3 } as const;

const FIELDS: readonly ItemField[] = [
  {
    name: 'hand_units',
    minimum: 0,
    maximum: 100,
    integer: false,
    description: 'Involved area in hand units (palm with fingers); or bsa_percent',
    optional: true,
  },
  {
    name: 'bsa_percent',
    minimum: 0,
    maximum: 100,
    integer: false,
    description: 'Involved area in percent of the body surface; or hand_units',
    optional: true,
  },
  {
    name: 'depigmentation_percent',
    minimum: 0,
    maximum: 100,
    integer: false,
    description: `Residual depigmentation; an assessor chooses from ${VASI_LADDER_PERCENT.join(', ')}`,
  },
  HAND_UNIT_FIELD,
];

function bsaPercentOf(region: string, group: ItemGroup): number {
  const { hand_units, bsa_percent, hand_unit_bsa_percent = HAND_UNIT_PERCENT.nominal } = group;
  if (hand_units === undefined && bsa_percent === undefined) {
    throw new Refusal(
      'incomplete_score',
      `The score cannot be computed without hand_units or bsa_percent of ${region}.`,
    );
  }
  if (hand_units !== undefined && bsa_percent !== undefined) {
    throw new Refusal('invalid_request', `Send hand_units or bsa_percent of ${region}, not both.`);
  }
  const percent = bsa_percent ?? (hand_units ?? 0) * hand_unit_bsa_percent;
  if (percent > 100) throw new Refusal('invalid_request', `The area of ${region} is more than the whole body.`);
  return percent;
}

/** One convention for the whole score: hands of two sizes are no unit. */
function refuseMixedUnits(groups: readonly ItemGroup[]): void {
  const units = new Set(groups.map((group) => group.hand_unit_bsa_percent ?? HAND_UNIT_PERCENT.nominal));
  if (units.size > 1) {
    throw new Refusal('invalid_request', 'Send the same hand_unit_bsa_percent with every group of items.');
  }
}

function areaWarnings(region: string, patches: readonly DepigmentedPatch[], sharePercent: number): readonly string[] {
  const area = patches.reduce((sum, { bsaPercent }) => sum + bsaPercent, 0);
  if (area <= sharePercent + 1e-9) return [];
  return [
    `${region}: ${Number(area.toFixed(2))} % of the body surface is involved, but an adult's ${region} is ${sharePercent} %. Nothing was cut off.`,
  ];
}

function ladderWarnings(region: string, patches: readonly DepigmentedPatch[]): readonly string[] {
  return patches
    .map(({ depigmentationPercent: percent }) => ({ percent, level: ladderLevel(percent) }))
    .filter(({ percent, level }) => percent !== level)
    .map(({ percent, level }) => `${region}: ${percent} % depigmentation counts as the nearest level, ${level} %.`);
}

type Shares = Readonly<Record<string, number>>;

function vasiOf(items: ReadItems, shares: Shares, laddered: boolean): ComputedScore {
  refuseMixedUnits([...items.values()].flat());
  const regions = [...items].map(([region, groups]) => ({
    region,
    patches: groups.map((group) => ({
      bsaPercent: bsaPercentOf(region, group),
      depigmentationPercent: group.depigmentation_percent,
    })),
  }));
  const score = laddered ? vasiLaddered : vasiContinuous;
  return {
    value: score(regions.flatMap(({ patches }) => patches)),
    parts: Object.fromEntries(regions.map(({ region, patches }) => [region, score(patches)])),
    warnings: regions.flatMap(({ region, patches }) => [
      ...areaWarnings(region, patches, shares[region]),
      ...(laddered ? ladderWarnings(region, patches) : []),
    ]),
  };
}

interface Scale {
  readonly id: string;
  readonly instrument: 'VASI' | 'F-VASI' | 'T-VASI';
  readonly title: string;
  readonly shares: Shares;
  readonly source: string;
}

/** The score an assessor gives, on the ladder, and beside it under another name the continuous one. */
function bothWays({ id, instrument, title, shares, source }: Scale): readonly ScoreDefinition[] {
  const common = {
    version: '1',
    sources: [source],
    regions: Object.keys(shares),
    severalPerRegion: true,
    fields: FIELDS,
  };
  return [
    { ...common, id, instrument, title, compute: (items) => vasiOf(items, shares, true) },
    {
      ...common,
      id: `${id}_CONTINUOUS`,
      instrument: `${instrument}_CONTINUOUS`,
      title: `${title}, depigmentation as measured and not on the ladder: another number, to stand beside it`,
      compute: (items) => vasiOf(items, shares, false),
    },
  ];
}

export const VASI_DEFINITIONS: readonly ScoreDefinition[] = [
  ...bothWays({
    id: 'VASI_5_REGIONS',
    instrument: 'VASI',
    title: 'Vitiligo Area Scoring Index, five regions without head and neck, 0 to 100',
    shares: FIVE_REGIONS,
    source: 'Hamzavi2004',
  }),
  ...bothWays({
    id: 'VASI_6_REGIONS',
    instrument: 'VASI',
    title: 'Vitiligo Area Scoring Index, six regions with head and neck, 0 to 100',
    shares: SIX_REGIONS,
    source: 'Hamzavi2004',
  }),
  ...bothWays({
    id: 'T-VASI',
    instrument: 'T-VASI',
    title: 'Total-body VASI, 0 to 100',
    shares: SIX_REGIONS,
    source: 'Rosmarin2022',
  }),
  ...bothWays({
    id: 'F-VASI',
    instrument: 'F-VASI',
    title: 'Facial VASI, 0 to 3',
    shares: FACE_ONLY,
    source: 'Rosmarin2022',
  }),
];
