import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerScore } from './score.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry score '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function score(...args: readonly string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const program = new Command();
  registerScore(program);
  await program.parseAsync(['score', ...args], { from: 'user' });
  return printed;
}

const VASI = ['head_neck', 'hands', 'upper_extremities', 'trunk', 'lower_extremities', 'feet'].map((region) => ({
  region,
  hand_units: region === 'upper_extremities' ? 3 : region === 'lower_extremities' ? 4 : 0,
  depigmentation_percent: region === 'upper_extremities' ? 50 : 75,
}));

describe('dermetry score', () => {
  it('computes a score from a file or from the JSON itself', async () => {
    const file = join(folder, 'items.json');
    await writeFile(file, JSON.stringify(VASI));
    const fromFile = JSON.parse(await score('VASI_6_REGIONS', '--items', file, '--json'));
    expect(fromFile).toMatchObject({
      definition: { id: 'VASI_6_REGIONS', version: '1' },
      instrument: 'VASI',
      value: 4.5,
      parts: { upper_extremities: 1.5, lower_extremities: 3 },
      warnings: [],
    });
    const items = JSON.stringify({ erythema: 3, induration: 2, scaling: 2 });
    expect(await score('sPGA', '--items', items)).toMatch(/sPGA \(version 1\) +2\.3333/);
  });

  it('lists what can be computed, and what one score needs', async () => {
    expect(await score()).toMatch(/^PASI_CONTINUOUS_AREA +1 /m);
    expect(await score('PASI')).toMatch(/^induration +0 to 4, whole/m);
  });

  it.each([
    [['PSAI'], /There is no score PSAI/],
    [['sPGA', '--items', '{"erythema":'], /no JSON/],
    [['sPGA', '--items', '[1]'], /object of numbers/],
    [['sPGA', '--items', '{"erythema":3,"scaling":2}'], /without induration/],
  ])('refuses %s', async (args, message) => {
    await expect(score(...args)).rejects.toThrow(message);
  });
});
