import { replaceRuns } from './svg-runs.ts';

/** Fewer are drawn as they are, each with its rim. */
const MANY = 100;
/** So many dots over one another still darken each other. */
const LAYERS = 8;

/**
 * A plot whose clouds of dots are drawn in a few layers, for a file in which nobody points at one of them: thousands of circles take
 * seconds to place and most of the file. A stroke of next to no length with round ends is a dot; a layer is one path of them.
 * (One of no length at all becomes a circle again on its way into the file.)
 */
export function withDotsInLayers(svg: string): string {
  return replaceRuns(svg, { name: 'circle', place: ['cx', 'cy'], least: MANY }, ({ places, style }) => {
    const dots = places.map(([x, y]) => `M${x} ${y}h.01`);
    const [radius, fill, opacity] = ['r', 'fill', 'fill-opacity'].map((name) => attribute(style, name));
    const stroke = `fill="none" stroke="${fill}" stroke-opacity="${opacity ?? 1}" stroke-width="${2 * Number(radius)}"`;
    return Array.from({ length: LAYERS }, (_, layer) => {
      const own = [...new Set(dots.filter((_dot, i) => i % LAYERS === layer))].join('');
      return `<path ${stroke} stroke-linecap="round" d="${own}"/>\n`;
    }).join('');
  });
}

const attribute = (style: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`).exec(style)?.[1];
