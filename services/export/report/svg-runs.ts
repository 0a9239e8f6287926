const TOOLTIP = '(?:<title>[^<]*</title>)?';

/** Neighbouring elements of a picture that differ in nothing but their place and tooltip. */
export interface RunOfElements {
  /** The numbers of each element's place, as they are written. */
  readonly places: readonly (readonly string[])[];
  /** All other attributes, each with a blank before it. */
  readonly style: string;
}

/**
 * Puts something else in the place of each run of `least` or more elements that are drawn alike.
 * @param place the attributes that say where an element is, first in it and in this order
 */
export function replaceRuns(
  svg: string,
  { name, place, least }: { readonly name: string; readonly place: readonly string[]; readonly least: number },
  drawn: (run: RunOfElements) => string,
): string {
  const where = place.map((attribute) => `${attribute}="([\\d.-]+)"`).join(' ');
  const end = `>${TOOLTIP}</${name}>\\n?`;
  const run = `<${name} ${where}(?<style>[^>]*)${end}(?:<${name} ${where}\\k<style>${end}){${least - 1},}`;
  return svg.replace(new RegExp(run, 'g'), (elements: string, ...found: unknown[]) => {
    const { style } = found.at(-1) as { style: string };
    const places = [...elements.matchAll(new RegExp(`<${name} ${where}`, 'g'))].map(([, ...numbers]) => numbers);
    return drawn({ places, style });
  });
}
