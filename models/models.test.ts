import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Condition } from '../services/domain/condition.ts';
import type { RgbImage } from '../services/domain/raster.ts';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { outputChannel, parseManifest } from './manifest.ts';
import { readManifest } from './model-folder.ts';
import type { NetworkForm } from './network-form.ts';
import { networkSize } from './network-segmenter.ts';
import { DEFAULT_MODEL, listModels, openModelFolder, openSegmenter } from './registry.ts';
import type { Segmentation, Segmenter } from './segmenter.ts';
import { ThreadedNetwork } from './threaded-network.ts';
import { thresholdSegmenter } from './threshold-segmenter.ts';

const SHIPPED = join(PACKAGE_ROOT, 'models', DEFAULT_MODEL);

/** Tan skin on blue cloth with a square of depigmented skin. */
function patchPhoto(width = 400, height = 300): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const skin = x >= 60;
      const patch = x >= 180 && x < 280 && y >= 100 && y < 200;
      data.set(patch ? [222, 190, 172] : skin ? [168, 120, 92] : [40, 60, 140], (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

const FORM: NetworkForm = {
  input: 'image',
  output: 'probabilities',
  layout: 'NCHW',
  activation: 'sigmoid in graph',
  channels: 4,
  multipleOf: 32,
};
const shippedWeights = async () => readFile(join(SHIPPED, (await readManifest(SHIPPED)).file));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry-model-'));
  await cp(SHIPPED, folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Of the lesion's map alone: others may lie in the same buffer. */
const bytesOf = ({ lesion: { data } }: Segmentation): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);

describe('a model folder', () => {
  it('is listed with its hash and what it is for', async () => {
    const shipped = (await listModels()).find(({ name }) => name === DEFAULT_MODEL);
    expect(shipped?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(shipped?.intended_use).toBeTruthy();
    const files = [shipped?.file, ...Object.values(shipped?.files_by_condition ?? {})].map(String);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(SHIPPED, file))).size));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10 * 1024 * 1024);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(shipped?.bytes);
  });

  it('is refused when the weights are not those of the manifest', async () => {
    const weights = await readFile(join(folder, 'model.onnx'));
    weights[weights.length >> 1] ^= 1;
    await writeFile(join(folder, 'model.onnx'), weights);
    await expect(openModelFolder(folder)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it.each([
    ['a condition that there is not', { eczema: 'eczema.onnx' }],
    ['a file that is not beside the manifest', { melasma: '../melasma.onnx' }],
  ])('is refused when %s has a network of its own', async (_what, files) => {
    const manifest = { ...(await readManifest(SHIPPED)), files_by_condition: files };
    expect(() => parseManifest(manifest, 'manifest.json')).toThrow(/files_by_condition/);
  });

  it('is refused when its manifest lacks a field, and the field is named', async () => {
    const { intended_use, ...rest } = JSON.parse(await readFile(join(SHIPPED, 'manifest.json'), 'utf8'));
    expect(intended_use).toBeTruthy();
    expect(() => parseManifest(rest, 'manifest.json')).toThrow(/intended_use/);
  });

  it('is refused when a condition has no output channel', async () => {
    const manifest = await readManifest(SHIPPED);
    const output = { ...manifest.output, channels: ['skin', 'vitiligo'] };
    expect(() => parseManifest({ ...manifest, output }, 'manifest.json')).toThrow(/no output channel 'psoriasis'/);
    expect(() => outputChannel({ ...manifest, output }, 'melasma')).toThrow(/does not measure melasma/);
  });

  it('that is not there is refused with the names of those that are', async () => {
    await expect(openSegmenter('no-such-model')).rejects.toThrow(new RegExp(`${DEFAULT_MODEL}.*threshold`));
  });
});

describe('size that the network sees', () => {
  const input = { long_side_px: 512, multiple_of: 32 };
  it.each([
    [1600, 1200, 512, 384],
    [1200, 1600, 384, 512],
    [1600, 900, 512, 288],
    [300, 200, 288, 192],
    [4000, 210, 512, 32],
  ])('of %s x %s is %s x %s', (width, height, expectedWidth, expectedHeight) => {
    expect(networkSize({ width, height }, input as never)).toEqual([expectedWidth, expectedHeight]);
  });
});

describe('the shipped network', () => {
  it('gives probabilities of skin and lesion, what its two members say, the same each time', async () => {
    const segmenter = await openSegmenter();
    const first = await segmenter.segment(patchPhoto(), 'vitiligo');
    const second = await segmenter.segment(patchPhoto(), 'vitiligo');
    await segmenter.close();
    const { range } = first;
    if (range === undefined) throw new Error('The shipped network is a committee.');
    for (const map of [first.skin, first.lesion, range.lesion.lowest, range.lesion.highest]) {
      expect(map.data).toHaveLength(map.width * map.height);
      expect(map.data.every((p) => p >= 0 && p <= 1)).toBe(true);
    }
    for (const channel of ['skin', 'lesion'] as const) {
      const { lowest, highest } = range[channel];
      const mean = first[channel].data;
      expect(mean.every((p, i) => Math.abs((lowest.data[i] + highest.data[i]) / 2 - p) < 1e-6)).toBe(true);
    }
    expect(range.lesion.highest.data).not.toEqual(range.lesion.lowest.data);
    expect(second).toEqual(first);
    expect(segmenter.identity.sha256).toBe((await readManifest(SHIPPED)).sha256);
  });
});

describe('a condition with a network of its own', () => {
  /** The shipped model with other networks for some conditions. */
  async function modelWith(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
    const own = await mkdtemp(join(folder, 'own-'));
    const manifest = await readManifest(SHIPPED);
    const hash = createHash('sha256').update(await shippedWeights());
    await cp(join(SHIPPED, manifest.file), join(own, manifest.file));
    for (const [condition, bytes] of Object.entries(files)) {
      await writeFile(join(own, `${condition}.onnx`), bytes);
      hash.update(bytes);
    }
    const names = Object.fromEntries(Object.keys(files).map((condition) => [condition, `${condition}.onnx`]));
    const changed = { ...manifest, files_by_condition: names, sha256: hash.digest('hex') };
    await writeFile(join(own, 'manifest.json'), JSON.stringify(changed));
    return own;
  }
  const lesionOf = async (segmenter: Segmenter, condition: Condition): Promise<Buffer> =>
    bytesOf(await segmenter.segment(patchPhoto(), condition));

  it('is measured by it, and the others are not', async () => {
    const shipped = await openSegmenter();
    const general = await openModelFolder(await modelWith({}));
    expect((await lesionOf(shipped, 'melasma')).equals(await lesionOf(general, 'melasma'))).toBe(false);
    expect((await lesionOf(shipped, 'vitiligo')).equals(await lesionOf(general, 'vitiligo'))).toBe(true);
    await Promise.all([shipped.close(), general.close()]);
  });

  it('is refused with the whole model when the bytes of that network are others', async () => {
    const own = await modelWith({ melasma: await shippedWeights() });
    await writeFile(join(own, 'melasma.onnx'), 'other bytes');
    await expect(openModelFolder(own)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('is refused to each who asks when that network cannot be loaded, and the others are measured', async () => {
    const segmenter = await openModelFolder(await modelWith({ melasma: new Uint8Array(100) }));
    const asked = [lesionOf(segmenter, 'melasma'), lesionOf(segmenter, 'melasma')];
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'model_corrupt' } });
    }
    expect(await lesionOf(segmenter, 'vitiligo')).not.toHaveLength(0);
    await segmenter.close();
  });
});

describe('a network on its own thread', () => {
  it('leaves the thread that asks free', async () => {
    const segmenter = await openSegmenter();
    let turns = 0;
    let running = true;
    const turn = (): void => {
      turns++;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await segmenter.segment(patchPhoto(), 'vitiligo');
    running = false;
    await segmenter.close();
    expect(turns).toBeGreaterThan(10);
  });

  it('gives each of two that ask at the same time its own answer', async () => {
    const segmenter = await openSegmenter();
    const conditions = ['vitiligo', 'psoriasis'] as const;
    const together = await Promise.all(conditions.map((condition) => segmenter.segment(patchPhoto(), condition)));
    const alone = [];
    for (const condition of conditions) alone.push(await segmenter.segment(patchPhoto(), condition));
    await segmenter.close();
    expect(bytesOf(together[0]).equals(bytesOf(alone[0]))).toBe(true);
    expect(bytesOf(together[1]).equals(bytesOf(alone[1]))).toBe(true);
    expect(bytesOf(together[0]).equals(bytesOf(together[1]))).toBe(false);
  });

  it('answers the next run after one that failed, and after its thread has ended', async () => {
    const network = await ThreadedNetwork.open({
      form: { ...FORM, channels: (await readManifest(SHIPPED)).output.channels.length },
      files: { format: 'onnx', weights: await shippedWeights() },
    });
    const run = (values: number) =>
      network.run({ planes: new Float32Array(values), width: 64, height: 32, channels: [0] });
    await expect(run(5)).rejects.toThrow();
    expect(await run(3 * 64 * 32)).toHaveLength(1);
    await network.close();
    // As after a crash: the thread has ended, and the next run gets a new one.
    expect(await run(3 * 64 * 32)).toHaveLength(1);
    await network.close();
  });

  it('cannot be opened with weights that are none', async () => {
    const files = { format: 'onnx', weights: new Uint8Array(100) } as const;
    await expect(ThreadedNetwork.open({ form: FORM, files })).rejects.toMatchObject({ code: 'model_corrupt' });
  });
});

describe('the threshold baseline', () => {
  it('finds the depigmented square on skin and leaves the cloth alone', async () => {
    const { skin, lesion } = await thresholdSegmenter.segment(patchPhoto(), 'vitiligo');
    const at = (map: typeof skin, x: number, y: number): number => map.data[y * map.width + x];
    expect([at(skin, 20, 150), at(skin, 100, 50)]).toEqual([0, 1]);
    expect([at(lesion, 230, 150), at(lesion, 100, 50), at(lesion, 20, 150)]).toEqual([1, 0, 0]);
    expect(lesion.data.reduce((sum, value) => sum + value, 0)).toBe(100 * 100);
  });
});
