import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { OUR_AGREEMENT } from './our-agreement.fixture.ts';
import { OUR_STATISTICS } from './our-statistics.fixture.ts';

type Figure = number | readonly number[];
interface Case {
  readonly of: string;
  /** The function of R, how it was asked, and the version. */
  readonly by: string;
  readonly data: string;
  readonly input: unknown;
  readonly expected: Readonly<Record<string, Figure>>;
}
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  await readFile(new URL('./oracle.json', import.meta.url), 'utf8'),
);
const ours: Readonly<Record<string, (input: never) => object>> = { ...OUR_STATISTICS, ...OUR_AGREEMENT };

/** Relative. Of nought it is absolute, in units of 1e-3. */
const WITHIN = 1e-9;
/** nlminb is given no derivatives and stops where the likelihood no longer rises by a visible amount. */
const WITHIN_OF_NLMINB = 1e-8;

/** What differs, in words; empty where nothing does. */
function differing(expected: Figure, found: unknown, within: number): readonly string[] {
  const [theirs, own] = [[expected].flat(), [found].flat()];
  if (theirs.length !== own.length) return [`${theirs.length} numbers, not ${JSON.stringify(found)}`];
  return theirs.flatMap((each, i) => {
    const off = Math.abs(Number(own[i] ?? Number.NaN) - each);
    return off <= within * (each === 0 ? 1e-3 : Math.abs(each)) ? [] : [`${each}, not ${own[i]}`];
  });
}

const byFigure = new Map(cases.map(({ of }) => [of, cases.filter((each) => each.of === of)]));

it('has a case of every figure', () => {
  expect([...byFigure.keys()].toSorted()).toEqual(Object.keys(ours).toSorted());
});

describe.each([...byFigure])('%s', (of, own) => {
  it.each(own.map((each) => [each.data, each.by, each] as const))(
    'of %s is that of %s',
    (_, by, { input, expected }) => {
      const found = ours[of](input as never) as Readonly<Record<string, unknown>>;
      const within = by.startsWith('stats::nlminb') ? WITHIN_OF_NLMINB : WITHIN;
      const wrong = Object.entries(expected).flatMap(([name, figure]) =>
        differing(figure, found[name], within).map((words) => `${name}: ${words}`),
      );
      expect(wrong).toEqual([]);
    },
  );
});
