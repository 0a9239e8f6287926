import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Segmenter } from '../models/segmenter.ts';
import { median } from '../services/agreement/order-statistics.ts';
import { decodePhoto } from '../services/imaging/decode.ts';
import { nodeArguments } from '../services/package-root.ts';
import { measurePhoto } from '../services/pipeline/measure-photo.ts';
import { networkAlone } from './network-alone.ts';

const CONDITION = 'vitiligo';
/** Enough that the median does not follow a single hiccup of the machine. */
const REPETITIONS = 25;
const SAME_PHOTO_TIMES = 20;

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export interface Speed {
  readonly pipelineMs: number;
  readonly floorMs: number;
  /** Median over the repetitions of pipeline ÷ floor, each pair timed back to back. */
  readonly ratio: number;
}

/** Whole pipeline against its floor (the same decode call and the network alone), in one process, taking turns. */
export async function measureSpeed(path: string, segmenter: Segmenter): Promise<Speed> {
  const bytes = await readFile(path);
  const runNetwork = await networkAlone(segmenter.identity.name, (await decodePhoto(bytes)).image);
  const pipeline = () => measurePhoto(bytes, path, { condition: CONDITION }, segmenter);
  const floor = async () => {
    await decodePhoto(bytes);
    await runNetwork();
  };
  await pipeline();
  await floor();
  const rounds: { pipeline: number; floor: number }[] = [];
  for (let i = 0; i < REPETITIONS; i++) {
    if (i % 2 === 0) rounds.push({ pipeline: await milliseconds(pipeline), floor: await milliseconds(floor) });
    else {
      const floorFirst = await milliseconds(floor);
      rounds.push({ pipeline: await milliseconds(pipeline), floor: floorFirst });
    }
  }
  return {
    pipelineMs: median(rounds.map((round) => round.pipeline)),
    floorMs: median(rounds.map((round) => round.floor)),
    ratio: median(rounds.map((round) => round.pipeline / round.floor)),
  };
}

/** Peak resident memory in MB of a fresh process that measures one photo, as a worker does. */
export async function peakMemoryMb(path: string, model: string): Promise<number> {
  const script = fileURLToPath(new URL('./measure-once.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeArguments(), script, path, CONDITION, model]);
  const kilobytes = Number(stdout.trim());
  if (!(kilobytes > 0)) throw new Error(`The child process printed no memory figure but: ${stdout}`);
  return kilobytes / 1000;
}

/** Number of different answers that one photo gets. */
export async function differentAnswers(path: string, segmenter: Segmenter): Promise<number> {
  const bytes = await readFile(path);
  const answers = new Set<string>();
  for (let i = 0; i < SAME_PHOTO_TIMES; i++) {
    const { document, masks } = await measurePhoto(bytes, 'photo', { condition: CONDITION }, segmenter);
    answers.add(JSON.stringify([document, Buffer.from(masks.lesion.data).toString('base64')]));
  }
  return answers.size;
}
