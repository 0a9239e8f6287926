import type { Protocol } from '../study/protocol.ts';
import type { ReadUnit, StudyData, StudyPhoto, StudyVisit, UnitRead } from './study-data.ts';

const VISITS = ['baseline', 'week 12', 'week 24'] as const;
const READERS = ['Dr One', 'Dr Two'] as const;
const TONES = ['light', 'tan', 'dark'] as const;

const PROTOCOL: Protocol = {
  conditions: ['vitiligo'],
  visits: VISITS.map((label, i) => ({ label, order: i + 1, day: 84 * i })),
  photographs: [{ body_region: 'face', view: 'whole_region' }],
  instruments: ['F-VASI', 'PASI'],
  thresholds: { adjudication: 0.5, equivalence_margins: { 'F-VASI': 0.3 } },
};

/** Scores of a face that fall over the visits, with differences that anybody can compute again. */
export const truthOf = (subject: number, visit: number): number =>
  (1 + (subject % 8) / 4) * (1 - 0.3 * visit * (subject % 3));
export const machineOf = (subject: number, visit: number): number =>
  Math.abs(truthOf(subject, visit) + ((subject * 5 + visit) % 7) / 50 - 0.06);
export const readOf = (reader: number, subject: number, visit: number): number =>
  Math.abs(truthOf(subject, visit) + (reader === 0 ? 0.02 : -0.03) + ((subject * 3 + visit + reader) % 5) / 40);

function visitOf(subject: number, visit: number): StudyVisit {
  return {
    ...{ id: `v-${subject}-${visit}`, subjectId: `s-${subject}`, subjectCode: `S-${subject}` },
    ...{ siteCode: subject % 2 === 0 ? 'A' : 'B', label: VISITS[visit], number: visit + 1 },
    ...{ ageYears: 20 + subject, heightCm: null, weightKg: null },
  };
}

/** F-VASI of the machine is the share of the body times 0.9, all of it on one step of the ladder. */
function photoOf(subject: number, visit: number): StudyPhoto {
  const lesion = { pixels: 900, bsa_percent: machineOf(subject, visit) / 0.9, mean_depigmentation_percent: 90 };
  const patches = [{ pixels: 900, mean_depigmentation_percent: 90 }];
  return {
    ...{ id: `p-${subject}-${visit}`, visitId: `v-${subject}-${visit}`, region: 'face', view: 'whole_region' },
    ...{ illumination: 'visible', lesionPixels: 900, skinPixels: 30_000, toneClass: TONES[subject % 3] },
    ...{
      measuredBy: 'test-model 1, pipeline 0.5.0',
      measurement: { condition: 'vitiligo', lesion: { ...lesion, patches } },
    },
  };
}

const signed = (reader: string, kind: UnitRead['kind'], value: number): UnitRead => ({
  ...{ reader, kind, value, definitionVersion: '1', machineSeen: 'none', intact: true },
});

function unitOf(subject: number, visit: number): ReadUnit {
  const values = READERS.map((_, reader) => readOf(reader, subject, visit));
  return {
    ...{ unit: 'visit', unitId: `v-${subject}-${visit}`, visitId: `v-${subject}-${visit}`, definition: 'F-VASI' },
    reads: [
      ...values.map((value, i) => signed(READERS[i], 'first', value)),
      ...(subject % 4 === 0 ? values.map((value, i) => signed(READERS[i], 'repeat', value + 0.01 * (visit - 1))) : []),
    ],
    ...{ consensus: (values[0] + values[1]) / 2, adjudicated: false },
  };
}

/**
 * A study that nobody made, of faces: every visit photographed, measured, read by two, some twice, and scored by the site. For tests, and for a
 * process to practise on before somebody waits for it.
 */
export function inventedStudy(subjects: number, changes: Partial<StudyData> = {}): StudyData {
  const places = Array.from({ length: subjects }, (_, s) => VISITS.map((_label, v) => [s, v] as const)).flat();
  return {
    protocols: [{ version: 1, protocol: PROTOCOL, inForceFrom: new Date('2024-12-01T10:00:00Z'), amendment: null }],
    firstSignedAt: new Date('2025-06-01T10:00:00Z'),
    ...{ code: 'STUDY', title: 'A study', protocol: PROTOCOL, locked: true, unblinded: false, treatments: null },
    visits: places.map(([s, v]) => visitOf(s, v)),
    photos: places.map(([s, v]) => photoOf(s, v)),
    units: places.map(([s, v]) => unitOf(s, v)),
    scores: places.map(([s, v]) => ({
      ...{ visitId: `v-${s}-${v}`, photoId: null, instrument: 'F-VASI', definition: null },
      ...{ value: truthOf(s, v) + 0.1, rater: 'R1', scoredAt: new Date('2025-06-01T10:00:00Z') },
    })),
    ...changes,
  };
}
