import { parentPort, workerData } from 'node:worker_threads';
import type { ModelIdentity } from '../models/segmenter.ts';
import { Refusal } from '../services/refusal.ts';
import type {
  CompareOutcome,
  CompareTask,
  MeasureOutcome,
  MeasureTask,
  MeasuringReply,
  MeasuringTask,
} from './measuring-task.ts';

export interface TaskHandlers {
  readonly identity: ModelIdentity;
  measure(task: MeasureTask): Promise<MeasureOutcome>;
  compare(task: CompareTask): Promise<CompareOutcome>;
}

async function replyTo(task: MeasuringTask, handlers: TaskHandlers): Promise<MeasuringReply> {
  try {
    return task.kind === 'measure'
      ? { kind: 'measured', outcome: await handlers.measure(task) }
      : { kind: 'compared', outcome: await handlers.compare(task) };
  } catch (error) {
    if (error instanceof Refusal) {
      return { kind: 'refused', refusal: { code: error.code, message: error.message }, identity: handlers.identity };
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'failed', message, stack };
  }
}

/** The thread's side: answers one task after another with handlers that are opened once, before the first task comes. */
export function answerTasks(open: (modelName: string | undefined) => Promise<TaskHandlers>): void {
  const port = parentPort;
  if (port === null) throw new Error('answerTasks runs in a worker thread only.');
  const { modelName } = workerData as { readonly modelName: string | undefined };
  let handlers: Promise<TaskHandlers> | undefined = open(modelName);
  handlers.catch(() => undefined); // the first task hears of it
  port.on('message', async (task: MeasuringTask) => {
    handlers ??= open(modelName);
    try {
      port.postMessage(await replyTo(task, await handlers));
    } catch (error) {
      // Opening failed: the next task tries again.
      handlers = undefined;
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ kind: 'failed', message, stack } satisfies MeasuringReply);
    }
  });
}
