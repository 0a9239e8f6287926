import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { Refusal } from '../services/refusal.ts';
import type { NetworkForm } from './network-form.ts';
import type { TfjsModelJson } from './tfjs-segmenter.ts';

/** The bytes of a network, checked, for the runtime of their format. */
export type NetworkFiles =
  | { readonly format: 'onnx'; readonly weights: Uint8Array }
  | {
      readonly format: 'tfjs-layers' | 'tfjs-graph';
      readonly modelJson: TfjsModelJson;
      readonly weights: Uint8Array;
    };

/** What a network's thread is started with. */
export interface NetworkSetting<Files extends NetworkFiles = NetworkFiles> {
  readonly form: NetworkForm;
  readonly files: Files;
}

export interface NetworkRun {
  /** Red, green and blue in [0, 1], `width * height` each. */
  readonly planes: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Channels of the output that are wanted. */
  readonly channels: readonly number[];
}

/** `close` ends the thread when the runs asked for before are done. */
export type NetworkTask = NetworkRun | 'close';

/** That the thread is ready, and then the answer to each run, in the order of asking. `refused`: the model is at fault. */
export type NetworkReply =
  | { readonly kind: 'ready'; readonly runtime: string }
  | { readonly kind: 'probabilities'; readonly channels: readonly Float32Array[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly error: unknown };

type Thread = 'models/onnx-thread' | 'models/tfjs-thread';
const threadFor = ({ format }: NetworkFiles): Thread =>
  format === 'onnx' ? 'models/onnx-thread' : 'models/tfjs-thread';

interface Waiting {
  resolve(reply: NetworkReply): void;
  reject(error: unknown): void;
}

/** A network on a thread of its own, so that the caller's can work on the photo meanwhile. */
export class ThreadedNetwork {
  readonly #setting: NetworkSetting;
  readonly #waiting: Waiting[] = [];
  #thread: Worker | undefined;
  #runtime = '';

  /** A network whose thread starts with its first run. */
  constructor(setting: NetworkSetting) {
    this.#setting = setting;
  }

  /**
   * A network whose thread runs.
   * @throws Refusal `model_corrupt` when the network cannot be loaded or does not fit its manifest
   */
  static async open(setting: NetworkSetting): Promise<ThreadedNetwork> {
    const network = new ThreadedNetwork(setting);
    await network.#start();
    return network;
  }

  /** The library that runs it, with its version. */
  get runtime(): string {
    return this.#runtime;
  }

  /**
   * Starts a run at once; runs asked for at the same time take turns.
   * @returns the probabilities of each channel asked for
   * @throws Refusal `model_corrupt` when what comes out is not what the manifest says
   */
  async run(task: NetworkRun): Promise<readonly Float32Array[]> {
    // A thread that failed is replaced: that costs one photo, not all that follow.
    const thread = this.#thread ?? (await this.#start());
    // Copied, not transferred: once one buffer was taken away from this thread, V8 checks for it at every access to an array, and
    // all loops over pixels take a third longer.
    thread.postMessage(task);
    const reply = await this.#replyOf(thread);
    if (reply.kind === 'probabilities') return reply.channels;
    throw errorOf(reply);
  }

  /** Ends the thread, if there is one, when the runs asked for before are done. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    thread.ref();
    thread.postMessage('close');
    await once(thread, 'exit');
  }

  async #start(): Promise<Worker> {
    // Each photo leaves buffers of tens of megabytes behind. V8 would mark what is still in use in small steps and on threads of its own,
    // beside the network and the next photo's decoder; all at one go costs a photo a third of that (docs/adr/0007).
    setFlagsFromString('--no-incremental-marking');
    const execArgv = [...nodeArguments()];
    const thread = new Worker(modulePath(threadFor(this.#setting.files)), { execArgv, workerData: this.#setting });
    thread.on('message', (reply: NetworkReply) => this.#settle(thread, (waiting) => waiting.resolve(reply)));
    thread.on('error', (cause) => this.#end(thread, new Error(`The network failed: ${cause.message}`, { cause })));
    thread.on('exit', () => this.#end(thread, new Error('The network has ended.')));
    this.#thread = thread;
    const reply = await this.#replyOf(thread);
    if (reply.kind !== 'ready') {
      const error = errorOf(reply);
      this.#end(thread, error);
      await thread.terminate();
      throw error;
    }
    this.#runtime = reply.runtime;
    return thread;
  }

  #replyOf(thread: Worker): Promise<NetworkReply> {
    // Only a thread that is waited for keeps the process alive.
    thread.ref();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(thread: Worker, settle: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) thread.unref();
    if (waiting) settle(waiting);
  }

  /** Those who still wait are told why. */
  #end(thread: Worker, error: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    while (this.#waiting.length > 0) this.#settle(thread, (waiting) => waiting.reject(error));
  }
}

function errorOf(reply: NetworkReply): unknown {
  if (reply.kind === 'refused') return new Refusal('model_corrupt', reply.message);
  return reply.kind === 'failed' ? reply.error : new Error(`The network answered out of turn: ${reply.kind}.`);
}
