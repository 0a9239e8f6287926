import { computeScore, findDefinition } from '../../services/scores/definitions.ts';
import type { ManualScore } from '../../services/store/manual-scores.ts';

/** Only a definition of the same version can say again what it said when the score was entered. */
function warningsOf({ definition, items }: ManualScore): string[] {
  if (definition === null || items === null) return [];
  const current = findDefinition(definition.id);
  return current?.version === definition.version ? [...computeScore(current, items).warnings] : [];
}

export function manualScoreView(score: ManualScore) {
  return {
    id: score.id,
    visit_id: score.visitId,
    photo_id: score.photoId,
    supersedes: score.supersedes,
    instrument: score.instrument,
    value: score.value,
    items: score.items,
    definition: score.definition,
    warnings: warningsOf(score),
    reason: score.reason,
    rater: score.rater,
    scored_at: score.scoredAt.toISOString(),
    created_at: score.createdAt.toISOString(),
  };
}

/** Without those that a later one corrected. */
export function currentScores(scores: readonly ManualScore[]): readonly ManualScore[] {
  const superseded = new Set(scores.map((score) => score.supersedes));
  return scores.filter((score) => !superseded.has(score.id));
}
