import type { Figure } from '../agreement/report/figure.ts';
import { gradeFigures } from '../agreement/report/grade-figures.ts';
import { responseUnder } from '../outcomes/missing-data.ts';
import { definitionOf, publishedDefinitions } from '../outcomes/responder-counts.ts';
import type { Instrument } from '../scores/instruments.ts';
import { LEAST_PAIRS } from './least-pairs.ts';
import type { ComparedUnit, Method } from './method-tables.ts';

/** Half of the baseline, where no other response is published for the instrument. */
const COMMON_FALL_PERCENT = 50;

/** Who responded by one method and who by the other, from the first visit to the last. */
export interface ResponderAgreement {
  /** Such as F-VASI75; null where no one has published the threshold for the instrument. */
  readonly definition: string | null;
  readonly least_fall_percent: number;
  readonly first_visit: string;
  readonly last_visit: string;
  /** Subjects of whom both methods tell at both visits, with a baseline above nought. */
  readonly subjects: number;
  /** Subjects of whom one of the two does not tell. */
  readonly not_evaluable: number;
  /** Why there are no figures; null where there are. */
  readonly refused: string | null;
  readonly figures: readonly Figure[];
}

export interface ResponderVisits {
  readonly first: { readonly label: string; readonly unitsOf: ReadonlyMap<string, ComparedUnit> };
  readonly last: { readonly label: string; readonly unitsOf: ReadonlyMap<string, ComparedUnit> };
}

const SHOWN: readonly string[] = ['responder_discordance', 'exact_agreement', 'kappa_unweighted'];

/** By each published definition of a responder of the instrument. */
export function responderAgreement(
  instrument: Instrument,
  methods: readonly [Method, Method],
  visits: ResponderVisits,
): readonly ResponderAgreement[] {
  const published = publishedDefinitions(instrument);
  const definitions = published.length > 0 ? published : [definitionOf(instrument, COMMON_FALL_PERCENT)];
  const subjects = [...new Set([...visits.first.unitsOf.keys(), ...visits.last.unitsOf.keys()])];
  return definitions.map(({ id, least_fall_percent: percent }) => {
    const statuses = subjects.map((subject) => methods.map((method) => responds(visits, subject, method, percent)));
    const told = subjects.flatMap((subject, i) => {
      const [a, b] = statuses[i];
      return a === null || b === null ? [] : [{ name: nameOf(visits, subject), a: Number(a), b: Number(b) }];
    });
    const enough = told.length >= LEAST_PAIRS;
    return {
      ...{ definition: id, least_fall_percent: percent },
      ...{ first_visit: visits.first.label, last_visit: visits.last.label },
      ...{ subjects: told.length, not_evaluable: subjects.length - told.length },
      refused: enough ? null : `needs ${LEAST_PAIRS} subjects of whom both tell at both visits, but has ${told.length}`,
      figures: enough ? figuresOf(methods, told) : [],
    };
  });
}

function figuresOf(
  [first, second]: readonly [Method, Method],
  told: readonly { readonly name: string; readonly a: number; readonly b: number }[],
): readonly Figure[] {
  const pair = {
    ...{ first: first.name, second: second.name, subjects: null },
    ...{ a: told.map(({ a }) => a), b: told.map(({ b }) => b) },
    ...{ rows: told.map((_, i) => i + 1), names: told.map(({ name }) => name) },
  };
  const figures = gradeFigures(pair, { repeated: false, bootstrap: new Map() });
  return SHOWN.flatMap((shown) => figures.filter(({ id }) => id === shown));
}

/** Null where it cannot be told. */
function responds(
  { first, last }: ResponderVisits,
  subject: string,
  { name }: Method,
  percent: number,
): boolean | null {
  const before = first.unitsOf.get(subject)?.values.get(name) ?? null;
  const after = last.unitsOf.get(subject)?.values.get(name) ?? null;
  const row = { where: '', subject, group: null, instrument: '', before, after: [after], stratum: null };
  const { status } = responseUnder(row, percent, 'observed');
  return status === 'responder' ? true : status === 'non_responder' ? false : null;
}

const nameOf = ({ first, last }: ResponderVisits, subject: string): string =>
  (first.unitsOf.get(subject) ?? last.unitsOf.get(subject))?.subjectName ?? subject;
