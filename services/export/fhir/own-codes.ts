import type { CodeableConcept, CodeSystem, Coding } from '@medplum/fhirtypes';
import { BODY_REGIONS, type BodyRegion } from '../../domain/body-region.ts';
import { SCORE_DEFINITIONS } from '../../scores/definitions.ts';
import { INSTRUMENTS, type Instrument } from '../../scores/instruments.ts';

/**
 * The code system of everything that no public one was found to name: LOINC has no total of VASI, PASI or mMASI. A UUID, so that it is
 * nobody else's and promises no web page. It travels as a CodeSystem in every bundle.
 */
export const OWN_SYSTEM = 'urn:uuid:6d2f3f0e-0c0b-4f57-9a9b-4f6b1f0f3a55';

const FIXED_CODES = {
  'lesion-measurement': 'Lesions of one photo, measured',
  'skin-lesion-visit': 'Everything that was measured and scored at one visit',
  'lesion-area': 'Area of all lesions, projected onto the plane of the scale',
  'lesion-area-interval-95': '95 % interval of lesion-area',
  'lesion-area-curvature-corrected': 'Area of all lesions on the surface of the limb',
  'lesion-area-curvature-corrected-interval-95': '95 % interval of lesion-area-curvature-corrected',
  'lesion-percent-of-skin': 'Area of all lesions in percent of the skin in the frame',
  'lesion-percent-of-skin-interval-95': '95 % interval of lesion-percent-of-skin',
  'lesion-percent-of-bsa': 'Area of all lesions in percent of the body surface',
  'lesion-count': 'Number of separate lesions',
  'mean-depigmentation': 'Mean depigmentation of all lesions',
  'delta-e-2000': 'CIEDE2000 between the lesions and the healthy skin near by',
  automated: 'Measured by software on a photo',
  'drawn-outline': 'Measured by software within an outline that a person drew',
  manual: 'Scored by a person',
  read: 'Read by a person on photos, by the plan of the study',
  'adjudicated-read': 'Read by a third person, because readers, or reader and machine, differed',
  'measuring-pipeline': 'Software that turns a photo into figures',
  'segmentation-model': 'Software that finds skin and lesion on a photo',
} as const;
type FixedCode = keyof typeof FIXED_CODES;

const regionCode = (region: BodyRegion) => `region.${region}`;
const instrumentCode = (instrument: Instrument) => `instrument.${instrument}`;
const definitionCode = (id: string, version: string) => `definition.${id}.v${version}`;

const concepts: readonly { readonly code: string; readonly display: string }[] = [
  ...Object.entries(FIXED_CODES).map(([code, display]) => ({ code, display })),
  ...BODY_REGIONS.map((region) => ({ code: regionCode(region), display: region.replaceAll('_', ' ') })),
  ...INSTRUMENTS.map((instrument) => ({ code: instrumentCode(instrument), display: instrument })),
  ...SCORE_DEFINITIONS.map(({ id, version, title }) => ({ code: definitionCode(id, version), display: title })),
];
const DISPLAYS = new Map(concepts.map(({ code, display }) => [code, display]));

function coding(code: string): Coding {
  const display = DISPLAYS.get(code);
  return { system: OWN_SYSTEM, code, ...(display !== undefined && { display }) };
}

export function ownConcept(code: FixedCode): CodeableConcept {
  return { coding: [coding(code)], text: FIXED_CODES[code] };
}

export function regionConcept(region: BodyRegion): CodeableConcept {
  return { coding: [coding(regionCode(region))], text: region.replaceAll('_', ' ') };
}

/** The instrument and, where it was computed, by which version of which definition; an older version has no display. */
export function scoreConcept(
  instrument: Instrument,
  definition: { readonly id: string; readonly version: string } | null,
): CodeableConcept {
  const computed = definition === null ? [] : [coding(definitionCode(definition.id, definition.version))];
  return { coding: [coding(instrumentCode(instrument)), ...computed], text: instrument };
}

/** Not complete: versions of definitions that are no longer computed by are not in it. */
export const OWN_CODE_SYSTEM: CodeSystem = {
  resourceType: 'CodeSystem',
  id: OWN_SYSTEM.slice('urn:uuid:'.length),
  url: OWN_SYSTEM,
  name: 'DermetryCodes',
  title: 'Codes of Dermetry',
  status: 'active',
  content: 'fragment',
  concept: concepts.map(({ code, display }) => ({ code, display })),
};
