import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { waterfallSvg } from '../plots/waterfall.ts';
import { plotForPrint } from './pdf-plot.ts';

/** So many subjects, of whom the later half responds. */
const waterfallOf = (count: number): string =>
  waterfallSvg({
    ...{ title: 'x', label: 'Change from baseline', unit: '%', meaningful: [] },
    changes: Array.from({ length: count }, (_, i) => ({ subject: `S${i}`, change: 40 - (120 * i) / count })),
    threshold: { name: 'PASI50', change: -20 },
  });
const pixels = (svg: string): Promise<Buffer> => sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();

describe('a plot for print', () => {
  it('has no tooltips, and draws bars of one style as one path', () => {
    const svg = waterfallOf(100);
    expect(svg.match(/<title>S\d/g)).toHaveLength(100);
    const printed = plotForPrint(svg);
    expect(printed).not.toContain('<title>');
    expect(printed.match(/<path d="M/g)).toHaveLength(2);
    expect(printed.match(/h[\d.]+v[\d.]+h-[\d.]+z/g)).toHaveLength(100);
    // The other one is in the legend.
    expect(printed.match(/fill="url\(#hatch\)"/g)).toHaveLength(2);
  });

  it.each([12, 100])('looks the same with %i bars', async (count) => {
    const svg = waterfallOf(count);
    const [before, after] = [await pixels(svg), await pixels(plotForPrint(svg))];
    const moved = before.filter((value, i) => Math.abs(value - after[i]) > 8).length;
    expect(before.some((value) => value < 128)).toBe(true);
    expect(moved / before.length).toBeLessThan(0.001);
  });

  it('leaves few bars as they are', () => {
    expect(plotForPrint(waterfallOf(12))).not.toContain('<path');
  });
});
