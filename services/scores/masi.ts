import { AREA_FIELDS, areaGradeOf } from './area-grade.ts';
import type { ItemGroup, ReadItems, ScoreDefinition } from './definition.ts';
import { sign, weightedSeverity } from './weighted-severity.ts';

/** Weights of the score in tenths. */
const WEIGHT_TENTHS: Readonly<Record<string, number>> = { forehead: 3, right_malar: 3, left_malar: 3, chin: 1 };

const DARKNESS = sign('darkness', '0 absent, 1 slight, 2 mild, 3 marked, 4 maximum');
const HOMOGENEITY = sign('homogeneity', 'How even the pigment is: 0 least to 4 most');

/** Σ weight · severity · A. */
function masiOf(id: string, items: ReadItems, severityOf: (group: ItemGroup) => number) {
  return weightedSeverity(items, WEIGHT_TENTHS, severityOf, (region, group) => areaGradeOf(id, region, group));
}

const common = { version: '1', regions: Object.keys(WEIGHT_TENTHS), severalPerRegion: false } as const;

export const MASI: ScoreDefinition = {
  ...common,
  id: 'MASI',
  instrument: 'MASI',
  title: 'Melasma Area and Severity Index, 0 to 48',
  sources: ['KimbroughGreen1994'],
  fields: [DARKNESS, HOMOGENEITY, ...AREA_FIELDS],
  compute: (items) => masiOf('MASI', items, ({ darkness, homogeneity }) => darkness + homogeneity),
};

export const MMASI: ScoreDefinition = {
  ...common,
  id: 'mMASI',
  instrument: 'mMASI',
  title: 'Modified MASI: without homogeneity, 0 to 24',
  sources: ['Pandya2011'],
  fields: [DARKNESS, ...AREA_FIELDS],
  compute: (items) => masiOf('mMASI', items, ({ darkness }) => darkness),
};
