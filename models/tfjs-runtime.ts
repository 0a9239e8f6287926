import type { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { relu, Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { loadLayersModel } from '@tensorflow/tfjs-layers';

/** What is used of TensorFlow.js, from whichever package. */
interface TfjsFunctions {
  readonly tensor: typeof tensor;
  readonly tensor1d: typeof tensor1d;
  readonly relu: typeof relu;
  readonly tidy: typeof tidy;
  readonly loadLayersModel: typeof loadLayersModel;
  readonly loadGraphModel: typeof loadGraphModel;
}

export interface TfjsRuntime extends TfjsFunctions {
  /** Package and version that compute. */
  readonly name: string;
}

type NativeModule = TfjsFunctions & { readonly version: { readonly 'tfjs-node': string } };

/** Not among our dependencies: its install step downloads a library, which must never break ours. A site may add it. */
const NATIVE_PACKAGE = '@tensorflow/tfjs-node';

/**
 * The native TensorFlow where a site has installed it and it works, else WebAssembly on one thread.
 * @param importNative stands in for the package in tests
 */
export async function loadTfjsRuntime(
  importNative: () => Promise<unknown> = () => import(NATIVE_PACKAGE),
): Promise<TfjsRuntime> {
  try {
    const module = (await importNative()) as { default?: NativeModule } & NativeModule;
    const native = module.default ?? module;
    await checkArithmetic(native);
    return { ...pick(native), name: `${NATIVE_PACKAGE} ${native.version['tfjs-node']}` };
  } catch (error) {
    if (!isNotInstalled(error)) {
      process.emitWarning(`${NATIVE_PACKAGE} is installed but does not work here; WebAssembly is used. ${error}`);
    }
    return await loadWasm();
  }
}

const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
  error.message.includes(NATIVE_PACKAGE);

/** A native library may load and yet fail in its first operation, after an upgrade of Node. */
async function checkArithmetic({ tensor1d, relu }: TfjsFunctions): Promise<void> {
  const result: Tensor = relu(tensor1d([-1, 2]));
  const values = [...(await result.data())];
  result.dispose();
  if (values.join() !== '0,2') throw new Error(`relu(-1, 2) is ${values.join(', ')}.`);
}

const pick = ({ tensor, tensor1d, relu, tidy, loadLayersModel, loadGraphModel }: TfjsFunctions): TfjsFunctions => ({
  tensor,
  tensor1d,
  relu,
  tidy,
  loadLayersModel,
  loadGraphModel,
});

async function loadWasm(): Promise<TfjsRuntime> {
  const core = await import('@tensorflow/tfjs-core');
  const { version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  if (!(await core.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js does not start.');
  return {
    ...pick({ ...core, loadLayersModel, loadGraphModel }),
    name: `@tensorflow/tfjs-backend-wasm ${version_wasm}`,
  };
}
