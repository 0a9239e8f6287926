import type { ExportedMeasurement, MeasurementSummary } from '../study/study-data.ts';
import { type DomainRecord, domainColumns, result } from './records.ts';
import { FA_VARIABLES } from './variables.ts';

interface Finding {
  /** Of the sponsor, not of CDISC. */
  readonly code: string;
  readonly name: string;
  readonly unit: string | undefined;
  readonly of: (lesion: MeasurementSummary['lesion']) => number | null;
}

const FINDINGS: readonly Finding[] = [
  { code: 'LESAREA', name: 'Lesion area', unit: 'cm2', of: ({ area_cm2 }) => area_cm2 },
  { code: 'LESPSKIN', name: 'Lesion area in % of skin in frame', unit: '%', of: (lesion) => lesion.percent_of_skin },
  { code: 'LESPBSA', name: 'Lesion area in % of body surface', unit: '%', of: ({ bsa_percent }) => bsa_percent },
  { code: 'LESNUM', name: 'Number of lesions', unit: undefined, of: ({ count }) => count },
  {
    code: 'LESDEPIG',
    name: 'Mean depigmentation of lesions',
    unit: '%',
    of: (lesion) => lesion.mean_depigmentation_percent,
  },
];

/** What drew the outline: a model, or a person, from nothing or over a measurement. */
function categories({ origin = 'model', parent, provenance }: MeasurementSummary) {
  const { model, model_version, pipeline_version } = provenance;
  if (origin === 'model') {
    return {
      FACAT: 'AUTOMATED IMAGE ANALYSIS',
      FASCAT: `PIPELINE ${pipeline_version}, MODEL ${model} ${model_version}`,
    };
  }
  const outline = origin === 'manual' ? 'OUTLINE MANUAL' : `OUTLINE CORRECTED, PARENT ${parent}`;
  return { FACAT: 'IMAGE ANALYSIS OF A DRAWN OUTLINE', FASCAT: `PIPELINE ${pipeline_version}, ${outline}` };
}

/** What was measured on a photo, if no other measurement replaces it. What could not be measured has no record. */
export function faRecords(measurement: ExportedMeasurement): readonly DomainRecord[] {
  const { place, photo, id, isLatest, result: measured } = measurement;
  if (!isLatest) return [];
  return FINDINGS.flatMap(({ code, name, unit, of }) => {
    const value = of(measured.lesion);
    if (value === null) return [];
    const values = {
      FAGRPID: photo.id,
      FASPID: id,
      FATESTCD: code,
      FATEST: name,
      FAOBJ: photo.condition.toUpperCase(),
      ...categories(measured),
      ...result('FA', value, unit),
      FALOC: photo.bodyRegion.replaceAll('_', ' ').toUpperCase(),
      FADTC: place.visitDate ?? photo.capturedAt?.slice(0, 'yyyy-mm-dd'.length),
    };
    return [{ place, values }];
  });
}

export const FA_COLUMNS = domainColumns('FA', FA_VARIABLES);
