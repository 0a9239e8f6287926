import type { Observation, Provenance } from '@medplum/fhirtypes';
import { PIPELINE_VERSION } from '../../domain/version.ts';
import { printedScore } from '../../scores/machine-score.ts';
import { unitOfInstrument } from '../study/score-unit.ts';
import type { ExportedMachineScore } from '../study/study-data.ts';
import { pipelineDevice } from './devices.ts';
import { quantity } from './measurement-observation.ts';
import { ownConcept, scoreConcept } from './own-codes.ts';
import { hl7Coding, type Identified, idOfName, referenceTo, visitReference } from './references.ts';

/** The machine's score of a visit, whose photos are all there. */
export type WholeMachineScore = ExportedMachineScore & { readonly value: number };

export function isWhole(score: ExportedMachineScore): score is WholeMachineScore {
  return score.value !== null;
}

/** The software that adds up the measurements, which is this one; each measurement names what made it. */
export const SCORING_DEVICE = pipelineDevice({ pipeline_version: PIPELINE_VERSION });

export function machineScoreId({ place, condition, instrument }: ExportedMachineScore): string {
  return idOfName(`machine score ${place.visitId} ${condition} ${instrument}`);
}

export function machineScoreObservation(score: WholeMachineScore): Identified<Observation> {
  const { place, condition, instrument, value, measurements } = score;
  return {
    resourceType: 'Observation',
    id: machineScoreId(score),
    status: 'final',
    category: [{ coding: [hl7Coding('observation-category', 'imaging', 'Imaging')] }],
    code: scoreConcept(instrument, null),
    subject: referenceTo(place.subjectId),
    encounter: visitReference(place) as NonNullable<Observation['encounter']>,
    ...(place.visitDate !== null && { effectiveDateTime: place.visitDate }),
    issued: lastOf(measurements),
    method: ownConcept('automated'),
    device: referenceTo(SCORING_DEVICE.id),
    valueQuantity: quantity(printedScore(value), unitOfInstrument(instrument)),
    derivedFrom: measurements.map(({ id }) => referenceTo(id)),
    note: [{ text: `Condition: ${condition}.` }, { text: `Sum over ${measurements.length} photos of whole regions.` }],
  };
}

export function machineScoreProvenance(score: WholeMachineScore): Identified<Provenance> {
  const id = machineScoreId(score);
  return {
    resourceType: 'Provenance',
    id: idOfName(`provenance ${id}`),
    target: [referenceTo(id)],
    recorded: lastOf(score.measurements),
    agent: [
      {
        type: { coding: [hl7Coding('provenance-participant-type', 'performer', 'Performer')] },
        who: referenceTo(SCORING_DEVICE.id),
      },
    ],
    entity: score.measurements.map((measurement) => ({ role: 'source' as const, what: referenceTo(measurement.id) })),
  };
}

/** When the last of the measurements was made: the score is known from then on. */
function lastOf(measurements: WholeMachineScore['measurements']): string {
  return new Date(Math.max(...measurements.map(({ measuredAt }) => measuredAt.getTime()))).toISOString();
}
