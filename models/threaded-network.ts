import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { modulePath, nodeArguments } from '../services/package-root.ts';

/** What a network's thread is started with. */
export interface NetworkSetting {
  readonly weights: Uint8Array;
  /** Names of the tensors. */
  readonly input: string;
  readonly output: string;
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

/** That the thread is ready, and then the answer to each run, in the order of asking. */
export type NetworkReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'probabilities'; readonly channels: readonly Float32Array[] }
  | { readonly kind: 'not_float32' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Waiting {
  resolve(reply: NetworkReply): void;
  reject(error: Error): void;
}

/** A network on a thread of its own, so that the caller's can work on the photo meanwhile. */
export class ThreadedNetwork {
  readonly #setting: NetworkSetting;
  readonly #waiting: Waiting[] = [];
  #thread: Worker | undefined;

  private constructor(setting: NetworkSetting) {
    this.#setting = setting;
  }

  static async open(setting: NetworkSetting): Promise<ThreadedNetwork> {
    const network = new ThreadedNetwork(setting);
    await network.#start();
    return network;
  }

  /** Starts a run at once; runs asked for at the same time take turns. */
  async run(task: NetworkRun): Promise<NetworkReply> {
    // A thread that failed is replaced: that costs one photo, not all that follow.
    const thread = this.#thread ?? (await this.#start());
    // Copied, not transferred: once one buffer was taken away from this thread, V8 checks for it at every access to an array, and
    // all loops over pixels take a third longer.
    thread.postMessage(task);
    return this.#replyOf(thread);
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    thread.ref();
    thread.postMessage('close');
    await once(thread, 'exit');
  }

  async #start(): Promise<Worker> {
    const execArgv = [...nodeArguments()];
    const thread = new Worker(modulePath('models/network-thread'), { execArgv, workerData: this.#setting });
    thread.on('message', (reply: NetworkReply) => this.#settle(thread, (waiting) => waiting.resolve(reply)));
    thread.on('error', (cause) => this.#end(thread, new Error(`The network failed: ${cause.message}`, { cause })));
    thread.on('exit', () => this.#end(thread, new Error('The network has ended.')));
    this.#thread = thread;
    await this.#replyOf(thread);
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

  #end(thread: Worker, error: Error): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    while (this.#waiting.length > 0) this.#settle(thread, (waiting) => waiting.reject(error));
  }
}
