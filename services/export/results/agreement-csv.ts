import type { Figure } from '../../agreement/report/figure.ts';
import type { ComparedMethods, InstrumentAgreement, StudyAgreement } from '../../results/study-agreement.ts';
import type { Column } from '../csv.ts';

/** A figure, or a reason in the place of figures, with all that says what it is of. */
interface FigureLine {
  readonly studyCode: string;
  readonly instrument: InstrumentAgreement;
  readonly compared: ComparedMethods;
  readonly part: Part;
  /** Null where the comparison, stratum or response was refused. */
  readonly figure: Figure | null;
}

/** Which of the pairs: all, a stratum, or subjects by their response. */
interface Part {
  readonly n: number;
  readonly subjects: number;
  readonly refused: string | null;
  readonly stratum?: { readonly by: string; readonly group: string };
  readonly responder?: string;
}

/** One row per figure. Each column is described in docs/agreement.md. */
export const AGREEMENT_COLUMNS: readonly Column<FigureLine>[] = [
  { name: 'study_code', of: ({ studyCode }) => studyCode },
  { name: 'score', of: ({ instrument }) => instrument.score },
  { name: 'instrument', of: ({ instrument }) => instrument.instrument },
  { name: 'compared', of: ({ instrument }) => instrument.compared },
  { name: 'comparison', of: ({ compared }) => compared.kind },
  { name: 'methods', of: ({ compared }) => compared.methods.join(' | ') },
  { name: 'stratum_by', of: ({ part }) => part.stratum?.by },
  { name: 'stratum', of: ({ part }) => part.stratum?.group },
  { name: 'responder_definition', of: ({ part }) => part.responder },
  { name: 'n', of: ({ part }) => part.n },
  { name: 'subjects', of: ({ part }) => part.subjects },
  { name: 'figure_id', of: ({ figure }) => figure?.id },
  { name: 'figure', of: ({ figure }) => figure?.name },
  { name: 'form', of: ({ figure }) => figure?.form },
  { name: 'value', of: ({ figure }) => figure?.value },
  { name: 'unit', of: ({ figure }) => figure?.unit },
  { name: 'interval_low', of: ({ figure }) => figure?.interval?.[0] },
  { name: 'interval_high', of: ({ figure }) => figure?.interval?.[1] },
  { name: 'interval_form', of: ({ figure }) => figure?.interval_form },
  { name: 'bootstrap_interval_low', of: ({ figure }) => figure?.bootstrap_interval?.[0] },
  { name: 'bootstrap_interval_high', of: ({ figure }) => figure?.bootstrap_interval?.[1] },
  { name: 'p_value', of: ({ figure }) => figure?.p_value },
  { name: 'test', of: ({ figure }) => figure?.test },
  { name: 'reading', of: ({ figure }) => figure?.reading },
  { name: 'note', of: ({ figure, part }) => figure?.note ?? part.refused },
  { name: 'references', of: ({ figure }) => figure?.references.join('; ') },
];

export function agreementLines(studyCode: string, { instruments }: StudyAgreement): readonly FigureLine[] {
  return instruments.flatMap((instrument) =>
    instrument.comparisons.flatMap((compared) => {
      const linesOf = (part: Part, figures: readonly Figure[]): readonly FigureLine[] =>
        (figures.length === 0 && part.refused !== null ? [null] : figures).map((figure) => ({
          ...{ studyCode, instrument, compared, part, figure },
        }));
      const { n, subjects, refused } = compared;
      return [
        ...linesOf({ n, subjects, refused }, compared.figures),
        ...compared.strata.flatMap(({ by, group, figures, ...part }) =>
          linesOf({ ...part, stratum: { by, group } }, figures),
        ),
        ...compared.responders.flatMap(({ definition, least_fall_percent: percent, figures, ...part }) =>
          linesOf({ ...part, n: part.subjects, responder: definition ?? `fall of ${percent} %` }, figures),
        ),
      ];
    }),
  );
}
