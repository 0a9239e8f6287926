import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Segmenter } from '../../models/segmenter.ts';
import { MASK_FILE_VALUES, type ScalarMap } from '../domain/raster.ts';
import { encodeMaskPng } from '../imaging/encode.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { resampleMap } from '../raster/resample-map.ts';
import { Refusal } from '../refusal.ts';
import { measurePhoto } from './measure-photo.ts';

const FOLDER = join(PACKAGE_ROOT, 'test-images');
const NAME = 'vitiligo-tan-close-up';

interface Truth {
  readonly lesion_percent_of_skin: number;
  readonly lesion_area_cm2: number;
}

async function readMask(file: Buffer) {
  const { data, info } = await sharp(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { ...info, data };
}

/** Knows the truth at the network's resolution, so that what is tested here is everything behind the network. */
async function truthfulSegmenter(): Promise<Segmenter> {
  const { data, width, height } = await readMask(await readFile(join(FOLDER, `${NAME}.truth.png`)));
  const share = (least: number): ScalarMap =>
    resampleMap({ width, height, data: Float32Array.from(data, (v) => (v >= least ? 1 : 0)) }, 512, 384);
  return {
    identity: { name: 'truth', version: '1', sha256: null, runtime: null },
    caution: 'Knows the truth.',
    segment: async () => ({ skin: share(MASK_FILE_VALUES.skin), lesion: share(MASK_FILE_VALUES.lesion) }),
    close: async () => {},
  };
}

let bytes: Buffer;
let segmenter: Segmenter;
let truth: Truth;
beforeAll(async () => {
  bytes = await readFile(join(FOLDER, `${NAME}.jpg`));
  segmenter = await truthfulSegmenter();
  const index = JSON.parse(await readFile(join(FOLDER, 'phantoms.json'), 'utf8'));
  truth = index.photos.find((photo: { file: string }) => photo.file === `${NAME}.jpg`);
});

describe('a photo measured behind a network that is right', () => {
  it('has the true share of skin, and the true cm² within 3 % and within its interval', async () => {
    const { document } = await measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter);
    const { lesion, calibration } = document;
    expect(Math.abs(lesion.percent_of_skin / truth.lesion_percent_of_skin - 1)).toBeLessThan(0.02);
    expect(calibration.kind).toBe('marker');
    expect(Math.abs((lesion.area_cm2 ?? 0) / truth.lesion_area_cm2 - 1)).toBeLessThan(0.03);
    expect(lesion.area_cm2_interval?.[0]).toBeLessThan(truth.lesion_area_cm2);
    expect(lesion.area_cm2_interval?.[1]).toBeGreaterThan(truth.lesion_area_cm2);
    expect(lesion.percent_of_skin_interval?.[0]).toBeLessThan(truth.lesion_percent_of_skin);
    expect(lesion.percent_of_skin_interval?.[1]).toBeGreaterThan(truth.lesion_percent_of_skin);
  });

  it('counts the pixels that the mask file shows', async () => {
    const { document, masks } = await measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter);
    const { width, height } = document.photo;
    const file = await readMask(await encodeMaskPng(masks, width, height));
    expect([file.width, file.height]).toEqual([width, height]);
    const count = (least: number): number => file.data.reduce((sum, value) => sum + (value >= least ? 1 : 0), 0);
    expect(document.lesion.pixels).toBe(count(MASK_FILE_VALUES.lesion));
    expect(document.skin.pixels).toBe(count(MASK_FILE_VALUES.skin));
  });

  it('is the same to the last digit each time', async () => {
    const runs = [0, 1].map(() => measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter));
    const [first, second] = await Promise.all(runs);
    expect(second.document).toEqual(first.document);
    expect(Buffer.compare(second.masks.lesion.data, first.masks.lesion.data)).toBe(0);
  });

  it('counts the same lesion in a photo of twice the size', async () => {
    const { width } = await sharp(bytes).metadata();
    const enlarged = await sharp(bytes)
      .resize({ width: 2 * width, kernel: 'cubic' })
      .jpeg({ quality: 95 })
      .toBuffer();
    const once = await measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter);
    const twice = await measurePhoto(enlarged, NAME, { condition: 'vitiligo' }, segmenter);
    expect(twice.document.photo.width).toBe(2 * width);
    expect(Math.abs(twice.document.lesion.pixels / once.document.lesion.pixels / 4 - 1)).toBeLessThan(0.01);
    expect(Math.abs((twice.document.lesion.area_cm2 ?? 0) / (once.document.lesion.area_cm2 ?? 1) - 1)).toBeLessThan(
      0.01,
    );
  });

  it('takes a declared scale only where no marker is, and says when the two disagree', async () => {
    const declared = await measurePhoto(bytes, NAME, { condition: 'vitiligo', declaredMmPerPixel: 1 }, segmenter);
    expect(declared.document.calibration.kind).toBe('marker');
    expect(declared.document.notes.join()).toMatch(/declared scale \(1 mm per pixel\) differs/);
  });

  it('has %BSA by area and by region where each is founded, and none otherwise', async () => {
    const patient = { heightCm: 170, weightKg: 70 };
    const byArea = await measurePhoto(bytes, NAME, { condition: 'vitiligo', patient }, segmenter);
    expect(byArea.document.lesion.bsa_method).toBe('absolute_mosteller');
    expect(byArea.document.lesion.bsa_percent).toBeCloseTo((byArea.document.lesion.area_cm2 ?? 0) / 181.812, 3);
    const without = await measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter);
    expect(without.document.lesion.bsa_percent).toBeNull();
  });

  it('is refused when there is no skin', async () => {
    const noSkin = (): ScalarMap => ({ width: 64, height: 48, data: new Float32Array(64 * 48) });
    const blind = { ...segmenter, segment: async () => ({ skin: noSkin(), lesion: noSkin() }) };
    await expect(measurePhoto(bytes, NAME, { condition: 'vitiligo' }, blind)).rejects.toMatchObject({
      code: 'no_skin',
    });
  });

  it('is refused when the members of a committee find different lesions', async () => {
    const unseen = (map: ScalarMap): ScalarMap => ({ ...map, data: new Float32Array(map.data.length) });
    const divided: Segmenter = {
      ...segmenter,
      segment: async (image, condition) => {
        const { skin, lesion } = await segmenter.segment(image, condition);
        const range = { skin: { lowest: skin, highest: skin }, lesion: { lowest: unseen(lesion), highest: lesion } };
        return { skin, lesion, range };
      },
    };
    await expect(measurePhoto(bytes, NAME, { condition: 'vitiligo' }, divided)).rejects.toMatchObject({
      code: 'unclear_lesion',
    });
  });

  it('is refused for its own reason, once the network has come to rest, whatever that says', async () => {
    const black = await sharp({ create: { width: 400, height: 300, channels: 3, background: 'black' } })
      .jpeg()
      .toBuffer();
    for (const ending of ['answers', 'fails'] as const) {
      let running = false;
      const slow: Segmenter = {
        ...segmenter,
        segment: async (image, condition) => {
          running = true;
          await new Promise((resolve) => setTimeout(resolve, 20));
          running = false;
          if (ending === 'fails') throw new Refusal('model_corrupt', 'Broken.');
          return segmenter.segment(image, condition);
        },
      };
      const measured = measurePhoto(black, NAME, { condition: 'vitiligo' }, slow);
      await expect(measured).rejects.toMatchObject({ code: 'no_exposure' });
      expect(running).toBe(false);
    }
  });

  it('is not measured where the network fails at once, and nothing is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', listener);
    const broken: Segmenter = { ...segmenter, segment: () => Promise.reject(new Error('Out of order.')) };
    await expect(measurePhoto(bytes, NAME, { condition: 'vitiligo' }, broken)).rejects.toThrow('Out of order.');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });

  it('carries what has to be known of the model', async () => {
    const { document } = await measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter);
    expect(document.notes).toContain('Knows the truth.');
  });

  it('keeps every mask of lesion within skin', async () => {
    const { masks } = await measurePhoto(bytes, NAME, { condition: 'vitiligo' }, segmenter);
    const outside = masks.lesion.data.map((value, i) => value & (1 - masks.skin.data[i]));
    expect(countPixels({ ...masks.lesion, data: outside })).toBe(0);
  });
});
