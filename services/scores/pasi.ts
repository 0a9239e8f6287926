import { AREA_FIELDS, AREA_PERCENT_FIELD, areaGradeOf, continuousAreaGrade } from './area-grade.ts';
import type { ItemField, ItemGroup, ReadItems, ScoreDefinition } from './definition.ts';
import { sign, weightedSeverity } from './weighted-severity.ts';

/**
 * Weights of the score in tenths; they are not the anatomical shares of the regions. The neck goes with the head, axillae
 * and groin with the trunk, buttocks with the lower limbs.
 * @source Fredriksson1978
 */
const WEIGHT_TENTHS: Readonly<Record<string, number>> = { head: 1, upper_limbs: 2, trunk: 3, lower_limbs: 4 };

const SIGNS: readonly ItemField[] = [
  sign('erythema', '0 none, 1 slight, 2 moderate, 3 severe, 4 very severe'),
  sign(
    'induration',
    '0 none to 4 very severe; height cannot be seen in a photo: to be judged by a person at the patient',
  ),
  sign('scaling', '0 none, 1 slight, 2 moderate, 3 severe, 4 very severe'),
];

/** Σ weight · (E + I + D) · A. */
function pasiOf(items: ReadItems, areaOf: (region: string, group: ItemGroup) => number) {
  return weightedSeverity(
    items,
    WEIGHT_TENTHS,
    ({ erythema, induration, scaling }) => erythema + induration + scaling,
    areaOf,
  );
}

const common = {
  version: '1',
  regions: Object.keys(WEIGHT_TENTHS),
  severalPerRegion: false,
} as const;

export const PASI: ScoreDefinition = {
  ...common,
  id: 'PASI',
  instrument: 'PASI',
  title: 'Psoriasis Area and Severity Index, 0 to 72',
  sources: ['Fredriksson1978'],
  fields: [...SIGNS, ...AREA_FIELDS],
  compute: (items) => pasiOf(items, (region, group) => areaGradeOf('PASI', region, group)),
};

export const PASI_CONTINUOUS_AREA: ScoreDefinition = {
  ...common,
  id: 'PASI_CONTINUOUS_AREA',
  instrument: 'PASI_CONTINUOUS_AREA',
  title: 'PASI with the area grade without its steps, 0 to 72: no PASI, to stand beside it',
  sources: ['Fredriksson1978', 'PrecisePASI'],
  fields: [...SIGNS, AREA_PERCENT_FIELD],
  compute: (items) => pasiOf(items, (_region, { area_percent }) => continuousAreaGrade(area_percent)),
};
