import type { Observation, Practitioner, Provenance } from '@medplum/fhirtypes';
import { printedScore } from '../../scores/machine-score.ts';
import { unitOfInstrument } from '../study/score-unit.ts';
import type { ExportedRead } from '../study/study-data.ts';
import { quantity } from './measurement-observation.ts';
import { OWN_SYSTEM, ownConcept, regionConcept, scoreConcept } from './own-codes.ts';
import {
  hl7Coding,
  type Identified,
  idOfName,
  photoReference,
  photosReferences,
  referenceTo,
  visitReference,
} from './references.ts';
import { itemComponents } from './score-observation.ts';

/** Whoever reads, without a name: a number within the study. */
export function readerPractitioner({ place, reader }: ExportedRead): Identified<Practitioner> {
  const { pseudonym } = reader;
  return {
    resourceType: 'Practitioner',
    // Who both reads and adjudicates is two of them, as in all exports.
    id: idOfName(`${pseudonym} of ${place.studyCode}`),
    identifier: [{ system: OWN_SYSTEM, value: [place.studyCode, pseudonym].map(encodeURIComponent).join('/') }],
  };
}

/** How it was read, which the figure must not be taken without. */
function remarks({ plan, roundId, position, kind, machineSeen, machineValue, ...read }: ExportedRead) {
  return [
    `Round ${roundId}, ${plan.design}.`,
    ...(kind === 'adjudication' ? [] : [`Shown as number ${position}.`]),
    `Machine: ${plan.machine}; seen when this was entered: ${machineSeen}${
      machineValue === null ? '' : ` (${printedScore(machineValue)})`
    }.`,
    `Adjudication: ${read.adjudication}.`,
    `Signed at ${read.signedAt.toISOString()} (${read.signatureMeaning}); SHA-256 of what was signed: ${read.contentSha256}.`,
  ];
}

/** The total of a signed read, with its items. */
export function readObservation(read: ExportedRead): Identified<Observation> {
  const { place, photo, pictures, versionId, version, kind, instrument, definition, items, value } = read;
  return {
    resourceType: 'Observation',
    id: versionId,
    status: version === 1 ? 'final' : 'corrected',
    category: [{ coding: [hl7Coding('observation-category', 'exam', 'Exam')] }],
    code: scoreConcept(instrument, definition),
    subject: referenceTo(place.subjectId),
    encounter: visitReference(place) as NonNullable<Observation['encounter']>,
    ...(place.visitDate !== null && { effectiveDateTime: place.visitDate }),
    issued: read.signedAt.toISOString(),
    performer: [referenceTo(readerPractitioner(read).id)],
    method: ownConcept(kind === 'adjudication' ? 'adjudicated-read' : 'read'),
    valueQuantity: quantity(value, unitOfInstrument(instrument)),
    ...(photo !== null && { bodySite: regionConcept(photo.bodyRegion) }),
    derivedFrom: photosReferences(pictures),
    note: remarks(read).map((text) => ({ text })),
    component: itemComponents(items),
  };
}

/** Who read what, and why an earlier version was corrected. */
export function readProvenance(read: ExportedRead): Identified<Provenance> {
  const { versionId, pictures, reason, signedAt } = read;
  return {
    resourceType: 'Provenance',
    id: idOfName(`provenance ${versionId}`),
    target: [referenceTo(versionId)],
    recorded: signedAt.toISOString(),
    ...(reason !== null && { reason: [{ text: reason }] }),
    agent: [
      {
        type: { coding: [hl7Coding('provenance-participant-type', 'author', 'Author')] },
        who: referenceTo(readerPractitioner(read).id),
      },
    ],
    entity: pictures.map((picture) => ({ role: 'source' as const, what: photoReference(picture) })),
  };
}
