import type { Cell, Column } from '../csv.ts';
import type { SubjectPlace, VisitPlace } from '../study/study-data.ts';

/** Values of a record by variable, but for what its domain and subject give. */
export interface DomainRecord {
  readonly place: VisitPlace;
  readonly values: Readonly<Record<string, Cell>>;
}

export interface NumberedRecord extends DomainRecord {
  /** Within the subject, from 1: --SEQ. */
  readonly sequence: number;
}

/** The records of each row, numbered within their subject. The rows of a subject have to come together, as they do. */
export async function* numberedRecords<Row>(
  rows: AsyncIterable<Row>,
  recordsOf: (row: Row) => readonly DomainRecord[],
): AsyncGenerator<NumberedRecord, void> {
  let subjectId: string | undefined;
  let sequence = 0;
  for await (const row of rows) {
    for (const record of recordsOf(row)) {
      sequence = record.place.subjectId === subjectId ? sequence + 1 : 1;
      subjectId = record.place.subjectId;
      yield { ...record, sequence };
    }
  }
}

/** Sites may use one code for two people. */
export function usubjid({ studyCode, siteCode, subjectCode }: SubjectPlace): string {
  return [studyCode, siteCode, subjectCode].join('-');
}

/** Columns in the standard's order. A variable of which nothing is known stays, empty: for the sponsor to fill or to drop. */
export function domainColumns(domain: 'RS' | 'FA', variables: readonly string[]): readonly Column<NumberedRecord>[] {
  const common: Readonly<Record<string, (record: NumberedRecord) => Cell>> = {
    STUDYID: ({ place }) => place.studyCode,
    DOMAIN: () => domain,
    USUBJID: ({ place }) => usubjid(place),
    [`${domain}SEQ`]: ({ sequence }) => sequence,
    VISITNUM: ({ place }) => place.visitNumber,
    VISIT: ({ place }) => place.visitLabel,
  };
  return variables.map((name) => ({ name, of: common[name] ?? (({ values }) => values[name]) }));
}

/** Original and standard result, alike: nothing is converted. Numbers, so that a negative one stays one. */
export function result(domain: 'RS' | 'FA', value: number, unit: string | undefined): Readonly<Record<string, Cell>> {
  return {
    [`${domain}ORRES`]: value,
    [`${domain}ORRESU`]: unit,
    [`${domain}STRESC`]: value,
    [`${domain}STRESN`]: value,
    [`${domain}STRESU`]: unit,
  };
}
