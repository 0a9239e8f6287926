import { type SubjectCoursesPlot, subjectCoursesSvg } from '../plots/subject-courses.ts';
import { type WaterfallPlot, waterfallSvg } from '../plots/waterfall.ts';
import type { ProvenanceEntry, Report, ReportPlot, ReportTable } from './report.ts';

/** All that is said by one instrument: two instruments never share a table or a plot. */
export interface OutcomeInstrument {
  readonly instrument: string;
  readonly unit: string;
  readonly warnings: readonly string[];
  /** Baseline severity, change, response, predictors. */
  readonly tables: readonly ReportTable[];
  /** Null where there are no visits to draw. */
  readonly courses: SubjectCoursesPlot | null;
  readonly waterfall: WaterfallPlot | null;
}

export interface OutcomeReportData {
  readonly title: string;
  readonly provenance: readonly ProvenanceEntry[];
  readonly warnings: readonly string[];
  /** Who the people are; null where no characteristics were named. */
  readonly characteristics: ReportTable | null;
  readonly instruments: readonly OutcomeInstrument[];
  readonly conventions: readonly string[];
  readonly references: Readonly<Record<string, string>>;
}

/** The report of a trial's outcomes: the people, then each instrument for itself. */
export function outcomeReport(data: OutcomeReportData): Report {
  const { title, provenance, warnings, characteristics, instruments, conventions, references } = data;
  const people = characteristics === null ? [] : [characteristics];
  return {
    ...{ title, kind: 'Outcomes', provenance, warnings, conventions, references },
    sections: [
      ...people.map((table) => ({ heading: 'Baseline characteristics', warnings: [], tables: [table], plots: [] })),
      ...instruments.map((each) => ({
        heading: `${each.instrument} (${each.unit})`,
        warnings: each.warnings,
        tables: each.tables,
        plots: plotsOf(each),
      })),
    ],
  };
}

/** @throws RangeError for a plot of another unit than its instrument's */
function plotsOf({ instrument, unit, courses, waterfall }: OutcomeInstrument): readonly ReportPlot[] {
  if (courses !== null && courses.value.unit !== unit) {
    throw new RangeError(
      `Expected courses in ${unit}, the unit of ${instrument}, but they are in ${courses.value.unit}`,
    );
  }
  return [
    ...(courses === null
      ? []
      : [
          {
            svg: subjectCoursesSvg(courses),
            caption: `${instrument}: course of each subject; a gap is a missing value.`,
          },
        ]),
    ...(waterfall === null
      ? []
      : [{ svg: waterfallSvg(waterfall), caption: `${instrument}: change of each subject; below nought it fell.` }]),
  ];
}
