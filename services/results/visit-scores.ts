import { groupBy } from '../agreement/group-by.ts';
import { machineScoreOfPhoto, machineScoreOfVisit } from '../scores/machine-score.ts';
import { isOf, type ScoredDefinition } from './scored-definitions.ts';
import type { StudyData } from './study-data.ts';

/** Whose scores an outcome is of. */
export const SCORE_SOURCES = ['final', 'manual', 'machine'] as const;
export type ScoreSource = (typeof SCORE_SOURCES)[number];

export const SOURCE_TEXT: Readonly<Record<ScoreSource, string>> = {
  final: 'blinded reads: the adjudicator’s value, else the mean of the readers',
  manual: 'scores from the sites: the mean of the raters, each by the last score',
  machine: 'the machine, by its newest measurement, which no person corrected',
};

/** The scores of a study by one definition, of visits as a whole. */
export interface VisitScores {
  readonly source: ScoreSource;
  readonly values: ReadonlyMap<string, number>;
  readonly warnings: readonly string[];
}

/** What is read counts by its reads; all else by what the sites entered. */
export function usualSource({ protocol, units }: StudyData, { definition }: ScoredDefinition): ScoreSource {
  const isRead = protocol.reads?.definition === definition || units.some((unit) => unit.definition === definition);
  return definition !== null && isRead ? 'final' : 'manual';
}

/** A score of each visit: that of the visit as a whole, or of its only photo; of several photos none is taken. */
export function visitScores(data: StudyData, scored: ScoredDefinition, source: ScoreSource): VisitScores {
  const said = { final: finalScores, manual: manualScores, machine: machineScores }[source](data, scored);
  const values = new Map<string, number>();
  let several = 0;
  for (const [visitId, own] of groupBy(said, (each) => each.visitId)) {
    const whole = own.filter(({ photoId }) => photoId === null);
    const photos = new Set(own.map(({ photoId }) => photoId));
    if (whole.length > 0) values.set(visitId, meanOf(whole));
    else if (photos.size === 1) values.set(visitId, meanOf(own));
    else several += 1;
  }
  const warnings =
    several === 0
      ? []
      : [`${several} visits have ${scored.id} of several photos and none of the visit: they count as missing.`];
  return { source, values, warnings };
}

interface SaidOfVisit {
  readonly visitId: string;
  readonly photoId: string | null;
  readonly value: number;
}

const meanOf = (said: readonly SaidOfVisit[]): number => said.reduce((sum, { value }) => sum + value, 0) / said.length;

function finalScores({ units }: StudyData, { definition }: ScoredDefinition): readonly SaidOfVisit[] {
  return units.flatMap(({ definition: of, unit, unitId, visitId, consensus, reads }) =>
    of === definition && consensus !== null && reads.every(({ intact }) => intact)
      ? [{ visitId, photoId: unit === 'photo' ? unitId : null, value: consensus }]
      : [],
  );
}

function manualScores(data: StudyData, scored: ScoredDefinition): readonly SaidOfVisit[] {
  // In the order of scoring: the last of a rater stands.
  const last = new Map<string, SaidOfVisit>();
  for (const score of data.scores) {
    if (!isOf(data, scored, score)) continue;
    const { visitId, photoId, value, rater } = score;
    last.set(JSON.stringify([visitId, photoId, rater]), { visitId, photoId, value });
  }
  return [...last.values()];
}

function machineScores({ visits, photos }: StudyData, { definition }: ScoredDefinition): readonly SaidOfVisit[] {
  if (definition === null) return [];
  const photosOf = groupBy(photos, ({ visitId }) => visitId);
  return visits.flatMap(({ id: visitId }): readonly SaidOfVisit[] => {
    const own = photosOf.get(visitId) ?? [];
    const whole = machineScoreOfVisit(definition, own);
    if (whole !== null) return [{ visitId, photoId: null, value: whole }];
    return own.flatMap((photo) => {
      const value = machineScoreOfPhoto(definition, photo);
      return value === null ? [] : [{ visitId, photoId: photo.id, value }];
    });
  });
}
