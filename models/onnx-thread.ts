import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { Refusal } from '../services/refusal.ts';
import { answerRuns, type LoadedNetwork } from './answer-runs.ts';
import { checkInputShape, type NetworkForm } from './network-form.ts';
import type { NetworkFiles, NetworkSetting } from './threaded-network.ts';

type OnnxFiles = Extract<NetworkFiles, { format: 'onnx' }>;

async function load({ form, files }: NetworkSetting<OnnxFiles>): Promise<LoadedNetwork> {
  // One thread: results do not depend on the machine's cores, and workers scale by processes.
  const session = await InferenceSession.create(files.weights, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  checkTensors(session, form);
  return {
    runtime: `onnxruntime-node ${env.versions.node ?? env.versions.common}`,
    async run(values, shape) {
      const tensor = new Tensor('float32', values, shape);
      const output = (await session.run({ [form.input]: tensor }, [form.output]))[form.output];
      return { data: output?.data, shape: output?.dims ?? [] };
    },
    close: () => session.release(),
  };
}

function checkTensors({ inputMetadata, outputNames }: InferenceSession, form: NetworkForm): void {
  const input = inputMetadata.find(({ name }) => name === form.input);
  if (input === undefined || !outputNames.includes(form.output)) {
    const inputs = inputMetadata.map(({ name }) => name).join(', ');
    throw new Refusal(
      'model_corrupt',
      `The network has the inputs ${inputs} and the outputs ${outputNames.join(', ')}, but the manifest says ${form.input} and ${form.output}.`,
    );
  }
  if (input.isTensor) checkInputShape(form, input.shape);
}

await answerRuns(load);
