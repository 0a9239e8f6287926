import type { BundleEntry, DiagnosticReport, Patient } from '@medplum/fhirtypes';
import type {
  ExportedMachineScore,
  ExportedMeasurement,
  ExportedRead,
  ExportedScore,
  VisitPlace,
} from '../study/study-data.ts';
import { modelDevice, pipelineDevice } from './devices.ts';
import {
  isWhole,
  machineScoreId,
  machineScoreObservation,
  machineScoreProvenance,
  SCORING_DEVICE,
} from './machine-score-observation.ts';
import { isByModel, measurementObservation, measurementProvenance } from './measurement-observation.ts';
import { OWN_CODE_SYSTEM, OWN_SYSTEM, ownConcept } from './own-codes.ts';
import { readerPractitioner, readObservation, readProvenance } from './read-observation.ts';
import { entryOf, hl7Coding, type Identified, referenceTo, uuidIdentifier } from './references.ts';
import { scoreObservation, scoreProvenance } from './score-observation.ts';

/** A visit with what counts of it: measurements, scores and signed reads that no other replaces, and what the machine scores. */
export interface ExportedVisit {
  readonly place: VisitPlace;
  readonly measurements: readonly ExportedMeasurement[];
  readonly scores: readonly ExportedScore[];
  /** Hidden repeats among them, which count for the agreement of readers with themselves alone. */
  readonly reads: readonly ExportedRead[];
  readonly machineScores: readonly ExportedMachineScore[];
}

/** No name, sex or birth date: the system knows none. */
function patientOf({ subjectId, studyCode, siteCode, subjectCode }: VisitPlace): Identified<Patient> {
  return {
    resourceType: 'Patient',
    id: subjectId,
    // A code is one subject's within its site only.
    identifier: [{ system: OWN_SYSTEM, value: [studyCode, siteCode, subjectCode].map(encodeURIComponent).join('/') }],
  };
}

function reportOf(place: VisitPlace, resultIds: readonly string[]): Identified<DiagnosticReport> {
  return {
    resourceType: 'DiagnosticReport',
    id: place.visitId,
    identifier: [uuidIdentifier(place.visitId)],
    status: 'final',
    category: [{ coding: [hl7Coding('v2-0074', 'IMG', 'Diagnostic Imaging')] }],
    code: { ...ownConcept('skin-lesion-visit'), text: `Visit ${place.visitNumber}: ${place.visitLabel}` },
    subject: referenceTo(place.subjectId),
    ...(place.visitDate !== null && { effectiveDateTime: place.visitDate }),
    result: resultIds.map(referenceTo),
  };
}

function resourcesOf(visit: ExportedVisit): readonly Identified[] {
  const { place, measurements, scores } = visit;
  const reads = visit.reads.filter(({ kind }) => kind !== 'repeat');
  const machineScores = visit.machineScores.filter(isWhole);
  const resultIds = [
    ...[...measurements, ...scores].map(({ id }) => id),
    ...reads.map(({ versionId }) => versionId),
    ...machineScores.map(machineScoreId),
  ];
  return [
    patientOf(place),
    ...(resultIds.length === 0 ? [] : [reportOf(place, resultIds)]),
    ...measurements.flatMap((measurement) => [
      pipelineDevice(measurement.result.provenance),
      ...(isByModel(measurement.result) ? [modelDevice(measurement.result.provenance)] : []),
      measurementObservation(measurement),
      measurementProvenance(measurement),
    ]),
    ...scores.flatMap((score) => [scoreObservation(score), scoreProvenance(score)]),
    ...reads.flatMap((read) => [readerPractitioner(read), readObservation(read), readProvenance(read)]),
    ...machineScores.flatMap((score) => [
      SCORING_DEVICE,
      machineScoreObservation(score),
      machineScoreProvenance(score),
    ]),
  ];
}

/** Named by many others. */
const REPEATED: ReadonlySet<string> = new Set(['Device', 'Patient', 'Practitioner']);

/**
 * A FHIR R4 Bundle (`collection`) of visits, in pieces of JSON: the same data give the same bytes. Patients, readers and devices stand in it
 * once, at the first visit that needs them.
 */
export async function* fhirBundle(visits: AsyncIterable<ExportedVisit>): AsyncGenerator<string, void> {
  yield `{"resourceType":"Bundle","type":"collection","entry":[\n${JSON.stringify(entryOf(OWN_CODE_SYSTEM as Identified))}`;
  const seen = new Set<string>();
  for await (const visit of visits) {
    const fresh: BundleEntry[] = [];
    for (const resource of resourcesOf(visit)) {
      if (seen.has(resource.id)) continue;
      // What comes once anyway is not kept, so that memory does not grow with the study.
      if (REPEATED.has(resource.resourceType)) seen.add(resource.id);
      fresh.push(entryOf(resource));
    }
    yield fresh.map((entry) => `,\n${JSON.stringify(entry)}`).join('');
  }
  yield '\n]}\n';
}
