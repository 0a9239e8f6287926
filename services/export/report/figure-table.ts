import type { Figure } from '../../agreement/report/figure.ts';
import { intervalText, NONE, pText, stopless, valueText } from './figure-cells.ts';
import { type FigureLegend, leftToSay } from './figure-legend.ts';
import type { Cell, ReportTable } from './report.ts';

/** An interval stands in one line. */
const COLUMNS: ReportTable['columns'] = [
  { name: 'Figure', align: 'left', share: 128 },
  { name: 'Value', align: 'right', share: 36 },
  { name: 'Unit', align: 'left', share: 50 },
  { name: 'Interval', align: 'left', share: 76 },
  { name: 'Bootstrap interval', align: 'left', share: 80 },
  { name: 'p', align: 'left', share: 28 },
  { name: 'What it says', align: 'left', share: 75 },
];

/** Figures under a heading of their own, such as those of one definition of a responder. */
interface FigureGroup {
  /** Before the name of each figure; empty where there is one group only. */
  readonly of: string;
  readonly figures: readonly Figure[];
}

interface TableOfFigures {
  readonly caption: string;
  readonly groups: readonly FigureGroup[];
  readonly notes: readonly string[];
}

/** All figures, a line each as far as the legend says the rest; what is said of several of them is told once, below. */
export function figureTable({ caption, groups, notes }: TableOfFigures, legend: FigureLegend): ReportTable {
  const all = groups.flatMap(({ figures }) => figures);
  const shared = repeated(all.flatMap((each) => [each.note ?? '', formOfInterval(each, legend)]).filter(isLong));
  // A full stop belongs to the sentence, not to what is repeated.
  const brief = (words: string): string => {
    const place = shared.indexOf(stopless(words));
    return place < 0 ? words : noteName(place);
  };
  return {
    ...{ caption, columns: COLUMNS, dense: true },
    rows: groups.flatMap(({ of, figures }) => figures.map((each) => rowOf(of, each, { legend, brief }))),
    notes: [...shared.map((words, i) => `${noteName(i)}: ${words}.`), ...notes],
  };
}

const noteName = (place: number): string => `Note ${place + 1}`;
/** Letters that stand beside a figure as well as the name of a note would. */
const SHORT = 12;
const isLong = (words: string): boolean => words.length > SHORT;

/** What is there more than once, in its order. */
function repeated(texts: readonly string[]): readonly string[] {
  const plain = texts.map(stopless);
  return [...new Set(plain.filter((words, i) => plain.indexOf(words) !== i))];
}

interface Said {
  readonly legend: FigureLegend;
  /** The words, or the note that has them. */
  readonly brief: (words: string) => string;
}

function rowOf(of: string, each: Figure, { legend, brief }: Said): readonly Cell[] {
  const { name, unit, interval, bootstrap_interval: bootstrap, p_value: p, reading, note } = each;
  return [
    {
      main: [of, name].filter(Boolean).join(': '),
      detail: [leftToSay(each, 'form', legend), leftToSay(each, 'references', legend)].filter(Boolean).join('; '),
    },
    valueText(each),
    unit,
    interval === null ? NONE : { main: intervalText(interval), detail: brief(formOfInterval(each, legend)) },
    bootstrap === null ? NONE : intervalText(bootstrap),
    p === null ? NONE : { main: pText(p), detail: leftToSay(each, 'test', legend) },
    [reading ?? '', brief(note ?? '')].filter(Boolean).join('. '),
  ];
}

const USUAL = '95 %';

/** Nothing where the legend has it; an interval of another confidence says so beside it, too. */
function formOfInterval(each: Figure, legend: FigureLegend): string {
  const { interval_form: form } = each;
  return form?.startsWith(USUAL) === false ? form : leftToSay(each, 'interval_form', legend);
}
