import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { dermetry } from '../test/command-line.ts';

const PHANTOMS = join(PACKAGE_ROOT, 'test-images');
const GOOD = join(PHANTOMS, 'vitiligo-tan-close-up.jpg');
const TURNED = join(PHANTOMS, 'bad-input', 'exif-orientation-6.jpg');
const CUT_OFF = join(PHANTOMS, 'bad-input', 'cut-off-at-35-percent.jpg');

const documentsIn = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'dermetry cli '));
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('dermetry measure', () => {
  it('prints one document per photo in the order given, an error for the bad one, and exits with 1', async () => {
    const missing = join(out, 'missing.jpg');
    const { status, stdout } = await dermetry(
      ...['measure', GOOD, CUT_OFF, missing, TURNED, '--condition', 'vitiligo', '--json'],
      ...['--mask-dir', join(out, 'masks'), '--overlay-dir', join(out, 'overlays')],
      ...['--uncertainty-dir', join(out, 'uncertainty')],
    );
    const documents = documentsIn(stdout);
    expect(status).toBe(1);
    expect(documents.map(({ photo }) => photo.path)).toEqual([GOOD, CUT_OFF, missing, TURNED]);
    expect(documents.map(({ error }) => error?.code)).toEqual([
      undefined,
      'corrupt_image',
      'unreadable_file',
      undefined,
    ]);
    const [good, , , turned] = documents;
    const maskFile = sharp(await readFile(join(out, 'masks', 'vitiligo-tan-close-up.mask.png')));
    const { width, height, channels, depth } = await maskFile.metadata();
    expect([width, height, channels, depth]).toEqual([good.photo.width, good.photo.height, 1, 'uchar']);
    const mask = await maskFile.extractChannel(0).raw().toBuffer();
    expect(mask.filter((value) => value === 255)).toHaveLength(good.lesion.pixels);
    expect(mask.filter((value) => value > 0)).toHaveLength(good.skin.pixels);
    await expect(readFile(join(out, 'overlays', 'exif-orientation-6.overlay.jpg'))).resolves.toBeTruthy();
    const map = sharp(await readFile(join(out, 'uncertainty', 'vitiligo-tan-close-up.uncertainty.png')));
    expect((await map.metadata()).width).toBe(1024);
    // The turned photo is a smaller copy that is stored on its side: it is measured as it is shown.
    expect([turned.photo.width, turned.photo.height]).toEqual([800, 600]);
    expect(Math.abs(turned.lesion.percent_of_skin - good.lesion.percent_of_skin)).toBeLessThan(1.5);
  });

  it('refuses a photo of cloth, which a network might take for skin', async () => {
    const cloth = join(PHANTOMS, 'bad-input', 'no-skin.jpg');
    const { status, stdout } = await dermetry('measure', cloth, '--condition', 'vitiligo', '--json');
    expect(status).toBe(1);
    expect(documentsIn(stdout)[0].error.code).toBe('no_skin');
  });

  it('prints a table for people and exits with 0 when all went well', async () => {
    const { status, stdout } = await dermetry('measure', GOOD, '--condition', 'vitiligo', '--mm-per-pixel', '0.1');
    expect(status).toBe(0);
    expect(stdout).toMatch(/lesion % of skin/);
    expect(stdout).toMatch(/vitiligo-tan-close-up\.jpg/);
  });

  it('measures an outline that somebody drew, and says that a person did', async () => {
    const mask = join(PHANTOMS, 'vitiligo-tan-close-up.truth.png');
    const run = (...options: string[]) => dermetry('measure', GOOD, '--condition', 'vitiligo', '--json', ...options);
    const { status, stdout } = await run('--mask', mask, '--mask-dir', join(out, 'drawn'));
    expect(status).toBe(0);
    const [document] = documentsIn(stdout);
    expect(document).toMatchObject({
      origin: 'manual',
      parent: null,
      lesion: { pixels: 242_191, area_cm2_interval: null },
    });
    const written = await readFile(join(out, 'drawn', 'vitiligo-tan-close-up.mask.png'));
    expect(await sharp(written).raw().toBuffer()).toEqual(await sharp(mask).raw().toBuffer());
    const [wrong] = documentsIn((await run('--mask', GOOD)).stdout);
    expect(wrong.error).toMatchObject({ code: 'bad_mask', message: expect.stringContaining('no PNG') });
    const alone = await run('--without-lesion');
    expect([alone.status, alone.stderr]).toEqual([1, expect.stringContaining('need --mask')]);
  });

  it('measures with a network from a folder, and says what ran it', async () => {
    const folder = join(PACKAGE_ROOT, 'models', 'testing', 'small-both-formats', 'tfjs-layers');
    const { status, stdout } = await dermetry('measure', GOOD, '--condition', 'vitiligo', '--model', folder, '--json');
    expect(status).toBe(0);
    const [{ provenance, notes }] = documentsIn(stdout);
    expect(provenance.model).toBe('small-tfjs-layers');
    expect(provenance.model_runtime).toMatch(/^@tensorflow\/tfjs-/);
    expect(notes).toContain('Measured by a network for tests: the number means nothing.');
  });

  it('refers the colours to a grey card that lies where it is said to, and moves nothing else', async () => {
    // A neutral grey of code 148 (0.2961 of full light), as a PNG so that it stays what it is.
    const path = join(out, 'with-grey-card.png');
    const square = {
      create: { width: 200, height: 200, channels: 3, background: { r: 148, g: 148, b: 148 } },
    } as const;
    const photo = sharp(await readFile(join(PHANTOMS, 'vitiligo-brown-limb.jpg')));
    await writeFile(
      path,
      await photo
        .composite([{ input: square, left: 1100, top: 100 }])
        .png()
        .toBuffer(),
    );
    const run = async (...options: string[]) => {
      const { status, stdout } = await dermetry('measure', path, '--condition', 'vitiligo', '--json', ...options);
      expect(status).toBe(0);
      return documentsIn(stdout)[0];
    };
    const [plain, card, white, onSkin] = [
      await run(),
      await run('--grey-card', '1100,100,200,200'),
      await run('--grey-card', '1100,100,200,200', '--grey-card-reflectance', '90'),
      await run('--grey-card', '500,400,200,200'),
    ];
    expect(plain.colour).toMatchObject({ reference: 'camera', grey_card: null });
    const grey = ((148 / 255 + 0.055) / 1.055) ** 2.4;
    for (const [document, reflectance] of [
      [card, 0.18],
      [white, 0.9],
    ]) {
      const gain = reflectance / grey;
      expect(document.colour).toMatchObject({
        reference: 'grey_card',
        grey_card: { reflectance_percent: 100 * reflectance, relative_spread: 0, refusal: null },
      });
      for (const value of document.colour.grey_card.gains) expect(value).toBeCloseTo(gain, 3);
      // One gain for all channels: L* + 16, a* and b* grow by its cube root.
      const before = plain.colour.healthy.lab_d65;
      const [l, a, b] = document.colour.healthy.lab_d65;
      expect(l + 16).toBeCloseTo(Math.cbrt(gain) * (before[0] + 16), 1);
      expect(a).toBeCloseTo(Math.cbrt(gain) * before[1], 1);
      expect(b).toBeCloseTo(Math.cbrt(gain) * before[2], 1);
    }
    expect(onSkin.quality.flags).toContain('grey_card_unusable');
    expect(onSkin.colour).toMatchObject({
      lesion: null,
      healthy: null,
      grey_card: { refusal: 'on_skin', gains: null },
    });
    for (const { skin, lesion } of [card, white, onSkin]) {
      expect(skin).toEqual(plain.skin);
      expect({ ...lesion, patches: [] }).toEqual({ ...plain.lesion, patches: [] });
    }
  });

  it.each([
    [['--condition', 'eczema'], /Allowed choices are vitiligo, psoriasis, melasma/],
    [['--condition', 'vitiligo', '--marker-mm', '-3'], /number above 0/],
    [['--condition', 'vitiligo', '--grey-card', '10,20,30'], /X,Y,WIDTH,HEIGHT in whole pixels/],
    [
      ['--condition', 'vitiligo', '--grey-card', '1,2,30,40', '--grey-card-reflectance', '0.18'],
      /percent from 3 to 100/,
    ],
    [['--condition', 'vitiligo', '--grey-card-reflectance', '18'], /needs --grey-card/],
    [[], /--condition/],
  ])('refuses %s', async (options, message) => {
    const { status, stderr } = await dermetry('measure', GOOD, ...options);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('refuses two photos whose masks would have one name, before it measures', async () => {
    const { status, stderr } = await dermetry(...['measure', GOOD, GOOD, '--condition', 'vitiligo', '--mask-dir', out]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/would write the same file/);
  });
});

describe('dermetry models', () => {
  it('lists what is installed with version, hash and intended use', async () => {
    const { stdout } = await dermetry('models', '--json');
    const [model] = documentsIn(stdout);
    expect(model).toMatchObject({ name: 'lesion-unet', licence: 'Apache-2.0' });
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('check turns away a folder without a network in a sentence', async () => {
    const { status, stderr } = await dermetry('models', 'check', out);
    expect(status).toBe(1);
    expect(stderr).toMatch(/manifest\.json cannot be read/);
  });
});
