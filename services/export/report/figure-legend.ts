import { groupBy } from '../../agreement/group-by.ts';
import type { Figure } from '../../agreement/report/figure.ts';
import type { ReportTable } from './report.ts';

/** What must be known of a figure to quote it, beside its value. */
const FIELDS = ['form', 'interval_form', 'test', 'references'] as const;
type Field = (typeof FIELDS)[number];

/** What holds for a figure wherever it stands in the report; null where that differs, and is said beside each value. */
type Common = Readonly<Record<Field, string | null>>;

/** By the names of the figures, in the order in which they first occur. */
export type FigureLegend = ReadonlyMap<string, Common>;

/** Figures, and which methods their forms may name. */
export interface NamedFigures {
  readonly methods: readonly string[];
  readonly figures: readonly Figure[];
}

const textOf = (figure: Figure, field: Field): string =>
  field === 'references' ? figure.references.join(', ') : (figure[field] ?? '');

/** What is one and the same of all figures of a name is told once for all of them. */
export function legendOf(all: readonly NamedFigures[]): FigureLegend {
  const byName = groupBy(
    all.flatMap(({ methods, figures }) => figures.map((figure) => ({ figure, methods }))),
    ({ figure }) => figure.name,
  );
  return new Map(
    [...byName].map(([name, own]) => {
      const one = (field: Field): string | null =>
        theOnly(own.map(({ figure }) => textOf(figure, field))) ??
        theOnly(own.map(({ figure, methods }) => ofAnyMethods(textOf(figure, field), methods)));
      return [
        name,
        { form: one('form'), interval_form: one('interval_form'), test: one('test'), references: one('references') },
      ];
    }),
  );
}

/** The one text that is said, nothing where none is; null where there are several. */
function theOnly(texts: readonly string[]): string | null {
  const said = new Set(texts.filter((text) => text !== ''));
  return said.size > 1 ? null : ([...said][0] ?? '');
}

const PLACES = ['first', 'second'] as const;

/** A form with its two methods by their places. The longer name goes first, as one may begin with the other. */
function ofAnyMethods(form: string, methods: readonly string[]): string {
  if (methods.length !== PLACES.length) return form;
  return methods
    .map((method, i) => ({ method, mark: `\uE000${i}` }))
    .sort((a, b) => b.method.length - a.method.length)
    .reduce((text, { method, mark }) => text.replaceAll(method, mark), form)
    .replaceAll(/\uE000(\d)/g, (_, place: string) => PLACES[Number(place)]);
}

/** What the legend leaves to be said beside this value: nothing where it says all. */
export function leftToSay(figure: Figure, field: Field, legend: FigureLegend): string {
  return (legend.get(figure.name)?.[field] ?? null) === null ? textOf(figure, field) : '';
}

const DIFFERS = 'beside each value';

const COLUMNS: ReportTable['columns'] = [
  { name: 'Figure', align: 'left', share: 105 },
  { name: 'Form', align: 'left', share: 150 },
  { name: 'Interval', align: 'left', share: 70 },
  { name: 'Test', align: 'left', share: 75 },
  { name: 'Source', align: 'left', share: 85 },
];

/** The legend of all tables of figures of a report. */
export function legendTable(legend: FigureLegend): ReportTable {
  const said = (text: string | null): string => text ?? DIFFERS;
  return {
    caption: 'Form, interval, test and source of each figure',
    columns: COLUMNS,
    rows: [...legend].map(([name, { form, interval_form: interval, test, references }]) =>
      [name, form, interval, test, references].map(said),
    ),
    notes: [
      `“${DIFFERS}”: it differs from comparison to comparison, and stands with each figure. First and second: as a comparison names its methods. Bootstrap intervals are of 95 %, percentile, of whole subjects.`,
    ],
    dense: true,
  };
}
