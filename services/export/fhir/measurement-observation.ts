import type { Observation, ObservationComponent, Provenance, Quantity } from '@medplum/fhirtypes';
import type { ExportedMeasurement, MeasurementSummary } from '../study/study-data.ts';
import { modelDevice, pipelineDevice } from './devices.ts';
import { ownConcept, regionConcept } from './own-codes.ts';
import {
  hl7Coding,
  type Identified,
  idOfName,
  photoReference,
  photosReferences,
  referenceTo,
  visitReference,
} from './references.ts';

const UNITS = {
  cm2: 'cm²',
  '%': '%',
  '{lesions}': 'lesions',
  '{score}': 'points',
  '1': '1',
} as const;

/** @source UCUM */
export function quantity(value: number, code: keyof typeof UNITS): Quantity {
  return { value, unit: UNITS[code], system: 'http://unitsofmeasure.org', code };
}

type FigureCode = Parameters<typeof ownConcept>[0];
type Interval = readonly [number, number] | null | undefined;

/** A figure that was not measured is left out: nought would be another statement. */
function figure(code: FigureCode, value: number | null | undefined, unit: keyof typeof UNITS): ObservationComponent[] {
  if (value === null || value === undefined) return [];
  return [{ code: ownConcept(code), valueQuantity: quantity(value, unit) }];
}

function interval(code: FigureCode, bounds: Interval, unit: keyof typeof UNITS): ObservationComponent[] {
  if (bounds === null || bounds === undefined) return [];
  const [low, high] = bounds;
  return [{ code: ownConcept(code), valueRange: { low: quantity(low, unit), high: quantity(high, unit) } }];
}

function components({ lesion, colour }: MeasurementSummary): ObservationComponent[] {
  return [
    ...figure('lesion-area', lesion.area_cm2, 'cm2'),
    ...interval('lesion-area-interval-95', lesion.area_cm2_interval, 'cm2'),
    ...figure('lesion-area-curvature-corrected', lesion.area_cm2_curvature_corrected, 'cm2'),
    ...interval('lesion-area-curvature-corrected-interval-95', lesion.area_cm2_curvature_corrected_interval, 'cm2'),
    ...figure('lesion-percent-of-skin', lesion.percent_of_skin, '%'),
    ...interval('lesion-percent-of-skin-interval-95', lesion.percent_of_skin_interval, '%'),
    ...figure('lesion-percent-of-bsa', lesion.bsa_percent, '%'),
    ...figure('lesion-count', lesion.count, '{lesions}'),
    ...figure('mean-depigmentation', lesion.mean_depigmentation_percent, '%'),
    ...figure('delta-e-2000', colour?.delta_e_2000, '1'),
  ];
}

/** What the figures must not be read without. */
function remarks({ calibration, quality, lesion, notes, ...outline }: MeasurementSummary): readonly string[] {
  return [
    ...outlineRemarks(outline),
    `Scale: ${calibration.kind}.`,
    ...(lesion.bsa_method === null ? [] : [`Percent of the body surface by ${lesion.bsa_method}.`]),
    ...(quality.accepted ? [] : ['The photo did not pass the checks of its quality.']),
    ...quality.flags.map((flag) => `Quality: ${flag}.`),
    ...notes,
  ];
}

/** Origin and parent, where a person had a hand in it. */
function outlineRemarks({
  origin = 'model',
  parent,
  provenance,
}: Pick<MeasurementSummary, 'origin' | 'parent' | 'provenance'>): readonly string[] {
  if (origin === 'model') return [];
  const { drawn_by: person, reason, parent_model: model } = provenance.drawing ?? {};
  const corrected = origin === 'corrected' ? [`Parent: ${parent}, by ${model}.`] : [];
  return [`Origin: ${origin}. Outline drawn by ${person ?? 'a person'}: ${reason ?? 'no reason given'}.`, ...corrected];
}

/** The day: the camera's clock states no zone, which a time in FHIR needs. */
function dayOf({ place, photo }: ExportedMeasurement): string | undefined {
  return place.visitDate ?? photo.capturedAt?.slice(0, 'yyyy-mm-dd'.length);
}

export function isByModel({ origin = 'model' }: Pick<MeasurementSummary, 'origin'>): boolean {
  return origin === 'model';
}

export function measurementObservation(measurement: ExportedMeasurement): Identified<Observation> {
  const { id, place, photo, result } = measurement;
  const day = dayOf(measurement);
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [hl7Coding('observation-category', 'imaging', 'Imaging')] }],
    code: ownConcept('lesion-measurement'),
    subject: referenceTo(place.subjectId),
    encounter: visitReference(place) as NonNullable<Observation['encounter']>,
    ...(day !== undefined && { effectiveDateTime: day }),
    issued: measurement.measuredAt.toISOString(),
    bodySite: regionConcept(photo.bodyRegion),
    method: ownConcept(isByModel(result) ? 'automated' : 'drawn-outline'),
    device: referenceTo(pipelineDevice(result.provenance).id),
    derivedFrom: photosReferences([photo]),
    note: remarks(result).map((text) => ({ text })),
    component: components(result),
  };
}

/** Which software made the figures, of which photo. */
export function measurementProvenance({
  id,
  photo,
  measuredAt,
  result,
  supersedes,
}: ExportedMeasurement): Identified<Provenance> {
  const author = { coding: [hl7Coding('provenance-participant-type', 'author', 'Author')] };
  const performer = { coding: [hl7Coding('provenance-participant-type', 'performer', 'Performer')] };
  return {
    resourceType: 'Provenance',
    id: idOfName(`provenance ${id}`),
    target: [referenceTo(id)],
    recorded: measuredAt.toISOString(),
    agent: [
      { type: performer, who: referenceTo(pipelineDevice(result.provenance).id) },
      isByModel(result)
        ? { type: performer, who: referenceTo(modelDevice(result.provenance).id) }
        : { type: author, who: { display: result.provenance.drawing?.drawn_by ?? 'a person' } },
    ],
    entity: [
      { role: 'source', what: photoReference(photo) },
      ...(supersedes === null ? [] : [supersededEntity(supersedes)]),
      ...(result.parent == null ? [] : [{ ...supersededEntity(result.parent), role: 'derivation' as const }]),
    ],
  };
}

/** The one that this replaces, which is not in the bundle. */
export function supersededEntity(id: string) {
  const what = { identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` } };
  return { role: 'revision', what } as const;
}
