import type { Mask } from '../../services/domain/raster.ts';
import type { SkinPicture } from './skin-picture.ts';

/** Rounds after which the centres have long stopped to move by anything that matters. */
const MOST_ROUNDS = 60;

type Lab = readonly [l: number, a: number, b: number];

/**
 * Lloyd's k-means in CIELAB over the skin. Without chance: the first centres are the mean colours of k equal parts of the skin in
 * the order of L*. The lesion is one cluster: the lightest in vitiligo, the reddest (a*) in psoriasis, the darkest in melasma.
 * @source Lloyd1982 (doi 10.1109/TIT.1982.1056489)
 */
export function kMeansInLab(k: number): (picture: SkinPicture) => Mask {
  return ({ skin, lab, condition }) => {
    const lesion = { width: skin.width, height: skin.height, data: new Uint8Array(skin.data.length) };
    const pixels = Uint32Array.from(skin.data.keys()).filter((i) => skin.data[i] === 1);
    if (pixels.length < k) return lesion;
    const colourOf = (i: number): Lab => [lab[i], lab[skin.data.length + i], lab[2 * skin.data.length + i]];
    const colours = Array.from(pixels, colourOf);
    const { centres, labels } = cluster(colours, k);
    const scores = centres.map(([l, a]) => (condition === 'vitiligo' ? l : condition === 'psoriasis' ? a : -l));
    const wanted = scores.indexOf(Math.max(...scores));
    labels.forEach((label, n) => {
      if (label === wanted) lesion.data[pixels[n]] = 1;
    });
    return lesion;
  };
}

function cluster(
  colours: readonly Lab[],
  k: number,
): { readonly centres: readonly Lab[]; readonly labels: Uint8Array } {
  const order = colours.map((_, n) => n).sort((m, n) => colours[m][0] - colours[n][0]);
  let labels = new Uint8Array(colours.length);
  order.forEach((n, rank) => {
    labels[n] = Math.floor((rank * k) / order.length);
  });
  let centres = centresOf(colours, labels, k, []);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = Uint8Array.from(colours, (colour) => nearest(colour, centres));
    if (next.every((label, n) => label === labels[n])) break;
    labels = next;
    centres = centresOf(colours, labels, k, centres);
  }
  return { centres, labels };
}

/** Means of the clusters; one that lost all its pixels stays where it was. */
function centresOf(colours: readonly Lab[], labels: Uint8Array, k: number, before: readonly Lab[]): readonly Lab[] {
  const sums = Array.from({ length: k }, () => [0, 0, 0, 0]);
  labels.forEach((label, n) => {
    const sum = sums[label];
    for (let channel = 0; channel < 3; channel++) sum[channel] += colours[n][channel];
    sum[3]++;
  });
  return sums.map(([l, a, b, count], cluster) => (count === 0 ? before[cluster] : [l / count, a / count, b / count]));
}

function nearest([l, a, b]: Lab, centres: readonly Lab[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length; c++) {
    const distance = (l - centres[c][0]) ** 2 + (a - centres[c][1]) ** 2 + (b - centres[c][2]) ** 2;
    if (distance < least) {
      least = distance;
      best = c;
    }
  }
  return best;
}
