import type { GroupAgreement, ReadingAgreement } from '../../services/agreement/group-agreement.ts';
import type { EvaluationDocument } from './document.ts';
import type { PhotoRow } from './judge-case.ts';

/** A table for people: as text on the command line, as HTML in the page. */
export interface FigureTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NONE = '–';
const fixed = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined ? NONE : value.toFixed(digits);
const range = (limits: readonly [number, number] | null | undefined, digits: number): string =>
  limits ? `${limits[0].toFixed(digits)} to ${limits[1].toFixed(digits)}` : NONE;
const percent = (share: number | null | undefined): string => fixed(share && 100 * share, 1);

function overlapCells(group: GroupAgreement): readonly string[] {
  return [
    `${group.judged}`,
    `${group.refused}`,
    fixed(group.dice.mean, 3),
    fixed(group.dice.mean_with_refused, 3),
    fixed(group.dice.median, 3),
    fixed(group.iou.mean, 3),
    fixed(group.iou.median, 3),
    fixed(group.hd95_px?.median, 1),
    fixed(group.hd95_mm?.median, 2),
    `${group.lesions.found} of ${group.lesions.truth}`,
    `${group.lesions.false_discoveries} of ${group.lesions.measured}`,
    fixed(group.false_lesion_percent_of_skin?.mean, 2),
    `${percent(group.skin_recall_on_lesion?.mean)} / ${percent(group.skin_recall_on_lesion?.p10)}`,
  ];
}

const OVERLAP_HEADER = [
  ...['judged', 'refused', 'Dice', 'Dice, refused as 0', 'median Dice', 'IoU', 'median IoU', 'HD95 px', 'HD95 mm'],
  ...['lesions found', 'false lesions', 'false area % of skin', 'skin recall %: mean / 10th pct'],
];

function readingCells(reading: ReadingAgreement | null, digits: number): readonly string[] {
  if (reading === null) return [NONE, NONE, NONE, NONE, NONE];
  return [
    `${reading.n}`,
    fixed(reading.bias, digits),
    range(reading.limits, digits),
    fixed(reading.mae, digits),
    `${fixed(reading.ccc, 3)}${reading.ccc_interval ? ` (${range(reading.ccc_interval, 3)})` : ''}`,
  ];
}

const READING_HEADER = ['n', 'bias', '95 % limits of agreement', 'MAE', 'CCC (95 %)'];

function agreementRows(name: readonly string[], group: GroupAgreement): readonly (readonly string[])[] {
  const area = group.area_difference_percent;
  return [
    [...name, 'lesion, % of skin', ...readingCells(group.percent_of_skin, 2)],
    ...(group.area_cm2 ? [[...name, 'area, cm²', ...readingCells(group.area_cm2, 2)]] : []),
    [...name, 'area, % of truth', `${area?.n ?? 0}`, fixed(area?.bias, 1), range(area?.limits, 1), NONE, NONE],
  ];
}

/** Figures of groups, then what was turned away. */
export function figureTables(document: EvaluationDocument): readonly FigureTable[] {
  const named = document.groups.map((group) => ({
    group,
    name: [group.condition, group.by === 'condition' ? 'all' : group.name],
  }));
  const tables: readonly FigureTable[] = [
    {
      title: 'Lesions: overlap with the truth',
      header: ['condition', 'group', ...OVERLAP_HEADER],
      rows: named.map(({ group, name }) => [...name, ...overlapCells(group)]),
    },
    {
      title: 'Lesions: agreement of the reading with the truth (machine − truth)',
      header: ['condition', 'group', 'reading', ...READING_HEADER],
      rows: named.flatMap(({ group, name }) => agreementRows(name, group)),
    },
    {
      title: 'Healthy skin: false lesion, % of skin',
      header: ['asked as', 'judged', 'refused', 'mean', 'median', 'worst'],
      rows: document.healthy.map(({ asked_as, judged, refused, false_lesion_percent_of_skin: found }) => [
        ...[asked_as, `${judged}`, `${refused}`],
        ...[fixed(found?.mean, 3), fixed(found?.median, 3), fixed(found?.worst, 3)],
      ]),
    },
    {
      title: 'Not judged, or refused',
      header: ['photo', 'asked as', 'status', 'reason'],
      rows: document.photos.flatMap(({ photo, asked_as, status, error }) =>
        error === null ? [] : [[photo, asked_as ?? NONE, status.replace('_', ' '), `${error.code}: ${error.message}`]],
      ),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** One line per judged photo, worst first. */
export function photoTable(document: EvaluationDocument): FigureTable {
  return {
    title: 'Photos, worst first',
    header: [
      'photo',
      'shows',
      'asked as',
      'tone',
      'Dice',
      'IoU',
      'HD95 px',
      '% of skin: machine / truth',
      'cm²: machine / truth',
    ],
    rows: document.photos.filter(({ status }) => status === 'judged').map(photoCells),
  };
}

export function photoCells({ photo, shows, asked_as, tone_class, agreement, area_cm2 }: PhotoRow): readonly string[] {
  return [
    ...[photo, shows ?? NONE, asked_as ?? NONE, tone_class ?? NONE],
    ...[fixed(agreement?.dice, 3), fixed(agreement?.iou, 3), fixed(agreement?.hd95_px, 1)],
    `${fixed(agreement?.percent_of_skin.machine, 2)} / ${fixed(agreement?.percent_of_skin.truth, 2)}`,
    `${fixed(area_cm2?.machine, 2)} / ${fixed(area_cm2?.truth, 2)}`,
  ];
}
