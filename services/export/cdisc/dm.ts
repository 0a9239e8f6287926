import { sha256Hex } from '../../sha256.ts';
import type { Cell, Column } from '../csv.ts';
import type { ExportedTreatment } from '../study/study-data.ts';
import { usubjid } from './records.ts';
import { DM_VARIABLES } from './variables.ts';

/** @source SDTMIG3.4 5.2 ("ARMCD is limited to 20 characters") */
const ARM_CODE_LENGTH = 20;
const HASH_LENGTH = 8;

/** The treatment itself where it is short enough, else its beginning and a hash: one code for one arm, as the standard asks. */
export function armCode(treatment: string): string {
  if (treatment.length <= ARM_CODE_LENGTH) return treatment;
  const hash = sha256Hex(treatment).slice(0, HASH_LENGTH);
  return `${treatment.slice(0, ARM_CODE_LENGTH - HASH_LENGTH - 1)}-${hash}`;
}

const VALUES: Readonly<Record<string, (row: ExportedTreatment) => Cell>> = {
  STUDYID: ({ place }) => place.studyCode,
  DOMAIN: () => 'DM',
  USUBJID: ({ place }) => usubjid(place),
  SUBJID: ({ place }) => place.subjectCode,
  SITEID: ({ place }) => place.siteCode,
  // One treatment is kept for each subject: planned and actual arm are alike.
  ARMCD: ({ treatment }) => treatment && armCode(treatment),
  ARM: ({ treatment }) => treatment,
  ACTARMCD: ({ treatment }) => treatment && armCode(treatment),
  ACTARM: ({ treatment }) => treatment,
};

/** One record per subject, with the arms. A variable of which nothing is known stays, empty: for the sponsor to fill. */
export const DM_COLUMNS: readonly Column<ExportedTreatment>[] = DM_VARIABLES.map((name) => ({
  name,
  of: VALUES[name] ?? (() => undefined),
}));
