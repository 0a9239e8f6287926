import { findDefinition } from '../scores/definitions.ts';
import type { Instrument } from '../scores/instruments.ts';
import type { StudyData, StudyScore } from './study-data.ts';

/** A score of the protocol: what is compared and followed, and never pooled with another. */
export interface ScoredDefinition {
  /** The definition's id; the instrument where a total was given and the protocol does not tell by which definition. */
  readonly id: string;
  readonly instrument: Instrument;
  /** Null where the protocol has several definitions of the instrument and the score names none of them. */
  readonly definition: string | null;
}

/** By which definition of the protocol a score was given: the one that it names, else the only one of its instrument. */
export function definitionOfScore(
  { protocol }: Pick<StudyData, 'protocol'>,
  { instrument, definition }: Pick<StudyScore, 'instrument' | 'definition'>,
): string | null {
  if (definition !== null) return definition;
  const planned = protocol.instruments.filter((id) => findDefinition(id)?.instrument === instrument);
  return planned.length === 1 ? planned[0] : null;
}

/** The scores of a study: those of the protocol in its order, then what was given beside them. */
export function scoredDefinitions(data: Pick<StudyData, 'protocol' | 'scores'>): readonly ScoredDefinition[] {
  const found = new Map<string, ScoredDefinition>();
  for (const id of data.protocol.instruments) {
    const definition = findDefinition(id);
    if (definition !== undefined) found.set(id, { id, instrument: definition.instrument, definition: id });
  }
  for (const score of data.scores) {
    const definition = definitionOfScore(data, score);
    const id = definition ?? score.instrument;
    if (!found.has(id)) found.set(id, { id, instrument: score.instrument, definition });
  }
  return [...found.values()];
}

/** Whether a score was given by this definition. */
export function isOf(data: Pick<StudyData, 'protocol'>, scored: ScoredDefinition, score: StudyScore): boolean {
  return (definitionOfScore(data, score) ?? score.instrument) === scored.id;
}
