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

  it('tells a responder by every definition of the score, with its version', async () => {
    const document = JSON.parse(await score('F-VASI', '--baseline', '1.2', '--follow-up', '0.3', '--json'));
    expect(document).toMatchObject({ instrument: 'F-VASI', baseline: 1.2, follow_up: 0.3 });
    expect(document.responses).toMatchObject([
      { definition: { id: 'F-VASI50', version: '1', least_fall_percent: 50 }, status: 'responder' },
      { definition: { id: 'F-VASI75', version: '1', least_fall_percent: 75 }, status: 'responder' },
      { definition: { id: 'F-VASI90', version: '1', least_fall_percent: 90 }, status: 'non_responder' },
    ]);
    const missing = await score('mMASI', '--baseline', '6');
    expect(missing).toMatch(/^mMASI75 \(version 1\) +6 +– +– +75 +missing/m);
    expect(await score('PASI', '--baseline', '12.8', '--follow-up', '6.4')).toMatch(/PASI50 .* 50\.0 +50 +responder/);
  });

  it.each([
    [['VASI_6_REGIONS', '--baseline', '4', '--follow-up', '2'], /defined for F-VASI.*mMASI, not for VASI_6_REGIONS/],
    [['--baseline', '4'], /Responders are defined for F-VASI/],
    [['F-VASI', '--baseline', '30', '--follow-up', '2'], /F-VASI goes from 0 to 3/],
    [['sPGA', '--items', '{}', '--baseline', '3'], /one question at a time/],
    [['PSAI'], /There is no score PSAI/],
    [['sPGA', '--items', '{"erythema":'], /no JSON/],
    [['sPGA', '--items', '[1]'], /object of numbers/],
    [['sPGA', '--items', '{"erythema":3,"scaling":2}'], /without induration/],
  ])('refuses %s', async (args, message) => {
    await expect(score(...args)).rejects.toThrow(message);
  });
});
