import type { Observation, ObservationComponent, Provenance } from '@medplum/fhirtypes';
import type { ScoreItems } from '../../scores/read-items.ts';
import { unitOfInstrument } from '../study/score-unit.ts';
import type { ExportedScore } from '../study/study-data.ts';
import { quantity, supersededEntity } from './measurement-observation.ts';
import { ownConcept, regionConcept, scoreConcept } from './own-codes.ts';
import { hl7Coding, type Identified, idOfName, photosReferences, referenceTo, visitReference } from './references.ts';

/** Groups of items, each with the place that it is of where it has one. */
function groupsOf(items: ScoreItems) {
  return Array.isArray(items)
    ? (items as readonly Readonly<Record<string, number | string>>[])
    : [items as Readonly<Record<string, number>>];
}

/** One component for each item, by its name and region; the unit stands in the name, as in the score's definition. */
export function itemComponents(items: ScoreItems | null): ObservationComponent[] {
  if (items === null) return [];
  return groupsOf(items).flatMap(({ region, ...values }) =>
    Object.entries(values).map(([name, value]) => ({
      code: { text: region === undefined ? name : `${name} of ${region}` },
      ...(typeof value === 'number' ? { valueQuantity: { value } } : { valueString: String(value) }),
    })),
  );
}

const NO_TOTAL = { coding: [hl7Coding('data-absent-reason', 'not-performed', 'Not Performed')] };

export function scoreObservation(score: ExportedScore): Identified<Observation> {
  const { id, place, photo, instrument, value, items, definition, rater } = score;
  const component = itemComponents(items);
  return {
    resourceType: 'Observation',
    id,
    status: score.supersedes === null ? 'final' : 'corrected',
    category: [{ coding: [hl7Coding('observation-category', 'exam', 'Exam')] }],
    code: scoreConcept(instrument, definition),
    subject: referenceTo(place.subjectId),
    encounter: visitReference(place) as NonNullable<Observation['encounter']>,
    effectiveDateTime: score.scoredAt.toISOString(),
    issued: score.createdAt.toISOString(),
    performer: [{ display: rater }],
    method: ownConcept('manual'),
    ...(value === null
      ? { dataAbsentReason: NO_TOTAL }
      : { valueQuantity: quantity(value, unitOfInstrument(instrument)) }),
    ...(photo !== null && {
      bodySite: regionConcept(photo.bodyRegion),
      derivedFrom: photosReferences([photo]),
    }),
    ...(component.length > 0 && { component }),
  };
}

/** Who scored, and why an earlier score was corrected. */
export function scoreProvenance({ id, rater, createdAt, reason, supersedes }: ExportedScore): Identified<Provenance> {
  return {
    resourceType: 'Provenance',
    id: idOfName(`provenance ${id}`),
    target: [referenceTo(id)],
    recorded: createdAt.toISOString(),
    ...(reason !== null && { reason: [{ text: reason }] }),
    agent: [
      {
        type: { coding: [hl7Coding('provenance-participant-type', 'author', 'Author')] },
        who: { display: rater },
      },
    ],
    ...(supersedes !== null && { entity: [supersededEntity(supersedes)] }),
  };
}
