import type { Coefficient } from '../statistics/logistic-coefficients.ts';
import { type LogisticFit, logisticRegression } from '../statistics/logistic-regression.ts';
import type { ModelColumn } from '../statistics/model-columns.ts';
import type { TestResult } from '../statistics/test-result.ts';
import { attempt, isDone, type NotDone } from './attempt.ts';
import { type MissingRule, responseUnder } from './missing-data.ts';
import { levelsOf, type OutcomeStudy, type Variable } from './study.ts';

/** One coefficient, by each model that it was fitted in. */
export interface PredictorRow {
  readonly predictor: string;
  /** The level that the odds are of; null for a number, whose odds are for one unit more. */
  readonly level: string | null;
  /** What a level is compared with. */
  readonly reference: string | null;
  /** With this predictor alone, among the same people. */
  readonly crude: Coefficient | NotDone;
  /** With all predictors: the adjusted odds ratio. */
  readonly adjusted: Coefficient | NotDone;
  /** With all predictors by Firth's penalised fit: to be read where the other is refused or warned of. */
  readonly adjusted_firth: Coefficient | NotDone;
}

/** What is said of a model beside its coefficients. */
export interface ModelSummary {
  readonly method: string;
  readonly n: number;
  readonly events: number;
  readonly deviance: number;
  readonly null_deviance: number;
  readonly events_per_coefficient: number;
  /** All coefficients together against the constant alone. */
  readonly overall: TestResult;
  /** The levels of a category together, for those with more than two. */
  readonly terms: LogisticFit['terms'];
  readonly warnings: readonly string[];
}

export interface PredictorTable {
  readonly table: 'predictors';
  readonly instrument: string;
  readonly outcome: string;
  readonly missing_rule: MissingRule;
  /** People in the models: those of whom the outcome and every predictor is known. */
  readonly n: number;
  readonly left_out: { readonly outcome: number; readonly predictors: Readonly<Record<string, number>> };
  readonly model: ModelSummary | NotDone;
  readonly firth_model: ModelSummary | NotDone;
  readonly rows: readonly PredictorRow[];
}

interface Term {
  readonly predictor: string;
  readonly columns: readonly (ModelColumn & { readonly level: string | null; readonly reference: string | null })[];
}

/** Table 5: what goes with a response, by one instrument. */
export function predictorTable(study: OutcomeStudy, instrument: string): PredictorTable {
  const { responderPercent, missingRule, predictors } = study;
  const own = study.rows.flatMap((row, i) => (row.instrument === instrument ? [i] : []));
  const statuses = own.map((i) => responseUnder(study.rows[i], responderPercent, missingRule).status);
  const decided = own.filter((_, k) => statuses[k] === 'responder' || statuses[k] === 'non_responder');
  const complete = decided.filter((i) => predictors.every(({ values }) => values[i] !== null));
  const outcome = complete.map((i) => statuses[own.indexOf(i)] === 'responder');
  const terms = predictors.map((variable) => termOf(variable, complete));
  const columns = terms.flatMap((term) => term.columns);
  const adjusted = attempt(() => logisticRegression(outcome, columns));
  const firth = attempt(() => logisticRegression(outcome, columns, 'firth'));
  return {
    table: 'predictors',
    instrument,
    outcome: `fall of at least ${responderPercent} % of ${instrument}`,
    missing_rule: missingRule,
    n: complete.length,
    left_out: {
      outcome: own.length - decided.length,
      predictors: Object.fromEntries(
        predictors.map(({ name, values }) => [name, decided.filter((i) => values[i] === null).length]),
      ),
    },
    model: summaryOf(adjusted),
    firth_model: summaryOf(firth),
    rows: terms.flatMap((term) => rowsOf(term, outcome, columns, { adjusted, firth })),
  };
}

/** A number as it is; a category as one column for each level beside the first, in alphabetical order (as R). */
function termOf(variable: Variable, positions: readonly number[]): Term {
  const { name } = variable;
  if (variable.kind === 'number') {
    const values = positions.map((i) => variable.values[i] ?? Number.NaN);
    return { predictor: name, columns: [{ name, values, level: null, reference: null }] };
  }
  const texts = positions.map((i) => variable.values[i]);
  const [reference, ...levels] = levelsOf(texts);
  return {
    predictor: name,
    columns: levels.map((level) => ({
      name: `${name} ${level}`,
      term: name,
      values: texts.map((text) => (text === level ? 1 : 0)),
      ...{ level, reference },
    })),
  };
}

interface Fits {
  readonly adjusted: LogisticFit | NotDone;
  readonly firth: LogisticFit | NotDone;
}

function rowsOf(
  { predictor, columns }: Term,
  outcome: readonly boolean[],
  all: readonly ModelColumn[],
  { adjusted, firth }: Fits,
): readonly PredictorRow[] {
  if (columns.length === 0) {
    const same = { not_done: `Everybody has the same ${predictor}.` };
    return [{ predictor, level: null, reference: null, crude: same, adjusted: same, adjusted_firth: same }];
  }
  const crude = attempt(() => logisticRegression(outcome, columns));
  return columns.map((column, j) => ({
    predictor,
    level: column.level,
    reference: column.reference,
    crude: coefficient(crude, j),
    adjusted: coefficient(adjusted, all.indexOf(column)),
    adjusted_firth: coefficient(firth, all.indexOf(column)),
  }));
}

const coefficient = (fit: LogisticFit | NotDone, column: number): Coefficient | NotDone =>
  isDone(fit) ? fit.coefficients[column + 1] : fit;

function summaryOf(fit: LogisticFit | NotDone): ModelSummary | NotDone {
  if (!isDone(fit)) return fit;
  const { method, n, events, deviance, null_deviance: nullDeviance, warnings } = fit;
  return {
    ...{ method, n, events, deviance, null_deviance: nullDeviance },
    events_per_coefficient: fit.events_per_coefficient,
    overall: fit.overall,
    terms: fit.terms,
    warnings,
  };
}
