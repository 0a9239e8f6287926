import type { Instrument } from '../../scores/instruments.ts';
import { unitOfInstrument } from '../study/score-unit.ts';
import type { ExportedRead, ExportedScore } from '../study/study-data.ts';
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

/** What a total is, whoever gave it. */
function totalOf(
  instrument: Instrument,
  value: number,
  definition: { readonly id: string; readonly version: string } | null,
): DomainRecord['values'] {
  const unit = unitOfInstrument(instrument);
  return {
    RSTESTCD: TEST_CODES[instrument],
    RSTEST: `${instrument.replaceAll('_', ' ')} total`,
    RSCAT: instrument.toUpperCase(),
    RSSCAT: definition === null ? undefined : `${definition.id} V${definition.version}`,
    ...result('RS', value, unit === '%' ? unit : undefined),
  };
}

/**
 * Totals that count: a corrected score is not among them, and one of which only items were entered has no total. Sites enter them, hence the
 * evaluator, which may not be left out beside independent assessors.
 * @source SDTMIG3.4 6.3.9 (RSEVAL)
 */
export function rsRecords(score: ExportedScore): readonly DomainRecord[] {
  const { place, photo, id, isLatest, instrument, value, definition, rater, scoredAt } = score;
  if (!isLatest || value === null) return [];
  const values = {
    RSREFID: photo?.id,
    RSSPID: id,
    ...totalOf(instrument, value, definition),
    RSEVAL: 'INVESTIGATOR',
    RSEVALID: rater,
    RSDTC: scoredAt.toISOString(),
  };
  return [{ place, values }];
}

/**
 * Totals of reads that count: neither a corrected version nor a hidden repeat. Where readers differed, the adjudicator's is the accepted one;
 * where they did not, their mean counts and none is flagged.
 * @source SDTMIG3.4 6.3.9 (RSEVAL, RSEVALID, RSACPTFL)
 */
export function rsReadRecords(read: ExportedRead): readonly DomainRecord[] {
  const { place, photo, roundId, versionId, isLatest, kind, instrument, value, definition, reader, signedAt } = read;
  if (!isLatest || kind === 'repeat') return [];
  const values = {
    RSGRPID: roundId,
    RSREFID: photo?.id,
    RSSPID: versionId,
    ...totalOf(instrument, value, definition),
    RSEVAL: 'INDEPENDENT ASSESSOR',
    RSEVALID: reader.pseudonym,
    RSACPTFL: kind === 'adjudication' ? 'Y' : undefined,
    RSDTC: signedAt.toISOString(),
  };
  return [{ place, values }];
}

export const RS_COLUMNS = domainColumns('RS', RS_VARIABLES);
