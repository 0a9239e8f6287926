import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { openModelFolder } from './registry.ts';
import { loadTfjsRuntime } from './tfjs-runtime.ts';

const SMALL = join(PACKAGE_ROOT, 'models', 'testing', 'small-both-formats');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry-tfjs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const readJson = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));
const writeJson = (file: string, json: unknown) => writeFile(join(folder, file), JSON.stringify(json));

/** A copy of a shipped folder, changed, whose hash is right again: what is wrong is the network. */
async function changed(
  format: 'tfjs-layers' | 'tfjs-graph',
  // biome-ignore lint/suspicious/noExplicitAny: a model.json of any shape is what is tested
  change: (parts: { model: any; manifest: any; weights: Buffer }) => void,
): Promise<void> {
  await cp(join(SMALL, format), folder, { recursive: true });
  const model = await readJson('model.json');
  const manifest = await readJson('manifest.json');
  const weights = await readFile(join(folder, 'weights.bin'));
  change({ model, manifest, weights });
  await writeJson('model.json', model);
  await writeFile(join(folder, 'weights.bin'), weights);
  const bytes = [await readFile(join(folder, 'model.json')), weights];
  await writeJson('manifest.json', {
    ...manifest,
    sha256: createHash('sha256').update(Buffer.concat(bytes)).digest('hex'),
  });
}

const refusal = async (): Promise<string> => {
  const error: unknown = await openModelFolder(folder).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'Refusal', code: 'model_corrupt' });
  return (error as Error).message;
};

describe('a folder with a TensorFlow.js model', () => {
  it.each(['model.json', 'weights.bin'])('is refused when one byte of %s is another', async (file) => {
    await cp(join(SMALL, 'tfjs-layers'), folder, { recursive: true });
    const bytes = await readFile(join(folder, file));
    // A space of the text's indentation, or any bit of the weights.
    const at = file === 'model.json' ? bytes.indexOf('\n ') : bytes.length >> 1;
    bytes[at] = file === 'model.json' ? 0x20 : bytes[at] ^ 1;
    await writeFile(join(folder, file), bytes);
    expect(await refusal()).toMatch(/have sha256 [0-9a-f]{64}, but the manifest says/);
  });

  it('is refused when its manifest names other files for some conditions', async () => {
    await changed('tfjs-layers', ({ manifest }) => {
      manifest.files_by_condition = { melasma: 'melasma.json' };
    });
    await expect(openModelFolder(folder)).rejects.toMatchObject({ code: 'unknown_model' });
  });

  it('is refused when a weight file is missing, and the file is named', async () => {
    await cp(join(SMALL, 'tfjs-layers'), folder, { recursive: true });
    await rm(join(folder, 'weights.bin'));
    expect(await refusal()).toMatch(/weights\.bin .* cannot be read/);
  });

  it.each(['../weights.bin', '/etc/hostname', 'a/../../weights.bin', 'https://example.org/weights.bin', '..'])(
    'is refused when it names the weight file %s',
    async (path) => {
      await changed('tfjs-graph', ({ model }) => {
        model.weightsManifest[0].paths = [path];
      });
      expect(await refusal()).toMatch(/must stand beside it and have plain names/);
    },
  );

  it('is refused when it holds an operation that the runtime does not know', async () => {
    await changed('tfjs-graph', ({ model }) => {
      model.modelTopology.node.find(({ name }: { name: string }) => name === 'terms').op = 'ReluOfMars';
    });
    expect(await refusal()).toMatch(/ReluOfMars/);
  });

  it('is refused when it holds a layer that the runtime does not know', async () => {
    await changed('tfjs-layers', ({ model }) => {
      model.modelTopology.model_config.config.layers[3].class_name = 'Lambda';
    });
    expect(await refusal()).toMatch(/Lambda/);
  });

  it('is refused when a weight has another shape than its layer', async () => {
    await changed('tfjs-layers', ({ model }) => {
      const bias = model.weightsManifest[0].weights.find(({ name }: { name: string }) => name === 'half/bias');
      bias.shape = [3];
    });
    expect(await refusal()).toMatch(/The network cannot be run/);
  });

  it('is refused when its output has other channels than the manifest says', async () => {
    await changed('tfjs-layers', ({ manifest }) => {
      manifest.output.channels.push('nail');
    });
    expect(await refusal()).toMatch(/is 1 x 64 x 64 x 4 where the manifest says 1 x 64 x 64 x 5/);
  });

  it('is refused when it takes photos of one size only', async () => {
    await changed('tfjs-layers', ({ model }) => {
      model.modelTopology.model_config.config.layers[0].config.batch_input_shape = [null, 256, 256, 3];
    });
    expect(await refusal()).toMatch(/takes any x 256 x 256 x 3/);
  });

  it('is refused when its weights are not finite', async () => {
    await changed('tfjs-layers', ({ weights }) => weights.writeFloatLE(Number.NaN, weights.length - 4));
    expect(await refusal()).toMatch(/not finite/);
  });

  it('is refused when the manifest names another tensor, and those that are there are named', async () => {
    await changed('tfjs-graph', ({ manifest }) => {
      manifest.output.name = 'mask';
    });
    expect(await refusal()).toMatch(/outputs probabilities, but the manifest says image and mask/);
  });

  it('is refused when it is not of the kind that the manifest says', async () => {
    await changed('tfjs-graph', ({ manifest }) => {
      manifest.format = 'tfjs-layers';
    });
    expect(await refusal()).toMatch(/is a graph-model, but the manifest says tfjs-layers/);
  });
});

describe('runtime of TensorFlow.js', () => {
  const works = {
    version: { 'tfjs-node': '9.9.9' },
    tensor1d: (values: number[]) => values,
    relu: (values: number[]) => ({ data: async () => values.map((v) => Math.max(0, v)), dispose: () => undefined }),
  };

  it('is the native one where it is installed and works', async () => {
    const { name } = await loadTfjsRuntime(async () => ({ default: works }));
    expect(name).toBe('@tensorflow/tfjs-node 9.9.9');
  });

  it('is WebAssembly, without a word, where the native one is not installed', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    expect((await loadTfjsRuntime()).name).toMatch(/^@tensorflow\/tfjs-backend-wasm \d/);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each([
    ['does not load', async () => Promise.reject(new Error('tfjs_binding.node: cannot open shared object file'))],
    ['computes wrongly', async () => ({ ...works, relu: () => works.relu([1, 1]) })],
  ])('is WebAssembly, with a warning, where the native one %s', async (_, importNative) => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    expect((await loadTfjsRuntime(importNative)).name).toMatch(/^@tensorflow\/tfjs-backend-wasm/);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/does not work here; WebAssembly is used/));
    warn.mockRestore();
  });
});
