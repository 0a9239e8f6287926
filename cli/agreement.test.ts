import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MINI, MINI_2, WRIGHT } from '../services/agreement/peak-flow.fixture.ts';
import type { Figure } from '../services/agreement/report/figure.ts';
import { registerAgreement } from './agreement.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry agreement '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function agreement(csv: string, ...args: readonly string[]): Promise<string> {
  const file = join(folder, 'readings.csv');
  await writeFile(file, csv);
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  registerAgreement(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['agreement', '--csv', file, ...args], { from: 'user' });
  return printed;
}

const PEAK_FLOW = `\uFEFFsubject;site;wright;mini;mini 2\n${WRIGHT.map((value, i) => `S${i};"a;b";${value};${MINI[i]};${i === 2 ? 'NA' : MINI_2[i]}`).join('\r\n')}\n`;

describe('dermetry agreement', () => {
  it('prints what its JSON document holds: every figure with form, unit, interval and source', async () => {
    const args = ['--columns', 'wright,mini', '--unit', 'l/min', '--margin', '25'];
    const document = JSON.parse(await agreement(PEAK_FLOW, ...args, '--json'));
    const text = await agreement(PEAK_FLOW, ...args);
    expect(document).toMatchObject({
      methods: ['wright', 'mini'],
      unit: 'l/min',
      rows: 17,
      margin: 25,
      bootstrap: null,
    });
    const figures: readonly Figure[] = document.groups[0].comparisons[0].figures;
    const lines = text.split('\n');
    for (const { name, form, value, unit, references } of figures) {
      const shown = lines.find((each) => each.startsWith(name) && each.includes(form) && each.includes(unit));
      expect(shown).toContain(String(Number(value?.toPrecision(6))));
      for (const key of references) expect(shown).toContain(key);
    }
    expect(text).toContain('BlandAltman1999: Bland JM');
    expect(text).toMatch(/^bias +-2\.11765 +l\/min +-22\.0488 to 17\.8135 /m);
  });

  it('takes three columns, subjects, groups and a seed, and names the rows that it leaves out', async () => {
    const args = ['--columns', 'wright,mini,mini 2', '--subject', 'subject', '--by', 'site', '--seed', '7'];
    const text = await agreement(PEAK_FLOW, ...args);
    expect(text).toContain('2000 resamples of whole subjects, seed 7');
    expect(text).toContain(
      '== wright and mini and mini 2: 16 complete rows, 16 subjects ==\nLeft out, a value is missing: rows 4.',
    );
    expect(text).toContain('== wright and mini, site = a;b: 17 complete rows, 17 subjects ==');
    expect(await agreement(PEAK_FLOW, ...args)).toBe(text);
  });

  it.each([
    [['--columns', 'wright,maxi'], /no column maxi.*wright, mini, mini 2/],
    [['--columns', 'wright'], /two columns/],
    [['--columns', 'wright,wright'], /named twice/],
    [['--columns', 'wright,subject'], /row 2, column subject: expected a number but found "S0"/],
    [['--columns', 'wright,mini', '--subject', 'patient'], /no column patient/],
    [['--columns', 'wright,mini', '--margin', '0'], /above 0/],
    [['--columns', 'wright,mini', '--seed', '-1'], /whole number/],
    [['--columns', 'wright,mini', '--delimiter', 'dash'], /comma, semicolon, tab/],
  ])('refuses %j', async (args, message) => {
    await expect(agreement(PEAK_FLOW, ...args)).rejects.toThrow(message);
  });

  it('refuses a table without rows', async () => {
    await expect(agreement('a,b\n', '--columns', 'a,b')).rejects.toThrow('has a header and no rows');
  });

  it('analyses 200 subjects with 6 visits of 15 lesions: 18,000 rows', async () => {
    const rows = Array.from({ length: 18_000 }, (_, i) => `S${i % 200},${(i * 37) % 101},${(i * 37 + (i % 7)) % 103}`);
    const args = ['--columns', 'a,b', '--subject', 'subject', '--json'];
    const { groups } = JSON.parse(await agreement(`subject,a,b\n${rows.join('\n')}\n`, ...args));
    expect(groups[0].comparisons[0]).toMatchObject({ n: 18_000, subjects: 200 });
  });
});
