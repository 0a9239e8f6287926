import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { io, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Refusal } from '../services/refusal.ts';
import { answerRuns, type LoadedNetwork } from './answer-runs.ts';
import { checkInputShape, type NetworkForm } from './network-form.ts';
import { loadTfjsRuntime, type TfjsRuntime } from './tfjs-runtime.ts';
import type { NetworkFiles, NetworkSetting } from './threaded-network.ts';

type TfjsFiles = Exclude<NetworkFiles, { format: 'onnx' }>;

/** One way to run both kinds of model. */
interface TfjsNetwork {
  predict(input: Tensor): Tensor;
  dispose(): void;
}

async function load({ form, files }: NetworkSetting<TfjsFiles>): Promise<LoadedNetwork> {
  const runtime = await loadTfjsRuntime();
  const handler = { load: async () => artifacts(files) };
  const network =
    files.format === 'tfjs-layers'
      ? layersNetwork(await runtime.loadLayersModel(handler), form)
      : graphNetwork(await runtime.loadGraphModel(handler), form);
  return { runtime: runtime.name, run: runner(runtime, network), close: async () => network.dispose() };
}

/** All that model.json holds besides the weights, and the weights as bytes. */
function artifacts({ modelJson, weights }: TfjsFiles): io.ModelArtifacts {
  const { weightsManifest, ...rest } = modelJson;
  // The runtime decodes these specifications and says itself what is wrong with them.
  const weightSpecs = weightsManifest.flatMap((group) => group.weights) as unknown as io.WeightsManifestEntry[];
  const needed = new Uint8Array(weights);
  return { ...rest, weightSpecs, weightData: needed.buffer };
}

function runner({ tensor, tidy }: TfjsRuntime, network: TfjsNetwork): LoadedNetwork['run'] {
  return async (values, shape) => {
    const output = tidy(() => network.predict(tensor(values, [...shape], 'float32')));
    try {
      return { data: await output.data(), shape: output.shape };
    } finally {
      output.dispose();
    }
  };
}

function layersNetwork(model: LayersModel, form: NetworkForm): TfjsNetwork {
  const index = model.outputNames.indexOf(form.output);
  checkNames(form, model.inputNames, model.outputNames);
  checkInputShape(form, model.inputs[0].shape);
  return {
    predict(input) {
      const found = model.predict(input);
      return Array.isArray(found) ? found[index] : found;
    },
    dispose: () => void model.dispose(),
  };
}

function graphNetwork(model: GraphModel, form: NetworkForm): TfjsNetwork {
  checkNames(form, model.inputNodes, model.outputNodes);
  const shape = model.inputs[0].shape;
  if (shape !== undefined) checkInputShape(form, shape);
  return {
    predict: (input) => model.execute({ [form.input]: input }, form.output) as Tensor,
    dispose: () => model.dispose(),
  };
}

function checkNames(form: NetworkForm, inputs: readonly string[], outputs: readonly string[]): void {
  if (inputs.length === 1 && inputs[0] === form.input && outputs.includes(form.output)) return;
  throw new Refusal(
    'model_corrupt',
    `The network has the inputs ${inputs.join(', ')} and the outputs ${outputs.join(', ')}, but the manifest says ${form.input} and ${form.output}, and one input is all that can be given.`,
  );
}

await answerRuns(load);
