import { withDotsInLayers } from './pdf-dots.ts';

const TOOLTIP = /<title>[^<]*<\/title>/g;
/** Fewer are drawn as they are. */
const MANY = 20;
const SIZE = 'x="([\\d.-]+)" y="([\\d.-]+)" width="([\\d.]+)" height="([\\d.]+)"';
const END = '></rect>\\n?';
/** Bars that are drawn alike: the style of the first, then others of the same. */
const BARS = new RegExp(`<rect ${SIZE}(?<style>[^>]*)${END}(?:<rect ${SIZE}\\k<style>${END}){${MANY - 1},}`, 'g');

/**
 * A plot for a file in which nobody points at a mark: without what is shown to those who do, and what is drawn alike drawn together. A
 * hatching is made anew for each shape that it fills.
 */
export function plotForPrint(svg: string): string {
  return withDotsInLayers(svg).replaceAll(TOOLTIP, '').replace(BARS, barsTogether);
}

function barsTogether(bars: string, ...found: unknown[]): string {
  const { style } = found.at(-1) as { style: string };
  const outlines = [...bars.matchAll(new RegExp(SIZE, 'g'))].map(
    ([, x, y, width, height]) => `M${x} ${y}h${width}v${height}h-${width}z`,
  );
  return `<path d="${outlines.join('')}"${style}/>\n`;
}
