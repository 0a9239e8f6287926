import type { ModelIdentity } from '../../models/segmenter.ts';
import {
  type FalseLesion,
  falseLesion,
  type GroupAgreement,
  groupAgreement,
  type JudgedPhoto,
} from '../../services/agreement/group-agreement.ts';
import { LESION_SIZE_NAMES } from '../../services/agreement/lesion-size.ts';
import { LESION_OVERLAP_SHARE } from '../../services/agreement/lesion-wise.ts';
import { TONE_CLASSES } from '../../services/colour/lab.ts';
import { CONDITIONS, type Condition } from '../../services/domain/condition.ts';
import { PIPELINE_VERSION } from '../../services/domain/version.ts';
import type { PhotoRow } from './judge-case.ts';

/** Decimals of the JSON document: more than any figure is good for. */
const DECIMALS = 6;

interface Group extends GroupAgreement {
  readonly condition: Condition;
  /** `condition` for all photos of it. */
  readonly by: 'condition' | 'tone_class' | 'lesion_size';
  /** `unknown` where the truth of a refused photo does not say it. */
  readonly name: string;
}

interface HealthyGroup {
  readonly asked_as: Condition;
  readonly photos: number;
  readonly judged: number;
  readonly refused: number;
  readonly false_lesion_percent_of_skin: FalseLesion | null;
}

/** What `dermetry evaluate --json` prints. Names and definitions: docs/measurement.md, section 8. */
export interface EvaluationDocument {
  readonly folder: string;
  readonly model: ModelIdentity;
  readonly pipeline_version: string;
  readonly lesion_overlap_share: number;
  /** Rows of `photos`: a healthy photo has one for each condition that it is asked for. */
  readonly counts: {
    readonly photos: number;
    readonly judged: number;
    readonly refused: number;
    readonly not_judged: number;
  };
  readonly groups: readonly Group[];
  readonly healthy: readonly HealthyGroup[];
  /** Worst first: what could not be judged, what was refused, then by Dice; healthy skin by false lesion. */
  readonly photos: readonly PhotoRow[];
}

export function evaluationDocument(
  folder: string,
  model: ModelIdentity,
  rows: readonly PhotoRow[],
): EvaluationDocument {
  const count = (status: PhotoRow['status']): number => rows.filter((row) => row.status === status).length;
  return {
    folder,
    model,
    pipeline_version: PIPELINE_VERSION,
    lesion_overlap_share: LESION_OVERLAP_SHARE,
    counts: {
      photos: rows.length,
      judged: count('judged'),
      refused: count('refused'),
      not_judged: count('not_judged'),
    },
    groups: CONDITIONS.flatMap((condition) => groupsOf(condition, rows)),
    healthy: CONDITIONS.flatMap((condition) => healthyGroup(condition, rows)),
    photos: worstFirst(rows),
  };
}

/** The document as one line of JSON. */
export function documentJson(document: EvaluationDocument): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toFixed(DECIMALS)) : value;
  return `${JSON.stringify(document, short)}\n`;
}

const hasTruth = ({ status }: PhotoRow): boolean => status !== 'not_judged';

/** A photo without a subject is a subject of its own. */
const judgedPhoto = ({ photo, subject, agreement, hd95_mm, area_cm2 }: PhotoRow): JudgedPhoto => ({
  subject: subject === null ? `photo ${photo}` : `subject ${subject}`,
  ...{ agreement, hd95_mm, area_cm2 },
});

function groupsOf(condition: Condition, rows: readonly PhotoRow[]): readonly Group[] {
  const own = rows.filter((row) => row.shows === condition && hasTruth(row));
  if (own.length === 0) return [];
  const group = (by: Group['by'], name: string, part: readonly PhotoRow[]): readonly Group[] =>
    part.length === 0 ? [] : [{ condition, by, name, ...groupAgreement(part.map(judgedPhoto)) }];
  const split = (by: 'tone_class' | 'lesion_size', names: readonly string[]): readonly Group[] =>
    [...names, null].flatMap((name) =>
      group(
        by,
        name ?? 'unknown',
        own.filter((row) => row[by] === name),
      ),
    );
  const tones = TONE_CLASSES.map(({ name }) => name);
  return [
    ...group('condition', condition, own),
    ...split('tone_class', tones),
    ...split('lesion_size', LESION_SIZE_NAMES),
  ];
}

function healthyGroup(condition: Condition, rows: readonly PhotoRow[]): readonly HealthyGroup[] {
  const own = rows.filter((row) => row.shows === 'healthy' && row.asked_as === condition && hasTruth(row));
  if (own.length === 0) return [];
  const judged = own.filter(({ status }) => status === 'judged').length;
  return [
    {
      ...{ asked_as: condition, photos: own.length, judged, refused: own.length - judged },
      false_lesion_percent_of_skin: falseLesion(own.map(judgedPhoto)),
    },
  ];
}

/** Stable: equals stay in the order of names. */
function worstFirst(rows: readonly PhotoRow[]): readonly PhotoRow[] {
  const rank = ({ status, shows }: PhotoRow): number =>
    status === 'not_judged' ? 0 : status === 'refused' ? 1 : shows === 'healthy' ? 3 : 2;
  const goodness = ({ shows, agreement }: PhotoRow): number =>
    agreement === null ? 0 : shows === 'healthy' ? -agreement.false_lesion_percent_of_skin : agreement.dice;
  return [...rows].sort((a, b) => rank(a) - rank(b) || goodness(a) - goodness(b));
}
