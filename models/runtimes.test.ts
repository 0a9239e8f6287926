import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, type Condition } from '../services/domain/condition.ts';
import { decodePhoto } from '../services/imaging/decode.ts';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { openModelFolder } from './registry.ts';
import type { Segmentation } from './segmenter.ts';

const SMALL = join(PACKAGE_ROOT, 'models', 'testing', 'small-both-formats');
/** Two views of every tone class but one, the three conditions, healthy skin, and a pair's photo of another size. */
const PHANTOMS: readonly (readonly [string, Condition])[] = [
  ['vitiligo-tan-close-up.jpg', 'vitiligo'],
  ['vitiligo-dark-limb.jpg', 'vitiligo'],
  ['psoriasis-brown-close-up.jpg', 'psoriasis'],
  ['psoriasis-light-limb.jpg', 'psoriasis'],
  ['melasma-intermediate-limb.jpg', 'melasma'],
  ['healthy-very-light-freckles.jpg', 'melasma'],
];
const CUT = 0.5;
/** Share of pixels that may change sides with the runtime. */
const MOST_DIFFERENT = 0.001;
/** Of probabilities: float32 sums in another order over 8 layers, times a slope of 120 before the sigmoid. */
const MOST_APART = 1e-4;

async function segmentAll(format: string): Promise<{ runtime: string | null; maps: Segmentation[] }> {
  const segmenter = await openModelFolder(join(SMALL, format));
  const maps: Segmentation[] = [];
  for (const [file, condition] of PHANTOMS) {
    const { image } = await decodePhoto(await readFile(join(PACKAGE_ROOT, 'test-images', file)));
    maps.push(await segmenter.segment(image, condition));
  }
  await segmenter.close();
  return { runtime: segmenter.identity.runtime, maps };
}

const onnx = segmentAll('onnx');

describe('the small network in ONNX', () => {
  it('draws masks that are worth comparing: skin and lesion, neither everywhere', async () => {
    expect(CONDITIONS.every((condition) => PHANTOMS.some(([, asked]) => asked === condition))).toBe(true);
    const { runtime, maps } = await onnx;
    expect(runtime).toMatch(/^onnxruntime-node \d/);
    maps.forEach(({ skin, lesion }, i) => {
      const share = (data: Float32Array): number => data.filter((p) => p >= CUT).length / data.length;
      expect(share(skin.data)).toBeGreaterThan(0.1);
      if (!PHANTOMS[i][0].startsWith('healthy')) expect(share(lesion.data)).toBeGreaterThan(0.005);
      expect(share(lesion.data)).toBeLessThan(0.5);
    });
    expect(maps.some(({ skin }) => skin.data.filter((p) => p < CUT).length > skin.data.length / 10)).toBe(true);
  });
});

describe.each(['tfjs-layers', 'tfjs-graph'])('the same network as %s', (format) => {
  it('gives the same masks: at most 0.1 % of pixels differ', async () => {
    const [expected, found] = await Promise.all([onnx, segmentAll(format)]);
    expect(found.runtime).toMatch(/^@tensorflow\/tfjs-\S+ 4\./);
    let apart = 0;
    found.maps.forEach((maps, i) => {
      for (const which of ['skin', 'lesion'] as const) {
        const [a, b] = [expected.maps[i][which], maps[which]];
        expect([b.width, b.height]).toEqual([a.width, a.height]);
        let different = 0;
        a.data.forEach((p, pixel) => {
          apart = Math.max(apart, Math.abs(p - b.data[pixel]));
          if (p >= CUT !== b.data[pixel] >= CUT) different++;
        });
        expect(different / a.data.length).toBeLessThanOrEqual(MOST_DIFFERENT);
      }
    });
    expect(apart).toBeLessThan(MOST_APART);
  });
});
