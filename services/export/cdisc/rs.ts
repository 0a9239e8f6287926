import type { Instrument } from '../../scores/instruments.ts';
import { unitOfInstrument } from '../study/score-unit.ts';
import type { ExportedScore } from '../study/study-data.ts';
import { type DomainRecord, domainColumns, result } from './records.ts';
import { RS_VARIABLES } from './variables.ts';

/** Of the sponsor, not of CDISC: no published terms were found for VASI, and which of the three for PASI holds depends on the words of the form. */
const TEST_CODES: Readonly<Record<Instrument, string>> = {
  VASI: 'VASITOT',
  VASI_CONTINUOUS: 'VASICTOT',
  'F-VASI': 'FVASITOT',
  'F-VASI_CONTINUOUS': 'FVASICT',
  'T-VASI': 'TVASITOT',
  'T-VASI_CONTINUOUS': 'TVASICT',
  VES: 'VESTOT',
  'SA-VES': 'SAVESTOT',
  VNS: 'VNSTOT',
  VETF_STAGE: 'VETFSTG',
  PASI: 'PASITOT',
  PASI_CONTINUOUS_AREA: 'PASICTOT',
  sPGA: 'SPGA',
  IGA: 'IGA',
  PGA_X_BSA: 'PGAXBSA',
  MASI: 'MASITOT',
  mMASI: 'MMASITOT',
  BSA_PERCENT: 'BSAPCT',
  REPIGMENTATION_PERCENT: 'REPIGPCT',
};

/** Totals that count: a corrected score is not among them, and one of which only items were entered has no total. */
export function rsRecords(score: ExportedScore): readonly DomainRecord[] {
  const { place, photo, id, isLatest, instrument, value, definition, rater, scoredAt } = score;
  if (!isLatest || value === null) return [];
  const unit = unitOfInstrument(instrument);
  const values = {
    RSREFID: photo?.id,
    RSSPID: id,
    RSTESTCD: TEST_CODES[instrument],
    RSTEST: `${instrument.replaceAll('_', ' ')} total`,
    RSCAT: instrument.toUpperCase(),
    RSSCAT: definition === null ? undefined : `${definition.id} V${definition.version}`,
    ...result('RS', value, unit === '%' ? unit : undefined),
    RSEVALID: rater,
    RSDTC: scoredAt.toISOString(),
  };
  return [{ place, values }];
}

export const RS_COLUMNS = domainColumns('RS', RS_VARIABLES);
