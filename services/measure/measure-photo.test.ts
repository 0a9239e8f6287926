import { describe, expect, it } from 'vitest';
import { CHART_LIGHT } from '../colour/color-checker.ts';
import { uncalibrated } from '../geometry/calibrate.ts';
import { CARD_EDITION_1 } from '../geometry/calibration-card.ts';
import type { FoundChart } from '../geometry/find-chart.ts';
import { measurePhoto } from './measure-photo.ts';
import { photoColour } from './photo-colour.ts';

const WIDTH = 128;
const HEIGHT = 96;
const SKIN = [190, 140, 110] as const;
const BLUISH = [225, 225, 235] as const;

/** Plain skin with one pale square of 24 × 24 px, segmented rightly. */
function measured(targets: Pick<Parameters<typeof measurePhoto>[0], 'chart' | 'greys' | 'greyCard'>) {
  const inside = (i: number) => Math.abs((i % WIDTH) - 60) < 12 && Math.abs(Math.floor(i / WIDTH) - 40) < 12;
  const lesion = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => (inside(i) ? 1 : 0));
  const data = Uint8Array.from(
    { length: 3 * WIDTH * HEIGHT },
    (_, j) => (lesion[Math.floor(j / 3)] ? BLUISH : SKIN)[j % 3],
  );
  const image = { width: WIDTH, height: HEIGHT, data };
  const map = (values: Float32Array) => ({ width: WIDTH, height: HEIGHT, data: values });
  return measurePhoto({
    condition: 'vitiligo',
    image,
    colour: photoColour(image),
    upload: image,
    segmentation: { skin: map(lesion.map(() => 1)), lesion: map(lesion) },
    plane: uncalibrated('None.'),
    qualityFlags: [],
    notes: [],
    model: { name: 'truth', version: '1', sha256: null, runtime: null },
    ...targets,
  });
}

const greys = (gamma: number) =>
  CARD_EDITION_1.greys.map(({ linear }) => {
    const [red, green, blue] = linear.map((light, c) => [0.9, 0.7, 0.4][c] * light ** gamma);
    return { red, green, blue, clipped: false, printed: linear };
  });
const chart: FoundChart = {
  centres: [],
  outline: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ],
  patches: CHART_LIGHT.after_november_2014.map(([r, g, b]) => ({ light: [0.9 * r, 0.7 * g, 0.4 * b], clipped: false })),
};

describe('what colours are referred to in a measurement', () => {
  const plain = measured({});

  it('is told, and moves colours but neither masks nor areas', () => {
    expect(plain.measurement.colour?.reference).toBe('camera');
    for (const [reference, targets] of [
      ['card_greys', { greys: greys(1) }],
      ['chart', { chart, greys: greys(1) }],
    ] as const) {
      const { measurement, masks } = measured(targets);
      expect(measurement.colour?.reference).toBe(reference);
      // Twice the blue and more: the lesion is bluer yet.
      expect(measurement.colour?.lesion?.lab_d65[2]).toBeLessThan(
        (plain.measurement.colour?.lesion?.lab_d65[2] ?? 0) - 10,
      );
      expect(masks).toEqual(plain.masks);
      const areas = ({ lesion, skin }: typeof measurement) => [
        lesion.pixels,
        lesion.percent_of_skin,
        lesion.count,
        skin,
      ];
      expect(areas(measurement)).toEqual(areas(plain.measurement));
    }
  });

  it('takes the colours away and leaves the area where the greys miss by more than 6', () => {
    const { measurement, masks } = measured({ greys: greys(2) });
    expect(measurement.quality.flags).toContain('card_greys_unusable');
    expect(measurement.colour).toMatchObject({ lesion: null, healthy: null, delta_e_2000: null });
    expect(masks).toEqual(plain.masks);
    expect(measurement.lesion.pixels).toBe(plain.measurement.lesion.pixels);
  });

  it.each([
    ['the lesion', [50, 30, 30, 30]],
    ['healthy skin', [2, 55, 40, 40]],
    ['no photo at all', [120, 90, 30, 30]],
  ] as const)(
    'moves neither masks nor areas when a grey card is said to lie on %s: there are no colours',
    (_on, rectPx) => {
      const { measurement, masks } = measured({ greyCard: { rectPx, reflectancePercent: 18 } });
      expect(measurement.quality.flags).toContain('grey_card_unusable');
      expect(measurement.colour).toMatchObject({ reference: 'grey_card', lesion: null, healthy: null });
      expect(masks).toEqual(plain.masks);
      expect({ ...measurement.lesion, patches: [] }).toEqual({ ...plain.measurement.lesion, patches: [] });
      const nothing = { lesion: null, healthy: null, delta_e_2000: null };
      expect(measurement.lesion.patches).toEqual(
        plain.measurement.lesion.patches.map((patch) => ({ ...patch, colour: nothing })),
      );
    },
  );

  it('flags a lesion whose b* is not positive', () => {
    expect(plain.measurement.quality.flags).toContain('b_not_positive');
    expect(plain.measurement.colour?.lesion).toMatchObject({ b_not_positive: true });
    expect(plain.measurement.colour?.healthy).toMatchObject({ b_not_positive: false });
  });
});
