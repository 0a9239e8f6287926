import { Piscina } from 'piscina';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { Refusal } from '../services/refusal.ts';
import type { ReportMaker } from './dependencies.ts';
import { BUSY_RETRY_AFTER_S, type ReportReply, type ReportTask, type ReportThreadSetting } from './report-task.ts';

/** Reports that may wait for their turn, of a few seconds each. */
const MOST_WAITING = 20;

export interface ReportsInThread {
  readonly makeReport: ReportMaker;
  /** When the thread has practised, or failed to. */
  readonly practised: Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes reports in a thread of their own, one after another: a large study takes seconds of computing, for which nobody else's request
 * waits. The thread practises on an invented study as soon as it runs.
 */
export function openReportsInThread({ databaseUrl }: ReportThreadSetting, mostWaiting = MOST_WAITING): ReportsInThread {
  const pool = new Piscina<ReportTask, ReportReply>({
    filename: modulePath('api/report-thread'),
    execArgv: [...nodeArguments()],
    workerData: { databaseUrl } satisfies ReportThreadSetting,
    ...{ minThreads: 1, maxThreads: 1, maxQueue: mostWaiting },
    // It keeps connections to the database, which are to be heard between two reports as well.
    atomics: 'disabled',
  });
  pool.on('error', (error: Error) => console.error(`reports: ${error.message}`));
  const practised = pool.run({ kind: 'practise' }).then(
    () => undefined,
    (error: Error) => console.error(`reports: ${error.message}`),
  );
  return {
    practised,
    async makeReport(actor, order) {
      if (pool.queueSize >= mostWaiting)
        throw new Refusal(
          'too_busy',
          `As many reports as may wait (${mostWaiting}) do so already: ask again in ${BUSY_RETRY_AFTER_S} s.`,
        );
      const reply = await pool.run({ kind: 'make', actor, order });
      if (reply.kind === 'refused') throw new Refusal(reply.code, reply.message);
      if (reply.kind !== 'made') throw new Error(`The thread of reports answered "${reply.kind}" to another question.`);
      return { bytes: Buffer.from(reply.bytes), mediaType: reply.mediaType };
    },
    close: () => pool.destroy(),
  };
}
