/** Fewer are drawn as they are, each with its rim. */
const MANY = 100;
/** So many dots over one another still darken each other. */
const LAYERS = 8;

const PLACE = 'cx="([\\d.-]+)" cy="([\\d.-]+)"';
const TOOLTIP = '<title>[^<]*</title></circle>\\n?';
/** Dots that are drawn alike: radius and style of the first, then others of the same. */
const CLOUD = new RegExp(
  `<circle ${PLACE} r="(?<radius>[\\d.]+)"(?<style>[^>]*)>${TOOLTIP}(?:<circle ${PLACE} r="\\k<radius>"\\k<style>>${TOOLTIP}){${MANY - 1},}`,
  'g',
);

/**
 * A plot whose clouds of dots are drawn in a few layers, for a file in which nobody points at one of them: thousands of circles take
 * seconds to place and most of the file. A stroke of next to no length with round ends is a dot; a layer is one path of them.
 * (One of no length at all becomes a circle again on its way into the file.)
 */
export function withDotsInLayers(svg: string): string {
  return svg.replace(CLOUD, (cloud, ...found) => {
    const { radius, style } = found.at(-1) as { radius: string; style: string };
    const dots = [...cloud.matchAll(new RegExp(PLACE, 'g'))].map(([, x, y]) => `M${x} ${y}h.01`);
    const [fill, opacity] = ['fill', 'fill-opacity'].map((name) => attribute(style, name));
    const stroke = `fill="none" stroke="${fill}" stroke-opacity="${opacity ?? 1}" stroke-width="${2 * Number(radius)}"`;
    return Array.from({ length: LAYERS }, (_, layer) => {
      const own = [...new Set(dots.filter((_dot, i) => i % LAYERS === layer))].join('');
      return `<path ${stroke} stroke-linecap="round" d="${own}"/>\n`;
    }).join('');
  });
}

const attribute = (style: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`).exec(style)?.[1];
