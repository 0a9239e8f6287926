import type { BundleEntry, DiagnosticReport, Patient } from '@medplum/fhirtypes';
import type { ExportedMeasurement, ExportedScore, VisitPlace } from '../study/study-data.ts';
import { modelDevice, pipelineDevice } from './devices.ts';
import { isByModel, measurementObservation, measurementProvenance } from './measurement-observation.ts';
import { OWN_CODE_SYSTEM, OWN_SYSTEM, ownConcept } from './own-codes.ts';
import { entryOf, hl7Coding, type Identified, referenceTo, uuidIdentifier } from './references.ts';
import { scoreObservation, scoreProvenance } from './score-observation.ts';

/** A visit with what counts of it: measurements and scores that no other replaces. */
export interface ExportedVisit {
  readonly place: VisitPlace;
  readonly measurements: readonly ExportedMeasurement[];
  readonly scores: readonly ExportedScore[];
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

function reportOf({ place, measurements, scores }: ExportedVisit): Identified<DiagnosticReport> {
  return {
    resourceType: 'DiagnosticReport',
    id: place.visitId,
    identifier: [uuidIdentifier(place.visitId)],
    status: 'final',
    category: [{ coding: [hl7Coding('v2-0074', 'IMG', 'Diagnostic Imaging')] }],
    code: { ...ownConcept('skin-lesion-visit'), text: `Visit ${place.visitNumber}: ${place.visitLabel}` },
    subject: referenceTo(place.subjectId),
    ...(place.visitDate !== null && { effectiveDateTime: place.visitDate }),
    result: [...measurements, ...scores].map(({ id }) => referenceTo(id)),
  };
}

function resourcesOf(visit: ExportedVisit): readonly Identified[] {
  const { measurements, scores } = visit;
  return [
    patientOf(visit.place),
    ...(measurements.length + scores.length === 0 ? [] : [reportOf(visit)]),
    ...measurements.flatMap((measurement) => [
      pipelineDevice(measurement.result.provenance),
      ...(isByModel(measurement.result) ? [modelDevice(measurement.result.provenance)] : []),
      measurementObservation(measurement),
      measurementProvenance(measurement),
    ]),
    ...scores.flatMap((score) => [scoreObservation(score), scoreProvenance(score)]),
  ];
}

/**
 * A FHIR R4 Bundle (`collection`) of visits, in pieces of JSON: the same data give the same bytes. Patients and devices stand in it
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
      if (resource.resourceType === 'Device' || resource.resourceType === 'Patient') seen.add(resource.id);
      fresh.push(entryOf(resource));
    }
    yield fresh.map((entry) => `,\n${JSON.stringify(entry)}`).join('');
  }
  yield '\n]}\n';
}
