import { Worker } from 'node:worker_threads';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import type { CompareTask, MeasureTask, MeasuringReply, MeasuringTask } from './measuring-task.ts';

type Settled<Kind extends MeasuringReply['kind']> = Extract<MeasuringReply, { readonly kind: Kind | 'refused' }>;

/** Measures in other threads, so that the one that renews the jobs' locks is never busy for long. */
export interface MeasuringThreads {
  measure(task: Omit<MeasureTask, 'kind'>): Promise<Settled<'measured'>>;
  compare(task: Omit<CompareTask, 'kind'>): Promise<Settled<'compared'>>;
  close(): Promise<void>;
}

export interface MeasuringThreadsOptions {
  readonly modelName: string | undefined;
  /** Threads to start at once, so that the first photos do not wait for the model. */
  readonly startNow?: number;
  /** Module that answers the tasks, named as for `modulePath`. */
  readonly module?: string;
}

/** The largest photo takes seconds; a thread that hangs would keep its job, whose lock is renewed elsewhere, for ever. */
const TASK_LIMIT_MS = 10 * 60 * 1000;

/** One task in one thread. A thread that ends in the middle (out of memory, a crash in a library) fails its task, not the process. */
function ask(thread: Worker, task: MeasuringTask): Promise<MeasuringReply> {
  return new Promise((resolve, reject) => {
    // Each listener by itself: a Worker has its own listeners too, without which no further message would come.
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      action();
    };
    const onMessage = (reply: MeasuringReply): void => settle(() => resolve(reply));
    const onError = (cause: Error): void =>
      settle(() => reject(new Error(`The measuring thread failed: ${cause.message}`, { cause })));
    const onExit = (code: number): void =>
      settle(() => reject(new Error(`The measuring thread ended with code ${code}.`)));
    const timer = setTimeout(() => onError(new Error(`no answer within ${TASK_LIMIT_MS} ms`)), TASK_LIMIT_MS);
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    thread.postMessage(task);
  });
}

function wrongReply(reply: MeasuringReply): Error {
  if (reply.kind !== 'failed') return new Error(`The measuring thread answered "${reply.kind}" to another question.`);
  const error = new Error(reply.message);
  if (reply.stack !== undefined) error.stack = reply.stack;
  return error;
}

/**
 * Starts a thread per task that runs at the same time and keeps it, with its model loaded, for the next one. How many those are
 * is the worker's concurrency.
 */
export function openMeasuringThreads({
  modelName,
  startNow = 0,
  module = 'workers/measuring-thread',
}: MeasuringThreadsOptions): MeasuringThreads {
  const idle: Worker[] = [];
  const all = new Set<Worker>();

  const start = (): Worker => {
    const thread = new Worker(modulePath(module), { execArgv: [...nodeArguments()], workerData: { modelName } });
    all.add(thread);
    // Without a listener, the error of a thread that fails between two tasks would end the process.
    thread.on('error', (error) => {
      if (idle.includes(thread)) console.error(error);
    });
    thread.on('exit', () => {
      all.delete(thread);
      if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1);
    });
    return thread;
  };

  for (let started = 0; started < startNow; started++) idle.push(start());

  const run = async (task: MeasuringTask): Promise<MeasuringReply> => {
    const thread = idle.pop() ?? start();
    try {
      const reply = await ask(thread, task);
      idle.push(thread);
      return reply;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  };

  return {
    async measure(task) {
      const reply = await run({ kind: 'measure', ...task });
      if (reply.kind === 'measured' || reply.kind === 'refused') return reply;
      throw wrongReply(reply);
    },
    async compare(task) {
      const reply = await run({ kind: 'compare', ...task });
      if (reply.kind === 'compared' || reply.kind === 'refused') return reply;
      throw wrongReply(reply);
    },
    async close() {
      await Promise.all([...all].map((thread) => thread.terminate()));
    },
  };
}
