import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { NetworkReply, NetworkRun, NetworkSetting, NetworkTask } from './threaded-network.ts';

/**
 * The thread that a network runs on. The runtime's `run` gives a promise, but computes on the thread that calls it and
 * keeps all else waiting; here nothing else waits.
 */
const port = parentPort;
if (port === null) throw new Error('A network runs in a worker thread only.');
const setting = workerData as NetworkSetting;

const reply = (message: NetworkReply, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

async function run(session: InferenceSession, { planes, width, height, channels }: NetworkRun): Promise<void> {
  const tensor = new Tensor('float32', planes, [1, 3, height, width]);
  const data = (await session.run({ [setting.input]: tensor }, [setting.output]))[setting.output]?.data;
  if (!(data instanceof Float32Array)) return reply({ kind: 'not_float32' });
  const cells = width * height;
  const found = channels.map((channel) => Float32Array.from(data.subarray(channel * cells, (channel + 1) * cells)));
  reply(
    { kind: 'probabilities', channels: found },
    found.map(({ buffer }) => buffer),
  );
}

// One thread: results do not depend on the machine's cores, and workers scale by processes.
const session = await InferenceSession.create(setting.weights, { intraOpNumThreads: 1, interOpNumThreads: 1 });
let before = Promise.resolve();
port.on('message', (task: NetworkTask) => {
  before = before.then(async () => {
    if (task !== 'close') return run(session, task).catch((error: unknown) => reply({ kind: 'failed', error }));
    await session.release();
    port.close();
  });
});
reply({ kind: 'ready' });
