import { converter, differenceCiede2000 } from 'culori';

/** CIELAB under D65, 2° observer: the only white point in the project; a value under another is another type. */
export interface LabD65 {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

/** Linear light of the sRGB primaries; 1 is white. */
export type LinearRgb = readonly [red: number, green: number, blue: number];

const toLab65 = converter('lab65');
const ciede2000 = differenceCiede2000();

/** sRGB code values in [0, 255] to CIELAB D65/2°. @source IEC 61966-2-1, CIE 15:2004 */
export function labFromSrgb(red: number, green: number, blue: number): LabD65 {
  const { l, a, b } = toLab65({ mode: 'rgb', r: red / 255, g: green / 255, b: blue / 255 });
  return { l, a, b };
}

/** Linear light of the sRGB primaries (1 is white; outside of [0, 1] allowed) to CIELAB D65/2°. @source IEC 61966-2-1, CIE 15:2004 */
export function labFromLinear([r, g, b]: LinearRgb): LabD65 {
  const lab = toLab65({ mode: 'lrgb', r, g, b });
  return { l: lab.l, a: lab.a, b: lab.b };
}

/** CIEDE2000 with kL = kC = kH = 1. @source Sharma2005 */
export function deltaE2000(first: LabD65, second: LabD65): number {
  return ciede2000({ mode: 'lab65', ...first }, { mode: 'lab65', ...second });
}

/**
 * Individual typology angle in degrees: atan2(L* - 50, b*). The published arctan((L* - 50) / b*) is the same for
 * b* > 0; depigmented or overexposed skin can have b* <= 0, where only atan2 keeps the order of tones.
 * @source Chardon1991 (doi 10.1111/j.1467-2494.1991.tb00561.x)
 */
export function itaDegrees({ l, b }: Pick<LabD65, 'l' | 'b'>): number {
  return (Math.atan2(l - 50, b) * 180) / Math.PI;
}

/** Skin tone classes by ITA, lower bound exclusive (degrees). @source DelBino2013 (doi 10.1111/bjd.12529) */
export const TONE_CLASSES = [
  { name: 'very_light', aboveDegrees: 55 },
  { name: 'light', aboveDegrees: 41 },
  { name: 'intermediate', aboveDegrees: 28 },
  { name: 'tan', aboveDegrees: 10 },
  { name: 'brown', aboveDegrees: -30 },
  { name: 'dark', aboveDegrees: Number.NEGATIVE_INFINITY },
] as const;
export type ToneClass = (typeof TONE_CLASSES)[number]['name'];

export function toneClass(itaDeg: number): ToneClass {
  return TONE_CLASSES.find(({ aboveDegrees }) => itaDeg > aboveDegrees)?.name ?? 'dark';
}

/** Of the classes "light" and "very light"; not where there is no angle (NaN). */
export function isLightSkin(itaDeg: number): boolean {
  const name = toneClass(itaDeg);
  return name === 'light' || name === 'very_light';
}
