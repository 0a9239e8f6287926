/** Called by check_onnx.py: node --import tsx/esm compare-onnx.ts MODEL_FILE PROBE_FOLDER HEIGHT WIDTH */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Largest difference of a probability between two runtimes that sum in another order (float32, about 40 layers; 2e-4 seen). */
const TOLERANCE = 1e-3;
const TIMED_RUNS = 7;

const [modelFile = '', probeFolder = '', height = '0', width = '0'] = process.argv.slice(2);

async function readFloats(name: string): Promise<Float32Array> {
  const bytes = await readFile(join(probeFolder, name));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
}

const session = await InferenceSession.create(modelFile, { intraOpNumThreads: 1 });
const image = new Tensor('float32', await readFloats('input.bin'), [1, 3, Number(height), Number(width)]);
const expected = await readFloats('expected.bin');
const { probabilities } = await session.run({ image });
if (!(probabilities?.data instanceof Float32Array) || probabilities.data.length !== expected.length) {
  throw new Error(`Expected ${expected.length} probabilities but received ${probabilities?.size}`);
}
const found = probabilities.data;
const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))), 0);
const times: number[] = [];
for (let run = 0; run < TIMED_RUNS; run += 1) {
  const started = performance.now();
  await session.run({ image });
  times.push(performance.now() - started);
}
console.log(
  `${basename(modelFile)}: largest difference ${worst.toExponential(2)}, fastest run ${Math.min(...times).toFixed(0)} ms for ${width}x${height}`,
);
if (!(worst <= TOLERANCE)) process.exitCode = 1;
