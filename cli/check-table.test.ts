import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerCheckTable } from './check-table.ts';

const REFERENCE = 'services/table-check/reference-study.csv';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry check '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function checkTable(...args: readonly string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const program = new Command();
  registerCheckTable(program);
  await program.parseAsync(['check-table', ...args], { from: 'user' });
  return printed;
}

async function file(text: string): Promise<string> {
  const path = join(folder, 'table.csv');
  await writeFile(path, text);
  return path;
}

describe('dermetry check-table', () => {
  it('prints faults and doubts with printed and recomputed value, rule and source', async () => {
    const text = await checkTable(REFERENCE);
    expect(text).toMatch(/^66 lines: 16 faults, 10 doubtful, 24 consistent \(check 1\)\n/);
    expect(text).toMatch(
      /FAULT {2}table 5, Predictor 1 {2}\(row 63\)\n {2}printed +AOR 1\.82 \(95 % CI 1\.05 to 3\.94\), p 0\.03\n {2}recomputed +p 0\.0759 .*\n.*\n.*\[AltmanBland2011\]/,
    );
    expect(text).not.toContain('CONSISTENT');
    expect(await checkTable(REFERENCE, '--all')).toContain('CONSISTENT  table 3, PASI, Psoriasis');
  });

  it('gives one JSON document, and what was not checked', async () => {
    const path = await file('row;kind;group;n;mean;sd;p\nx;mean;A;9;1,5;;\nx;mean;B;9;2,5;1;\nx;test;;;;;0,5\n');
    const document = JSON.parse(await checkTable(path, '--decimal-comma', '--json'));
    expect(document).toEqual({
      ...{ version: '1', lines: 3, faults: 0, doubtful: 0, consistent: 0, findings: [] },
      not_checked: [{ line: 4, reason: 'SD and n of both are needed' }],
    });
    expect(await checkTable(path, '--decimal-comma')).toContain('Not checked:');
  });

  it('does not let a cell draw on the terminal', async () => {
    const path = await file('row,kind,group,n,count\n"\u001b[2Jx",count,A,9,10\n');
    expect(await checkTable(path)).toMatch(/FAULT {3}\[2Jx, A/);
  });

  it('names file, row and column of what it cannot read', async () => {
    const path = await file('row,kind,group,n,count\nx,count,A,9,ten\n');
    await expect(checkTable(path)).rejects.toThrow(/table\.csv, row 2, column count: expected a whole number/);
  });
});
