import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { dermetry } from '../test/command-line.ts';

const PHANTOMS = join(PACKAGE_ROOT, 'test-images');
const LESION = 'vitiligo-brown-close-up';
const HEALTHY = 'healthy-light-redness';
/** A name that would be HTML. */
const ODD_NAME = `odd <img src=x onerror=alert(1)> & "co".jpg`;
/** Without weights: quick, and it finds a lesion in any photo. */
const MODEL = ['--model', 'threshold'];

let folder: string;
const inFolder = (name: string): string => join(folder, name);
const phantom = (name: string, as: string) => copyFile(join(PHANTOMS, name), inFolder(as));
const greys = (png: Buffer) => sharp(png).extractChannel(0).raw().toBuffer({ resolveWithObject: true });

/** The lesion of a mask file alone: 0 and 255. */
async function plainMask(file: string): Promise<Buffer> {
  const { data, info } = await greys(await readFile(file));
  const { width, height } = info;
  return sharp(
    data.map((value) => (value === 255 ? 255 : 0)),
    { raw: { width, height, channels: 1 } },
  )
    .png()
    .toBuffer();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dermetry evaluate '));
  await phantom(`${LESION}.jpg`, 'own.jpg');
  await dermetry('measure', inFolder('own.jpg'), '--condition', 'vitiligo', '--mask-dir', folder, ...MODEL);
  await phantom(`${LESION}.jpg`, 'plain.jpg');
  await writeFile(inFolder('plain.mask.png'), await plainMask(inFolder('own.mask.png')));
  await phantom(`${LESION}.jpg`, 'rendered.jpg');
  await phantom(`${LESION}.truth.png`, 'rendered.truth.png');
  await phantom(`${HEALTHY}.jpg`, ODD_NAME);
  await phantom(`${LESION}.jpg`, 'wrong-size.jpg');
  await writeFile(inFolder('wrong-size.mask.png'), await sharp(inFolder('own.mask.png')).resize(600).png().toBuffer());
  await phantom(`${LESION}.jpg`, 'other-size.jpg');
  const small = sharp(inFolder('own.mask.png')).resize({ width: 600, kernel: 'nearest' }).toColourspace('b-w');
  await writeFile(inFolder('other-size.mask.png'), await small.png().toBuffer());
  await phantom(`${HEALTHY}.jpg`, 'ill.jpg');
  await phantom(`${LESION}.truth.png`, 'ill.mask.png');
  await phantom(`${LESION}.jpg`, 'no-mask.jpg');
  await phantom('bad-input/cut-off-at-35-percent.jpg', 'cut-off.jpg');
  await phantom(`${LESION}.truth.png`, 'cut-off.mask.png');
  const quoted = `"${ODD_NAME.replaceAll('"', '""')}"`;
  await writeFile(
    inFolder('evaluate.csv'),
    `photo,condition,subject\n${quoted},healthy,\nill.jpg,healthy,\nown.jpg,vitiligo,S1\n`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('dermetry evaluate', () => {
  it('judges what can be judged, names what cannot, exits with 1 and writes a page', async () => {
    const page = inFolder('page.html');
    const { status, stdout } = await dermetry(
      ...['evaluate', folder, '--condition', 'vitiligo', '--json', '--html', page, ...MODEL],
    );
    expect(status).toBe(1);
    const document = JSON.parse(stdout);
    const row = (photo: string) => document.photos.find((found: { photo: string }) => found.photo === photo);

    // By the machine's own mask all is right, also where the mask says nothing of skin.
    for (const photo of ['own.jpg', 'plain.jpg']) {
      const { agreement, hd95_mm, area_cm2 } = row(photo);
      expect(agreement).toMatchObject({
        dice: 1,
        iou: 1,
        area_difference_percent: 0,
        hd95_px: 0,
        skin_recall_on_lesion: 1,
      });
      expect(agreement.percent_of_skin.machine).toBe(agreement.percent_of_skin.truth);
      expect(agreement.false_lesion_percent_of_skin).toBe(0);
      expect(hd95_mm).toBe(0);
      expect(area_cm2.machine).toBeCloseTo(area_cm2.truth, 3);
    }
    expect(row('own.jpg')).toMatchObject({ subject: 'S1', tone_class: row('plain.jpg').tone_class });

    // By the rendered truth: what follows from the two mask files, pixel by pixel.
    const [truth, machine] = await Promise.all(
      ['rendered.truth.png', 'own.mask.png'].map(async (name) => (await greys(await readFile(inFolder(name)))).data),
    );
    const both = truth.filter((value, i) => value === 255 && machine[i] === 255).length;
    const [inTruth, inMachine] = [truth, machine].map((mask) => mask.filter((value) => value === 255).length);
    const { agreement, area_cm2 } = row('rendered.jpg');
    expect(agreement.dice).toBeCloseTo((2 * both) / (inTruth + inMachine), 6);
    expect(agreement.lesion_pixels).toEqual({ truth: inTruth, machine: inMachine });
    const skin = truth.filter((value) => value > 0).length;
    expect(agreement.false_lesion_percent_of_skin).toBeCloseTo((100 * (inMachine - both)) / skin, 5);
    // A flat phantom with a marker: its true area is known from the rendering.
    expect(Math.abs(area_cm2.truth / (inTruth * 0.111005 ** 2 * 0.01) - 1)).toBeLessThan(0.05);

    const [healthy] = document.healthy;
    expect(healthy).toMatchObject({ asked_as: 'vitiligo', photos: 1, judged: 1 });
    expect(healthy.false_lesion_percent_of_skin.worst).toBeGreaterThan(0);

    const reason = (photo: string) => [row(photo).status, row(photo).error.code];
    expect(reason('wrong-size.jpg')).toEqual(['not_judged', 'bad_mask']);
    expect(reason('other-size.jpg')).toEqual(['not_judged', 'mask_size']);
    expect(reason('ill.jpg')).toEqual(['not_judged', 'lesion_on_healthy']);
    expect(reason('no-mask.jpg')).toEqual(['not_judged', 'no_mask']);
    expect(reason('cut-off.jpg')).toEqual(['refused', 'corrupt_image']);
    expect(document.counts).toEqual({ photos: 9, judged: 4, refused: 1, not_judged: 4 });

    const [all] = document.groups;
    expect(all).toMatchObject({ condition: 'vitiligo', by: 'condition', photos: 4, judged: 3, refused: 1 });
    expect(all.dice.mean_with_refused).toBeCloseTo((2 + agreement.dice) / 4, 5);
    expect(all.dice.worst).toBeCloseTo(agreement.dice, 5);

    const html = await readFile(page, 'utf8');
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('odd &lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;.jpg');
    expect(html.match(/<figure>/g)).toHaveLength(4);
    const [first] = html.match(/data:image\/jpeg;base64,([\w+/=]+)/) ?? [];
    const { width, height } = await sharp(Buffer.from(first?.split(',')[1] ?? '', 'base64')).metadata();
    expect([width, height]).toEqual([900, 675]);
    // Worst first.
    expect(html.indexOf('Outlines on rendered.jpg')).toBeLessThan(html.indexOf('Outlines on own.jpg'));
  });

  it('prints tables for people, and exits with 0 when every photo was judged', async () => {
    const clean = await mkdtemp(join(tmpdir(), 'dermetry evaluate '));
    try {
      await copyFile(inFolder('rendered.jpg'), join(clean, 'a.jpg'));
      await copyFile(inFolder('rendered.truth.png'), join(clean, 'a.truth.png'));
      const { status, stdout } = await dermetry('evaluate', clean, '--condition', 'vitiligo', ...MODEL);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^Photos, worst first/);
      expect(stdout).toMatch(/vitiligo +all +1 +0 +0\.\d{3}/);
      expect(stdout).not.toMatch(/Not judged/);
    } finally {
      await rm(clean, { recursive: true, force: true });
    }
  });

  it('refuses a folder that is not there, and one without photos', async () => {
    const missing = await dermetry('evaluate', inFolder('missing'), '--condition', 'vitiligo');
    expect([missing.status, missing.stderr]).toEqual([1, expect.stringMatching(/cannot be read/)]);
    const empty = await mkdtemp(join(tmpdir(), 'dermetry evaluate '));
    const { status, stderr } = await dermetry('evaluate', empty);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/no photo in/)]);
    await rm(empty, { recursive: true });
  });
});
