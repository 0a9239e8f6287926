import { RESAMPLES, type Resampling } from '../agreement/cluster-bootstrap.ts';
import { groupBy } from '../agreement/group-by.ts';
import { citationsOf, keyFigures, layoutFigures, pairFigures } from '../agreement/report/agreement-report.ts';
import type { Figure } from '../agreement/report/figure.ts';
import type { Pair, ReportOptions } from '../agreement/report/pair.ts';
import type { Reference } from '../agreement/report/references.ts';
import { unitOf } from '../outcomes/study.ts';
import { amendmentWarnings, lateMarginWarnings } from './amendments.ts';
import { complete, countSubjects, pairOf, readingsOf } from './compared-pair.ts';
import { type ComparisonKind, type PlannedComparison, planComparisons } from './comparison-plan.ts';
import { FEW_PAIRS, LEAST_PAIRS } from './least-pairs.ts';
import {
  type ComparedUnit,
  type Method,
  type MethodTable,
  methodTables,
  STRATA,
  type StratumKind,
} from './method-tables.ts';
import { type ResponderAgreement, type ResponderVisits, responderAgreement } from './responder-agreement.ts';
import type { StudyData } from './study-data.ts';

/** Asked for by whoever wants the report. */
export interface AgreementOptions {
  /** Of the bootstrap: the same seed gives the same intervals. */
  readonly seed: number;
  readonly leastStratumPairs: number;
}

/** A part of the pairs, by what parts them. */
export interface StratumAgreement {
  readonly by: StratumKind;
  readonly group: string;
  readonly n: number;
  readonly subjects: number;
  readonly refused: string | null;
  readonly figures: readonly Figure[];
}

/** Methods against one another over the units that have a value by each. */
export interface ComparedMethods {
  readonly kind: ComparisonKind;
  readonly methods: readonly string[];
  readonly n: number;
  readonly subjects: number;
  /** How many units of the table each method has no value of. */
  readonly missing: readonly { readonly method: string; readonly units: number }[];
  /** Why there are no figures; null where there are. */
  readonly refused: string | null;
  readonly warnings: readonly string[];
  readonly figures: readonly Figure[];
  readonly strata: readonly StratumAgreement[];
  readonly responders: readonly ResponderAgreement[];
  /** What is drawn; null where more than two are compared, and where it was refused. */
  readonly pair: Pair | null;
}

/** One definition, one kind of unit: never anything pooled with another. */
export interface InstrumentAgreement {
  readonly score: string;
  readonly instrument: string;
  readonly unit: string;
  readonly compared: MethodTable['unit'];
  readonly definition_versions: readonly string[];
  readonly units: number;
  /** In the unit of the score; null where the protocol has none. */
  readonly margin: number | null;
  readonly warnings: readonly string[];
  readonly comparisons: readonly ComparedMethods[];
}

export interface StudyAgreement {
  readonly bootstrap: Resampling;
  readonly least_pairs: number;
  readonly least_stratum_pairs: number;
  readonly warnings: readonly string[];
  readonly instruments: readonly InstrumentAgreement[];
  readonly references: Readonly<Partial<Record<Reference, string>>>;
}

/** Repeatability is of readings by one method; errors of one reader are not those between methods. */
const OF_REPEATS: readonly ComparisonKind[] = ['reader_repeat', 'readers'];
const isRepeatability = ({ id }: Figure): boolean => id.startsWith('repeatability_');

/** How far machine, readers, their repeats and the sites' raters agree, score by score. */
export function studyAgreement(data: StudyData, options: AgreementOptions): StudyAgreement {
  const tables = methodTables(data);
  const instruments = tables.map((table) => instrumentAgreement(data, table, options));
  const figures = instruments.flatMap(({ comparisons }) =>
    comparisons.flatMap((each) => [
      ...each.figures,
      ...each.strata.flatMap((stratum) => stratum.figures),
      ...each.responders.flatMap((responder) => responder.figures),
    ]),
  );
  return {
    bootstrap: { seed: options.seed, resamples: RESAMPLES },
    least_pairs: LEAST_PAIRS,
    least_stratum_pairs: options.leastStratumPairs,
    warnings: warningsOf(data, instruments),
    instruments,
    references: citationsOf(figures),
  };
}

function warningsOf(data: StudyData, instruments: readonly InstrumentAgreement[]): readonly string[] {
  const open = data.units.filter(({ consensus }) => consensus === null).length;
  return [
    ...(instruments.length === 0 ? ['Nobody has read or scored anything yet: there is nothing to compare.'] : []),
    ...(instruments.length > 1
      ? [
          'Scores by different definitions, and of photos and visits, are different scales: none is pooled with another.',
        ]
      : []),
    ...(open > 0
      ? [`${open} of ${data.units.length} units still wait for a read or an adjudication: these figures are not final.`]
      : []),
    ...(data.locked ? [] : ['The study is not locked: what was entered may still change.']),
    ...amendmentWarnings(data),
  ];
}

function instrumentAgreement(data: StudyData, table: MethodTable, options: AgreementOptions): InstrumentAgreement {
  const { scored, versions, notIntact, units } = table;
  const margin = data.protocol.thresholds.equivalence_margins?.[scored.id] ?? null;
  const settled: ReportOptions = { unit: unitOf(scored.instrument), margin, errorRatio: 1, seed: options.seed };
  const visits = respondersBetween(data, table);
  return {
    score: scored.id,
    instrument: scored.instrument,
    unit: settled.unit,
    compared: table.unit,
    definition_versions: versions,
    units: units.length,
    margin,
    warnings: [
      ...lateMarginWarnings(data, scored.id),
      ...(versions.length > 1
        ? [`Reads are by versions ${versions.join(', ')} of ${scored.id}: what differs between them is not told apart.`]
        : []),
      ...(notIntact > 0 ? [`${notIntact} signed reads are no longer what was signed, and are left out.`] : []),
      ...(table.methods.some(({ kind }) => kind === 'machine')
        ? []
        : [`The machine has no value of ${scored.id} for these ${table.unit}s.`]),
    ],
    comparisons: planComparisons(table).map((plan) => compare(table, plan, { options, settled, visits })),
  };
}

interface Around {
  readonly options: AgreementOptions;
  readonly settled: ReportOptions;
  readonly visits: ResponderVisits | undefined;
}

function compare(table: MethodTable, { kind, methods }: PlannedComparison, around: Around): ComparedMethods {
  const units = complete(table.units, methods);
  const pair = methods.length === 2 ? pairOf(units, [methods[0], methods[1]]) : null;
  const enough = units.length >= LEAST_PAIRS;
  const common = {
    ...{ kind, methods: methods.map(({ name }) => name), n: units.length, subjects: countSubjects(units) },
    missing: methods.map(({ name }) => ({
      method: name,
      units: table.units.filter(({ values }) => !values.has(name)).length,
    })),
    warnings: enough ? warningsOfComparison(units, methods) : [],
  };
  if (!enough) {
    const refused = `needs ${LEAST_PAIRS} ${table.unit}s with a value by each, but has ${units.length}`;
    return { ...common, refused, figures: [], strata: [], responders: [], pair: null };
  }
  const { settled } = around;
  const all =
    pair === null
      ? layoutFigures(
          readingsOf(units, methods),
          units.map(({ subjectId }) => subjectId),
          settled,
        )
      : pairFigures(pair, settled);
  const isOfRepeats = OF_REPEATS.includes(kind);
  return {
    ...common,
    refused: null,
    figures: isOfRepeats ? all : all.filter((figure) => !isRepeatability(figure)),
    strata: pair === null ? [] : strataOf(units, [methods[0], methods[1]], around),
    responders:
      pair === null || kind === 'reader_repeat' || around.visits === undefined
        ? []
        : responderAgreement(table.scored.instrument, [methods[0], methods[1]], around.visits),
    pair,
  };
}

function warningsOfComparison(units: readonly ComparedUnit[], methods: readonly Method[]): readonly string[] {
  const seen = units.filter(({ sawMachine }) => methods.some(({ name }) => sawMachine.has(name))).length;
  const withMachine = methods.some(({ kind }) => kind === 'machine');
  return [
    ...(seen > 0
      ? [
          `Of ${seen} of ${units.length} a reader had been shown the machine's value: ${withMachine ? 'the two are not independent, and agree better than they would have' : 'the readers are not independent of one another'}.`,
        ]
      : []),
    ...(units.length < FEW_PAIRS
      ? [
          `Only ${units.length} pairs: limits of agreement of fewer than ${FEW_PAIRS} are hardly known; read their intervals.`,
        ]
      : []),
  ];
}

function strataOf(
  units: readonly ComparedUnit[],
  methods: readonly [Method, Method],
  { options, settled }: Around,
): readonly StratumAgreement[] {
  return STRATA.flatMap((by) => {
    const groups = groupBy(units, ({ strata }) => strata[by]);
    // One group is everybody.
    if (groups.size < 2) return [];
    return [...groups]
      .map(([group, own]) => ({ group: group ?? '(not known)', own }))
      .sort((a, b) => (a.group < b.group ? -1 : 1))
      .map(({ group, own }): StratumAgreement => {
        const enough = own.length >= options.leastStratumPairs;
        return {
          ...{ by, group, n: own.length, subjects: countSubjects(own) },
          refused: enough ? null : `needs ${options.leastStratumPairs} pairs, but has ${own.length}`,
          figures: enough ? keyFigures(pairOf(own, methods), settled) : [],
        };
      });
  });
}

/** The first and the last visit of the protocol; undefined where there is only one, and for photos, of which a visit has several. */
function respondersBetween({ protocol, visits }: StudyData, table: MethodTable): ResponderVisits | undefined {
  if (table.unit === 'photo' || protocol.visits.length < 2) return undefined;
  const planned = [...protocol.visits].sort((a, b) => a.order - b.order);
  const numbers = new Map(visits.map(({ id, number }) => [id, number]));
  const at = ({ label, order }: (typeof planned)[number]) => ({
    label,
    unitsOf: new Map(
      table.units
        .filter(({ visitId }) => numbers.get(visitId) === order)
        .map((unit): [string, ComparedUnit] => [unit.subjectId, unit]),
    ),
  });
  const [first] = planned;
  return { first: at(first), last: at(planned[planned.length - 1]) };
}
