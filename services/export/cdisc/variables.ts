/**
 * Variables of the domain Disease Response and Clinical Classification, in the order of the standard, up to the study day; the timing
 * variables after it are permissible and of nothing that is known here.
 * @source SDTMIG3.4 6.3.9
 */
export const RS_VARIABLES = [
  ...['STUDYID', 'DOMAIN', 'USUBJID', 'RSSEQ', 'RSGRPID', 'RSREFID', 'RSSPID', 'RSLNKID', 'RSLNKGRP'],
  ...['RSTESTCD', 'RSTEST', 'RSCAT', 'RSSCAT', 'RSORRES', 'RSORRESU', 'RSSTRESC', 'RSSTRESN', 'RSSTRESU'],
  ...['RSSTAT', 'RSREASND', 'RSNAM', 'RSMETHOD', 'RSLOBXFL', 'RSBLFL', 'RSDRVFL', 'RSEVAL', 'RSEVALID', 'RSACPTFL'],
  ...['VISITNUM', 'VISIT', 'VISITDY', 'TAETORD', 'EPOCH', 'RSDTC', 'RSDY'],
];

/** Variables of Findings About Events or Interventions, in the order of the standard. @source SDTMIG3.4 6.4.4 */
export const FA_VARIABLES = [
  ...['STUDYID', 'DOMAIN', 'USUBJID', 'FASEQ', 'FAGRPID', 'FASPID', 'FATESTCD', 'FATEST', 'FAOBJ', 'FACAT', 'FASCAT'],
  ...['FAORRES', 'FAORRESU', 'FASTRESC', 'FASTRESN', 'FASTRESU', 'FASTAT', 'FAREASND', 'FALOC', 'FALAT'],
  ...['FALOBXFL', 'FABLFL', 'FAEVAL', 'VISITNUM', 'VISIT', 'VISITDY', 'TAETORD', 'EPOCH', 'FADTC', 'FADY'],
];

/** Variables of Demographics, in the order of the standard. @source SDTMIG3.4 5.2 */
export const DM_VARIABLES = [
  ...['STUDYID', 'DOMAIN', 'USUBJID', 'SUBJID', 'RFSTDTC', 'RFENDTC', 'RFXSTDTC', 'RFXENDTC', 'RFCSTDTC', 'RFCENDTC'],
  ...['RFICDTC', 'RFPENDTC', 'DTHDTC', 'DTHFL', 'SITEID', 'INVID', 'INVNAM', 'BRTHDTC', 'AGE', 'AGEU', 'SEX', 'RACE'],
  ...['ETHNIC', 'ARMCD', 'ARM', 'ACTARMCD', 'ACTARM', 'ARMNRS', 'ACTARMUD', 'COUNTRY', 'DMDTC', 'DMDY'],
];
