import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Segmenter } from '../../models/segmenter.ts';
import { encodeMaskPng } from '../imaging/encode.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { Refusal } from '../refusal.ts';
import { comparePhotos } from './compare-photos.ts';
import type { DrawnOutline } from './drawn-outline.ts';
import { type MeasureRequest, measurePhoto } from './measure-photo.ts';

const FOLDER = join(PACKAGE_ROOT, 'test-images');
const NAME = 'vitiligo-tan-close-up';
const SCALE = 0.125;

/** Sees skin all over and never a lesion; says how often it was asked. */
let asked = 0;
const blind: Segmenter = {
  identity: { name: 'blind', version: '1', sha256: null, runtime: null },
  caution: 'Sees no lesion.',
  segment: async () => {
    asked += 1;
    const map = (value: number) => ({ width: 64, height: 48, data: new Float32Array(64 * 48).fill(value) });
    return { skin: map(1), lesion: map(0) };
  },
  close: async () => {},
};

let photo: Buffer;
let truthMask: Buffer;
let truth: { readonly lesion_pixels: number; readonly lesion_area_cm2: number };
let grey: Uint8Array;
let size: { readonly width: number; readonly height: number };
beforeAll(async () => {
  photo = await readFile(join(FOLDER, `${NAME}.jpg`));
  truthMask = await readFile(join(FOLDER, `${NAME}.truth.png`));
  const index = JSON.parse(await readFile(join(FOLDER, 'phantoms.json'), 'utf8'));
  truth = index.photos.find(({ file }: { file: string }) => file === `${NAME}.jpg`);
  const { data, info } = await sharp(truthMask).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  grey = data;
  size = info;
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pngOf = (samples: Uint8Array, raw: { readonly width: number; readonly height: number } = size) =>
  sharp(samples, { raw: { ...raw, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
const count = (value: number) => grey.reduce((sum, each) => sum + (each >= value ? 1 : 0), 0);

function outline(mask: Uint8Array, changes: Partial<DrawnOutline> = {}): DrawnOutline {
  const origin = {
    drawn_by: 'Dr A',
    drawn_at: '2026-01-02T03:04:05.000Z',
    reason: 'missed',
    mask_sha256: sha256(mask),
  };
  return { mask, withoutLesion: false, origin: { ...origin, parent: null, parent_model: null }, ...changes };
}

async function measure(drawn: DrawnOutline | undefined, request: Partial<MeasureRequest> = {}) {
  const scaled = { declaredMmPerPixel: SCALE, markerSideMm: undefined, ...request };
  return await measurePhoto(photo, NAME, { condition: 'vitiligo', ...scaled, outline: drawn }, blind);
}

describe('an outline that a person drew', () => {
  it('is measured as it is: pixels of the file, and with the scale exactly those pixels in cm²', async () => {
    const before = asked;
    const { document, maskFile } = await measure(outline(truthMask));
    expect(asked).toBe(before);
    expect([document.origin, document.parent]).toEqual(['manual', null]);
    expect([document.lesion.pixels, document.skin.pixels]).toEqual([count(255), count(127)]);
    expect(document.lesion.percent_of_skin).toBeCloseTo((100 * count(255)) / count(127), 4);
    expect([document.lesion.pixels, document.calibration.kind]).toEqual([truth.lesion_pixels, 'marker']);
    expect(Math.abs((document.lesion.area_cm2 ?? 0) / truth.lesion_area_cm2 - 1)).toBeLessThan(0.01);
    const file = await encodeMaskPng(maskFile, size.width, size.height);
    expect(await sharp(file).raw().toBuffer()).toEqual(Buffer.from(grey));
  });

  it('is the closed form to the last digit on a photo with a declared scale', async () => {
    // A rectangle of 300 by 200 px drawn on a photo without a marker: 0.125 mm per pixel make 37.5 by 25 mm.
    const plain = await readFile(join(FOLDER, 'vitiligo-light-limb.jpg'));
    const drawn = new Uint8Array(1200 * 900).fill(127);
    for (let y = 200; y < 400; y++) drawn.fill(255, y * 1200 + 250, y * 1200 + 550);
    const mask = await pngOf(drawn, { width: 1200, height: 900 });
    const request = { condition: 'vitiligo', declaredMmPerPixel: SCALE, outline: outline(mask) } as const;
    const { document } = await measurePhoto(plain, NAME, request, blind);
    expect(document.calibration.kind).toBe('declared');
    expect(document.lesion).toMatchObject({ pixels: 60_000, count: 1, area_cm2: 9.375, percent_of_skin: 5.5556 });
    expect(document.lesion.patches).toMatchObject([{ pixels: 60_000, area_cm2: 9.375 }]);
    // The interval needs to know how far people differ, which nothing here says.
    expect(document.lesion).toMatchObject({ area_cm2_interval: null, percent_of_skin_interval: null });
    expect(document.lesion.uncertainty).toMatchObject({
      ...{
        scale_relative_sd: 0.02,
        border_relative_sd: null,
        segmentation_relative_sd: null,
        area_cm2_relative_sd: null,
      },
    });
    expect(document.notes.join(' ')).toContain('no 95 % interval');
  });

  it('has colours, depigmentation and patches by the same arithmetic as what a model finds', async () => {
    const { document } = await measure(outline(truthMask));
    expect(document.lesion.mean_depigmentation_percent).toBeGreaterThan(50);
    expect(document.lesion.count).toBe(document.lesion.patches.length);
    expect(document.colour?.delta_e_2000).toBeGreaterThan(5);
    expect(document.lesion.patches.every(({ mean_contrast }) => mean_contrast > 0)).toBe(true);
  });

  it('says who drew it when and why, what it corrects, and by which model that was', async () => {
    const parentMask = truthMask;
    const lesionOnly = await pngOf(grey.map((value) => (value === 255 ? 255 : 0)));
    const drawn = outline(lesionOnly, { parentMask });
    const parent = '00000000-0000-4000-8000-000000000001';
    const corrected = { ...drawn, origin: { ...drawn.origin, parent, parent_model: 'some-net 1.0' } };
    const { document } = await measure(corrected);
    expect([document.origin, document.parent]).toEqual(['corrected', parent]);
    expect(document.skin.pixels).toBe(count(127));
    expect(document.provenance).toMatchObject({
      model: 'drawn-outline',
      drawing: {
        ...{
          drawn_by: 'Dr A',
          drawn_at: '2026-01-02T03:04:05.000Z',
          reason: 'missed',
          mask_sha256: sha256(lesionOnly),
        },
        ...{ parent_model: 'some-net 1.0', skin: 'parent', skin_model: 'some-net 1.0', outside_skin_pixels: 0 },
      },
    });
  });

  it('takes for skin what the network does where it does not say, and counts the lesion outside it', async () => {
    const nowhere: Segmenter = {
      ...blind,
      segment: async () => {
        const data = new Float32Array(64 * 48).fill(1);
        // The left half of the photo is none.
        for (let i = 0; i < data.length; i++) if (i % 64 < 32) data[i] = 0;
        return {
          skin: { width: 64, height: 48, data },
          lesion: { width: 64, height: 48, data: new Float32Array(64 * 48) },
        };
      },
    };
    const everywhere = await pngOf(new Uint8Array(grey.length).fill(255));
    const { document } = await measurePhoto(
      photo,
      NAME,
      { condition: 'vitiligo', outline: outline(everywhere) },
      nowhere,
    );
    expect(document.lesion.percent_of_skin).toBe(100);
    const { drawing } = document.provenance;
    expect(drawing).toMatchObject({ skin: 'model', skin_model: 'blind 1' });
    const outside = (drawing?.outside_skin_pixels ?? 0) / grey.length;
    expect([outside > 0.45, outside < 0.65]).toEqual([true, true]);
  });

  it('may be empty where it is said that there is no lesion', async () => {
    const empty = await pngOf(grey.map((value) => (value >= 127 ? 127 : 0)));
    const { document } = await measure(outline(empty, { withoutLesion: true }));
    expect(document.lesion).toMatchObject({ pixels: 0, count: 0, percent_of_skin: 0, area_cm2: 0, patches: [] });
    expect(document.lesion).toMatchObject({ area_cm2_interval: null, percent_of_skin_interval: null });
  });

  it('keeps a lesion one row high, which has its mean too', async () => {
    const drawn = grey.map((value) => (value >= 127 ? 127 : 0));
    drawn.fill(255, 401 * size.width + 600, 401 * size.width + 700);
    const { document } = await measure(outline(await pngOf(drawn)));
    expect(document.lesion.pixels).toBe(100);
    expect(JSON.stringify(document)).not.toContain('NaN');
    expect(Number.isFinite(document.lesion.patches[0]?.mean_contrast ?? Number.NaN)).toBe(true);
  });
});

describe('a drawing is refused', () => {
  const refusal = async (drawn: Promise<DrawnOutline> | DrawnOutline) => {
    const error = await measure(await drawn).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    return error instanceof Refusal ? [error.code, error.message] : error;
  };
  const plain = (value: number) => new Uint8Array(grey.length).fill(value);

  it('of another size, without decoding it', async () => {
    const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'black' } })
      .png()
      .toBuffer();
    expect(await refusal(outline(bomb))).toEqual(['mask_size', expect.stringContaining('9000 × 9000')]);
    const turned = await pngOf(new Uint8Array(grey.length), { width: size.height, height: size.width });
    expect((await refusal(outline(turned)))?.[0 as never]).toBe('mask_size');
  });

  it.each([
    ['grey levels in between', () => pngOf(grey.map((value, i) => (i === 5 ? 200 : value))), 'the values 200'],
    ['a photo', async () => photo, 'no PNG'],
    ['16 bits', () => sharp(truthMask).toColourspace('grey16').png({ palette: false }).toBuffer(), '16 bits'],
    ['an animation', async () => animated(truthMask), 'animated'],
    ['nothing drawn', () => pngOf(plain(0)), 'shows no lesion'],
  ])('for %s', async (_what, mask, words) => {
    expect(await refusal(outline(await mask()))).toEqual(['bad_mask', expect.stringContaining(words)]);
  });

  it('where it contradicts itself', async () => {
    expect(await refusal(outline(truthMask, { withoutLesion: true }))).toEqual([
      'bad_mask',
      expect.stringContaining('there is none'),
    ]);
    const lesion = await pngOf(grey.map((value) => (value === 255 ? 255 : 0)));
    const narrow = grey.map((value) => (value === 127 ? 255 : 0));
    expect(await refusal(outline(lesion, { skinMask: await pngOf(narrow) }))).toEqual([
      'bad_mask',
      expect.stringContaining(`${count(255)} pixels outside`),
    ]);
    expect(await refusal(outline(truthMask, { skinMask: truthMask }))).toEqual([
      'bad_mask',
      expect.stringContaining('already'),
    ]);
  });

  it('where there is no skin at all', async () => {
    const noSkin: Segmenter = {
      ...blind,
      segment: async () => {
        const map = { width: 64, height: 48, data: new Float32Array(64 * 48) };
        return { skin: map, lesion: map };
      },
    };
    const request = {
      condition: 'vitiligo',
      outline: outline(await pngOf(plain(0)), { withoutLesion: true }),
    } as const;
    await expect(measurePhoto(photo, NAME, request, noSkin)).rejects.toMatchObject({ code: 'no_skin' });
  });
});

/** The same file with the chunk that says it is animated, behind its header. */
function animated(png: Buffer): Buffer {
  const chunk = Buffer.alloc(20);
  chunk.writeUInt32BE(8, 0);
  chunk.write('acTL', 4, 'latin1');
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

describe('a comparison', () => {
  it('goes by the outlines that were drawn', async () => {
    const [baseline, followUp] = await Promise.all(
      ['baseline', 'followup'].map((visit) => readFile(join(FOLDER, `pair-1-${visit}.jpg`))),
    );
    const [drawn, later] = await Promise.all(
      ['baseline', 'followup'].map((visit) => readFile(join(FOLDER, `pair-1-${visit}.truth.png`))),
    );
    const index = JSON.parse(await readFile(join(FOLDER, 'phantoms.json'), 'utf8'));
    const truePair = index.pairs.find(({ baseline: file }: { baseline: string }) => file === 'pair-1-baseline.jpg');
    const { comparison } = await comparePhotos(
      [
        { path: 'a', bytes: baseline, outline: outline(drawn) },
        { path: 'b', bytes: followUp, outline: outline(later) },
      ],
      { condition: 'vitiligo' },
      blind,
    );
    expect(comparison.origins).toEqual({ baseline: 'manual', follow_up: 'manual' });
    expect(Math.abs((comparison.repigmentation?.net_percent ?? 0) - truePair.net_percent)).toBeLessThan(2);
  });
});
