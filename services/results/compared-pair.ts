import type { Pair } from '../agreement/report/pair.ts';
import type { ComparedUnit, Method } from './method-tables.ts';

/** Units that have a value by each of the methods. */
export function complete(units: readonly ComparedUnit[], methods: readonly Method[]): readonly ComparedUnit[] {
  return units.filter(({ values }) => methods.every(({ name }) => values.has(name)));
}

/** Values of these methods, of each unit. @throws Error for a unit that lacks one */
export function readingsOf(units: readonly ComparedUnit[], methods: readonly Method[]): readonly (readonly number[])[] {
  return units.map(({ values, id }) =>
    methods.map(({ name }) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`The unit ${id} has no value by ${name}.`);
      return value;
    }),
  );
}

/** Two methods on the units that have both, clustered by subject. */
export function pairOf(units: readonly ComparedUnit[], methods: readonly [Method, Method]): Pair {
  const readings = readingsOf(units, methods);
  return {
    first: methods[0].name,
    second: methods[1].name,
    a: readings.map(([first]) => first),
    b: readings.map(([, second]) => second),
    rows: units.map((_, i) => i + 1),
    names: units.map(({ name }) => name),
    subjects: units.map(({ subjectId }) => subjectId),
  };
}

export const countSubjects = (units: readonly ComparedUnit[]): number =>
  new Set(units.map(({ subjectId }) => subjectId)).size;
