/** Longest wait for an orderly stop of one process, ms. The supervisor waits a little longer before it kills. */
export const STOP_LIMIT_MS = 8_000;

/**
 * Runs `stop` once and then ends the process: on Ctrl-C, on SIGTERM, and when the supervisor that started this process is gone
 * (the IPC channel to it closes even when it was killed by force). So no process outlives the command that started it.
 */
export function stopWhenAsked(stop: () => Promise<void>): void {
  let stopping = false;
  const run = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  process.on('SIGTERM', run);
  process.on('SIGINT', run);
  if (process.connected) process.on('disconnect', run);
  // Undefined without a supervisor; false when it went away while this process still started.
  if (process.connected === false) void run();
}
