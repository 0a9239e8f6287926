import { readFile } from 'node:fs/promises';
import { openSegmenter } from '../models/registry.ts';
import { CONDITIONS } from '../services/domain/condition.ts';
import { measurePhoto } from '../services/pipeline/measure-photo.ts';

/**
 * Peak resident memory, kB. Where the system tells that of the program alone it is asked: what `resourceUsage` tells on Linux is at
 * least that of the process that started this one.
 */
async function peakMemoryKb(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return peak === undefined ? process.resourceUsage().maxRSS : Number(peak);
}

// Run as a process of its own: measures one photo once and prints its peak resident memory in kB.
const [path = '', wanted, model] = process.argv.slice(2);
const condition = CONDITIONS.find((known) => known === wanted);
if (condition === undefined) throw new RangeError(`Expected one of ${CONDITIONS.join(', ')} but received ${wanted}`);
const segmenter = await openSegmenter(model);
await measurePhoto(await readFile(path), path, { condition }, segmenter);
await segmenter.close();
process.stdout.write(`${await peakMemoryKb()}\n`);
