import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MASK_FILE_VALUES, type Mask } from '../domain/raster.ts';
import { decodePhoto } from '../imaging/decode.ts';
import { maskSamples } from '../imaging/mask-samples.ts';
import { phantomPath, readPhantoms } from '../phantoms/phantoms.ts';
import { nearestIndices } from '../raster/upload-size.ts';
import { compareMeasured, type PhotoForComparison } from './compare-photos.ts';

/** What was measured of photos is not looked at here, only passed on. */
const MEASUREMENT = {
  notes: [],
  provenance: {
    ...{ model: 'truth', model_version: '1', model_sha256: null, pipeline_version: '0' },
    ...{ measured_at_px: [0, 0] as [number, number], thresholds: {} },
  },
};

/** A phantom as if its segmentation were perfect, at the size at which photos are measured. */
async function perfectlySegmented(file: string): Promise<PhotoForComparison> {
  const { image, sha256, width, height } = await decodePhoto(await readFile(phantomPath(file)));
  const samples = await maskSamples(await readFile(phantomPath(file.replace('.jpg', '.truth.png'))));
  const [columns, rows] = [nearestIndices(image.width, width), nearestIndices(image.height, height)];
  const maskOf = (isInside: (value: number) => boolean): Mask => {
    const data = new Uint8Array(image.width * image.height);
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        if (isInside(samples[rows[y] * width + columns[x]])) data[y * image.width + x] = 1;
      }
    }
    return { width: image.width, height: image.height, data };
  };
  return {
    ...{ image, paleness: null, photo: { path: file, sha256, width, height } },
    measurement: MEASUREMENT as unknown as PhotoForComparison['measurement'],
    masks: {
      skin: maskOf((value) => value !== MASK_FILE_VALUES.notSkin),
      lesion: maskOf((value) => value === MASK_FILE_VALUES.lesion),
    },
  };
}

const { pairs } = await readPhantoms();

describe('compareMeasured with perfect masks', () => {
  it.each(pairs)(
    'is within 2 points of the truth on $name',
    async (pair) => {
      const [baseline, followUp] = [await perfectlySegmented(pair.baseline), await perfectlySegmented(pair.followup)];
      const { comparison } = await compareMeasured(baseline, followUp, pair);
      const found = comparison.repigmentation;
      if (!found) throw new Error('Expected repigmentation but received none');
      const errors = [
        found.gross_percent - pair.gross_percent,
        found.new_percent - pair.new_percent,
        found.net_percent - pair.net_percent,
      ];
      for (const error of errors) expect(Math.abs(error)).toBeLessThanOrEqual(2);
    },
    300_000,
  );
});
