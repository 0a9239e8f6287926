import { SingleBar } from 'cli-progress';

/** Shows the progress of several pieces of work, each in percent, as one bar. */
export function openBar(title: string, pieces: number) {
  const percents = new Map<string, number>();
  const bar = new SingleBar({
    format: `${title.padEnd(9)}  [{bar}] {percentage} %  {duration_formatted}`,
    hideCursor: true,
    // Where nobody sees a bar move, a line now and then.
    noTTYOutput: true,
    notTTYSchedule: 2_000,
  });
  bar.start(pieces * 100, 0);
  return {
    report(piece: string, percent: number): void {
      percents.set(piece, Math.max(percent, percents.get(piece) ?? 0));
      bar.update([...percents.values()].reduce((sum, each) => sum + each, 0));
    },
    stop: () => bar.stop(),
  };
}
