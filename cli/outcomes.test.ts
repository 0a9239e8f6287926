import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerOutcomes } from './outcomes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry outcomes '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function outcomes(csv: string, ...args: readonly string[]): Promise<string> {
  const file = join(folder, 'people.csv');
  await writeFile(file, csv);
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const program = new Command().exitOverride();
  registerOutcomes(program);
  program.commands[0].exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['outcomes', '--csv', file, ...args], { from: 'user' });
  return printed;
}

const PEOPLE = `id;arm;score;w0;w6;w12;age;sex;smoker
1;A;PASI;12,1;8;4;31;f;0
2;A;PASI;14,3;9;7;45;m;1
3;A;PASI;9,8;9;;38;f;0
4;A;PASI;15,6;5;3;52;m;1
5;B;PASI;11,2;9;8;29;f;0
6;B;PASI;13,3;12;11;NA;m;0
7;B;PASI;10,9;8;2;61;f;1
8;B;PASI;16,4;14;13;47;m;0
`;
const COLUMNS = ['--group', 'arm', '--before', 'w0', '--after', 'w6,w12', '--decimal-comma'];
const ALL = [
  ...COLUMNS,
  '--subject',
  'id',
  '--instrument',
  'score',
  '--baseline',
  'age,sex,smoker',
  '--predictors',
  'age',
];

describe('dermetry outcomes', () => {
  it('prints the tables as JSON', async () => {
    const document = JSON.parse(await outcomes(PEOPLE, ...ALL, '--missing', 'locf', '--json'));
    expect(document.settings).toMatchObject({
      after: ['w6', 'w12'],
      missing_rule: 'locf',
      responder_least_fall_percent: 50,
    });
    expect(document.characteristics.rows).toMatchObject([
      {
        variable: 'age',
        kind: 'number',
        groups: [
          { n: 4, missing: 0 },
          { n: 3, missing: 1 },
        ],
      },
      { variable: 'sex', kind: 'category' },
      {
        variable: 'smoker',
        kind: 'category',
        all: {
          levels: [
            { level: '0', count: 5 },
            { level: '1', count: 3 },
          ],
        },
      },
    ]);
    const [{ instrument, change, response }] = document.instruments;
    expect(instrument).toBe('PASI');
    expect(change.rows[0]).toMatchObject({ group: 'A', pairs: 4, carried_forward: 1 });
    // A: 12.1 → 4, 14.3 → 7, 15.6 → 3 respond, 9.8 → 9 (carried) does not; B: 10.9 → 2 alone.
    expect(response.responders[0].groups).toMatchObject([
      { responders: 3, n: 4 },
      { responders: 1, n: 4 },
    ]);
  });

  it('prints the same for people, each p-value with its test', async () => {
    const text = await outcomes(PEOPLE, ...ALL, '--responder', '75');
    for (const title of ['Table 1. Baseline', 'Table 2.', 'Table 3.', 'Table 4. Response: PASI', 'Table 5.']) {
      expect(text).toContain(title);
    }
    expect(text).toMatch(
      /^age, mean ± SD +41\.50 ± 9\.04 +45\.67 ± 16\.04 \(1 missing\).*\(Welch's t-test, unequal variances/m,
    );
    expect(text).toMatch(/^PASI75, observed +1\/3 \(33\.3 %\), 1 missing +1\/4/m);
    expect(text).toMatch(/also: Student's t-test +equal variances/);
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it('takes the name of an instrument for all rows, and writes what is not bounded as such', async () => {
    const csv = `g,b,a\n${'A,10,1\n'.repeat(6)}${'B,10,9\n'.repeat(5)}`;
    const printed = await outcomes(
      csv,
      '--group',
      'g',
      '--before',
      'b',
      '--after',
      'a',
      '--instrument',
      'pasi',
      '--json',
    );
    const [{ instrument, response }] = JSON.parse(printed).instruments;
    expect(instrument).toBe('PASI');
    expect(response.responders[0].tests.chosen.estimate).toMatchObject({
      value: 'Infinity',
      interval: [expect.any(Number), 'Infinity'],
    });
    expect(response.responders[0].odds_ratio).toEqual({ not_done: 'Crude odds ratio: a cell of the table is empty.' });
  });

  it.each([
    [
      PEOPLE.replace('5;B;PASI', '5;B;VASI'),
      COLUMNS,
      /names several instruments \(PASI, VASI\).*Say --instrument score/,
    ],
    [
      'g,before,after\npsoriasis,12,6\nVitiligo,10,5\n',
      ['--group', 'g', '--before', 'before', '--after', 'after'],
      /groups are vitiligo and psoriasis, which are scored by different instruments/,
    ],
    [PEOPLE, [...COLUMNS, '--instrument', 'scale'], /no column scale/],
    [PEOPLE, ['--group', 'arm', '--before', 'w0', '--after', 'w0', '--decimal-comma'], /named both before and after/],
    [
      PEOPLE,
      ['--group', 'arm', '--before', 'w0', '--after', 'w6'],
      /row 2, column w0: expected a number.*--decimal-comma/,
    ],
    [PEOPLE, [...COLUMNS, '--responder', '120'], /at most 100 %/],
    [PEOPLE, [...COLUMNS, '--missing', 'mi'], /Allowed choices are nri, locf, observed/],
    [PEOPLE, [...COLUMNS, '--predictors', 'age,age'], /column age is named twice/],
    [PEOPLE.replace('45;m', 'forty;m'), [...COLUMNS, '--baseline', 'age'], /row 3, column age: .*say age:category/],
    [PEOPLE.replace('2;A', '1;A'), [...COLUMNS, '--subject', 'id'], /row 3: the person 1 stands/],
    [PEOPLE.replace('2;A', ';A'), [...COLUMNS, '--subject', 'id'], /row 3: there is no subject/],
    ['g,PASI_0,VASI_12\nA,3,2\n', ['--group', 'g', '--before', 'PASI_0', '--after', 'VASI_12'], /are of PASI and VASI/],
  ])('refuses %#', async (csv, args, message) => {
    await expect(outcomes(csv, ...args)).rejects.toThrow(message);
  });

  it('takes numbers as names of levels when told so', async () => {
    const document = JSON.parse(await outcomes(PEOPLE, ...COLUMNS, '--baseline', 'age:category', '--json'));
    expect(document.characteristics.rows[0]).toMatchObject({ kind: 'category', all: { n: 7, missing: 1 } });
  });
});
