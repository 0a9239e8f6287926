import type { Condition } from '../domain/condition.ts';
import type { RgbImage } from '../domain/raster.ts';
import { loadOpenCv } from '../geometry/opencv.ts';
import { CHANGE, type ChangeMap } from '../measure/compare-masks.ts';
import { drawLegend, type LegendEntry, type Rgb } from './legend.ts';
import { fromRgb } from './libvips.ts';

/** Green for pigment gained, magenta for pigment lost, cyan for lesion that stayed: told apart by colour-blind readers too. */
const TINTS = {
  [CHANGE.unchanged]: [0, 200, 255],
  [CHANGE.repigmented]: [0, 160, 60],
  [CHANGE.newLesion]: [230, 0, 120],
} as const satisfies Readonly<Record<number, Rgb>>;
const TINT_OPACITY = 0.45;
/** What only one photo shows is darkened, so that nobody looks for a change there. */
const NOT_SHARED_BRIGHTNESS = 0.45;
const NOT_SHARED_SWATCH: Rgb = [70, 70, 70];
const JPEG_QUALITY = 88;

/** Only vitiligo is a loss of pigment: of the other conditions the map says where lesion is. */
function legendOf(condition: Condition): readonly LegendEntry[] {
  const [gone, stayed, added] =
    condition === 'vitiligo'
      ? ['repigmented', 'still depigmented', 'newly depigmented']
      : ['lesion gone', 'still lesion', 'new lesion'];
  return [
    { colour: TINTS[CHANGE.repigmented], words: gone },
    { colour: TINTS[CHANGE.unchanged], words: stayed },
    { colour: TINTS[CHANGE.newLesion], words: added },
    { colour: NOT_SHARED_SWATCH, words: 'not shared: left out' },
  ];
}

/** The baseline photo with the change of each pixel tinted and a legend below it, as JPEG. */
export async function encodeChangeMap(image: RgbImage, change: ChangeMap, condition: Condition): Promise<Buffer> {
  if (image.width !== change.width || image.height !== change.height) {
    throw new RangeError(
      `Expected a change map of ${image.width}x${image.height} but received ${change.width}x${change.height}`,
    );
  }
  const legend = drawLegend(await loadOpenCv(), image.width, legendOf(condition));
  const data = new Uint8Array(image.data.length + legend.data.length);
  image.data.forEach((value, i) => {
    data[i] = tinted(value, change.data[Math.floor(i / 3)], i % 3);
  });
  data.set(legend.data, image.data.length);
  return fromRgb({ width: image.width, height: image.height + legend.height, data })
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

function tinted(value: number, change: number, channel: number): number {
  if (change === CHANGE.notShared) return value * NOT_SHARED_BRIGHTNESS;
  const tint: Rgb | undefined = TINTS[change as keyof typeof TINTS];
  return tint ? value * (1 - TINT_OPACITY) + tint[channel] * TINT_OPACITY : value;
}
