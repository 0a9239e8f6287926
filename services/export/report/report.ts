/** A cell, and in small letters below it what a reader must know to quote it: the form of a figure, the name of a test. */
export type Cell = string | { readonly main: string; readonly detail: string };

export interface ReportColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
  /** Of the width of a printed page, against the other columns of its table; by its texts where a column has none. */
  readonly share?: number;
}

export interface ReportTable {
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  /** As many cells as columns; the first one names the row. */
  readonly rows: readonly (readonly Cell[])[];
  /** Below the table: how it was made, who is missing. */
  readonly notes: readonly string[];
  /** Many rows of short cells, set closely. */
  readonly dense?: boolean;
}

/** A picture made by services/export/plots: nothing else is put into a report unescaped. */
export interface ReportPlot {
  readonly svg: string;
  readonly caption: string;
}

/** Tables, then plots, below a heading. */
export interface ReportSection {
  readonly heading: string;
  /** 1: a chapter, such as a score; 2: a part of the chapter before it. */
  readonly level: 1 | 2;
  readonly warnings: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly plots: readonly ReportPlot[];
}

/** One line of where the numbers come from: "Software", "dermetry 0.2.0". */
export interface ProvenanceEntry {
  readonly name: string;
  readonly value: string;
}

export interface Report {
  readonly title: string;
  /** What kind of report it is. */
  readonly kind: string;
  readonly provenance: readonly ProvenanceEntry[];
  readonly warnings: readonly string[];
  readonly sections: readonly ReportSection[];
  /** Conventions that hold for all figures. */
  readonly conventions: readonly string[];
  /** By the keys that the tables name. */
  readonly references: Readonly<Record<string, string>>;
}

/** At the foot of every report. */
export const REPORT_FOOT = 'Research and measurement use. Not a medical device; makes no diagnosis.';

/** @throws RangeError for a row with other cells than the table has columns: it would be read in the wrong column */
export function checkCells({ caption, columns, rows }: ReportTable): void {
  const ragged = rows.findIndex((row) => row.length !== columns.length);
  if (ragged >= 0) {
    throw new RangeError(`Row ${ragged} of "${caption}" has not the ${columns.length} cells of its table`);
  }
}
