import { EventEmitter } from 'node:events';
import { type JobEvent, subscribeJobEvents } from '../../services/queue/queues.ts';
import type { App, AppDependencies } from '../dependencies.ts';

/** Hands what the queue reports to whoever waits for one photo or comparison. */
export interface JobEventHub {
  /** Calls `listener` for events about this photo or comparison; resolves once nothing can be missed. Returns its end. */
  listen(subjectId: string, listener: (event: JobEvent) => void): Promise<() => void>;
}

/** One subscription serves all listeners; it is opened when the first one comes. */
export function registerJobEvents(app: App, { queues }: Pick<AppDependencies, 'queues'>): JobEventHub {
  const emitter = new EventEmitter().setMaxListeners(0);
  let subscription: Promise<() => Promise<void>> | undefined;
  app.addHook('onClose', async () => {
    const unsubscribe = await subscription?.catch(() => undefined);
    await unsubscribe?.();
  });
  return {
    async listen(subjectId, listener) {
      subscription ??= subscribeJobEvents(queues, (event) => emitter.emit(event.subjectId, event));
      try {
        await subscription;
      } catch (error) {
        subscription = undefined;
        throw error;
      }
      emitter.on(subjectId, listener);
      return () => emitter.off(subjectId, listener);
    },
  };
}
