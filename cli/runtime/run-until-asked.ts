import { ConfigError } from '../../services/config.ts';
import { Refusal } from '../../services/refusal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A setting to be mended is told in a sentence; anything else is a fault of ours and comes with its trace. */
function tell(error: unknown): void {
  console.error(error instanceof ConfigError || error instanceof Refusal ? error.message : error);
}

export interface Asked {
  /** Aborted by Ctrl-C, SIGTERM or the terminal's end; give it to whatever takes long. */
  readonly signal: AbortSignal;
  /** Ends the wait: with status 0 (`finish()`), or 1 and the error's text. */
  finish(error?: Error): void;
}

/**
 * Runs `start`, waits until it is asked to end, calls what `start` returned, and ends the process: with status 1 when starting
 * failed or `finish` was given an error.
 */
export async function runUntilAsked(start: (asked: Asked) => Promise<() => Promise<void>>): Promise<never> {
  const asked = new AbortController();
  let status = 0;
  const finish = (error?: Error): void => {
    if (error !== undefined) {
      tell(error);
      status = 1;
    }
    asked.abort();
  };
  for (const signal of SIGNALS) process.on(signal, () => finish());
  // A reader that went away (`| head`) must not end us before what we started is stopped.
  process.stdout.on('error', () => finish());
  process.stderr.on('error', () => undefined);
  try {
    const stop = await start({ signal: asked.signal, finish });
    if (!asked.signal.aborted) await new Promise((resolve) => asked.signal.addEventListener('abort', resolve));
    await stop();
  } catch (error) {
    if (!asked.signal.aborted) finish(error as Error);
  }
  process.exit(status);
}
