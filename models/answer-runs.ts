import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../services/refusal.ts';
import { inLayout, type OutputTensor, probabilitiesOf, tensorShape } from './network-form.ts';
import type { NetworkFiles, NetworkReply, NetworkRun, NetworkSetting, NetworkTask } from './threaded-network.ts';

/** A loaded network of one runtime. */
export interface LoadedNetwork {
  /** Library and version. */
  readonly runtime: string;
  /** @param values in the layout of `shape` */
  run(values: Float32Array, shape: readonly number[]): Promise<OutputTensor>;
  close(): Promise<void>;
}

const COLOURS = 3;
/** Side of the grey square that is run once before any photo: enough for a few halvings. */
const PROBE_PX = 64;

/**
 * The thread that a network runs on. A runtime's `run` gives a promise, but computes on the thread that calls it and
 * keeps all else waiting; here nothing else waits. Before it says that it is ready it runs a grey square: what the
 * runtime cannot compute and what does not fit the manifest is known then, not at the first photo.
 */
export async function answerRuns<Files extends NetworkFiles>(
  load: (setting: NetworkSetting<Files>) => Promise<LoadedNetwork>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('A network runs in a worker thread only.');
  const setting = workerData as NetworkSetting<Files>;
  const reply = (message: NetworkReply, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  let network: LoadedNetwork;
  try {
    network = await load(setting);
    await run(network, setting, probe(setting));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply({ kind: 'refused', message: error instanceof Refusal ? message : `The network cannot be run: ${message}` });
    return;
  }
  let before = Promise.resolve();
  port.on('message', (task: NetworkTask) => {
    before = before.then(async () => {
      if (task === 'close') {
        await network.close();
        port.close();
        return;
      }
      try {
        const channels = await run(network, setting, task);
        const buffers = new Set(channels.map(({ buffer }) => buffer as ArrayBuffer));
        reply({ kind: 'probabilities', channels }, [...buffers]);
      } catch (error) {
        reply(error instanceof Refusal ? { kind: 'refused', message: error.message } : { kind: 'failed', error });
      }
    });
  });
  reply({ kind: 'ready', runtime: network.runtime });
}

async function run(
  network: LoadedNetwork,
  { form }: NetworkSetting,
  task: NetworkRun,
): Promise<readonly Float32Array[]> {
  const values = inLayout(form.layout, task.planes, task);
  return probabilitiesOf(form, await network.run(values, tensorShape(form, COLOURS, task)), task, task.channels);
}

function probe({ form }: NetworkSetting): NetworkRun {
  const side = Math.ceil(PROBE_PX / form.multipleOf) * form.multipleOf;
  const planes = new Float32Array(COLOURS * side * side).fill(0.5);
  return { planes, width: side, height: side, channels: Array.from({ length: form.channels }, (_, i) => i) };
}
