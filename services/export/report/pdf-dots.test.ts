import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blandAltmanSvg } from '../plots/bland-altman.ts';
import { withDotsInLayers } from './pdf-dots.ts';

/** A plot of so many pairs, no two alike. */
const plotOf = (count: number): string =>
  blandAltmanSvg({
    ...{ title: 'T', methods: ['a', 'b'], unit: '% BSA', bias: 0, proportional: null },
    ...{ biasInterval: null, limits: null, lowerLimitInterval: null, upperLimitInterval: null },
    pairs: Array.from({ length: count }, (_, i) => ({
      first: (i * 7919) % 1009,
      second: (i * 104729) % 1013,
      subject: `<${i}>`,
    })),
  });
const greys = async (svg: string): Promise<Uint8Array> =>
  sharp(Buffer.from(svg)).removeAlpha().greyscale().raw().toBuffer();

describe('withDotsInLayers', () => {
  it('leaves a plot of few dots as it is', () => {
    const svg = plotOf(99);
    expect(withDotsInLayers(svg)).toBe(svg);
  });

  it('draws many as a few paths with a dot at each place, and all else as it was', () => {
    const svg = plotOf(1000);
    const drawn = withDotsInLayers(svg);
    const places = [...svg.matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g)].map(([, x, y]) => `${x} ${y}`);
    const dots = [...drawn.matchAll(/M([^h]+)h\.01/g)].map(([, place]) => place);
    expect([...dots].sort()).toEqual([...places].sort());
    expect(drawn).not.toContain('<circle');
    expect(drawn.match(/<path/g)).toHaveLength(8);
    const rest = /<circle[^>]*><title>[^<]*<\/title><\/circle>\n|<path[^>]*\/>\n/g;
    expect(drawn.replace(rest, '')).toBe(svg.replace(rest, ''));
  });

  it('looks as before but for the rims: mean grey within 4 of 255, and never lighter where a dot is', async () => {
    const svg = plotOf(400);
    const [before, after] = [await greys(svg), await greys(withDotsInLayers(svg))];
    const mean = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(before) - mean(after))).toBeLessThan(4);
    expect(mean(before)).toBeLessThan(252);
    expect(before.every((value, i) => value > 200 || after[i] < value + 60)).toBe(true);
  });

  it('leaves clouds apart that are drawn otherwise', () => {
    const circle = (fill: string) => `<circle cx="1" cy="2" r="4" fill="${fill}"><title>x</title></circle>\n`;
    const drawn = withDotsInLayers(`<svg>${circle('#000').repeat(150)}${circle('#fff').repeat(150)}</svg>`);
    expect(drawn.match(/stroke="#000"/g)).toHaveLength(8);
    expect(drawn.match(/stroke="#fff"/g)).toHaveLength(8);
    const mixed = `<svg>${`${circle('#000')}${circle('#fff')}`.repeat(150)}</svg>`;
    expect(withDotsInLayers(mixed)).toBe(mixed);
  });

  it('draws dots of one place once in a layer', () => {
    const circle = '<circle cx="1" cy="2" r="4" fill="#000"><title>x</title></circle>\n';
    const drawn = withDotsInLayers(`<svg>${circle.repeat(800)}</svg>`);
    expect(drawn.match(/M1 2h\.01/g)).toHaveLength(8);
    expect(drawn).toContain('stroke="#000" stroke-opacity="1" stroke-width="8"');
  });
});
