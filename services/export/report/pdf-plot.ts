import { withDotsInLayers } from './pdf-dots.ts';
import { type RunOfElements, replaceRuns } from './svg-runs.ts';

const TOOLTIP = /<title>[^<]*<\/title>/g;
/** Fewer are drawn as they are. */
const BARS = { name: 'rect', place: ['x', 'y', 'width', 'height'], least: 20 } as const;

/**
 * A plot for a file in which nobody points at a mark: without what is shown to those who do, and what is drawn alike drawn together. A
 * hatching is made anew for each shape that it fills.
 */
export function plotForPrint(svg: string): string {
  return replaceRuns(withDotsInLayers(svg).replaceAll(TOOLTIP, ''), BARS, barsTogether);
}

function barsTogether({ places, style }: RunOfElements): string {
  const outlines = places.map(([x, y, width, height]) => `M${x} ${y}h${width}v${height}h-${width}z`);
  return `<path d="${outlines.join('')}"${style}/>\n`;
}
