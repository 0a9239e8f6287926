import type { Landmark } from './landmarks.ts';
import type { MotionPrior } from './soft-homography.ts';

/** A turn, shift and scale that lays spots of the follow-up onto spots of the baseline. */
export interface ConstellationMatch {
  readonly turn: number;
  readonly logScale: number;
  /** Pairs of indices: follow-up, baseline. */
  readonly pairs: readonly (readonly [followUp: number, baseline: number])[];
  /** Logarithm of how many matches as good as this chance would give. @source Moisan2004 */
  readonly logFalseAlarms: number;
}

/** Follow-up photos are not turned further than this against the baseline. */
const MAX_TURN_RAD = (40 * Math.PI) / 180;
/** Spots nearer than this (px) give no useful direction. */
const MIN_BASE_PX = 80;
/** The same spot seen twice differs at most by these factors in size and in contrast. */
const MAX_RADIUS_RATIO = 2;
const MAX_CONTRAST_RATIO = 2.8;
/** Scales beyond this many standard deviations of the prior, and the noise of the two spots, are not looked at. */
const PRIOR_REACH = 2.5;
const SPOT_NOISE_PX = 3;
/** Matches kept for the caller to judge by other evidence. */
const KEPT = 50;

interface Setting {
  readonly followUp: readonly Landmark[];
  readonly baseline: readonly Landmark[];
  readonly compatible: readonly (readonly boolean[])[];
  readonly areaPx: number;
  readonly tolerancePx: number;
}

/**
 * Every pair of spots in the one photo is laid onto every like pair in the other; how many further spots then fall onto
 * like spots, against how many would by chance in so many tries, is the strength of the match. Best first.
 */
export function matchConstellations(
  followUp: readonly Landmark[],
  baseline: readonly Landmark[],
  options: { readonly areaPx: number; readonly tolerancePx: number; readonly prior: MotionPrior },
): ConstellationMatch[] {
  const compatible = followUp.map((a) => baseline.map((b) => areAlike(a, b)));
  const setting = { followUp, baseline, compatible, ...options };
  const tries = listTries(setting, options.prior);
  const matches = tries.map((t) => ({ ...t, pairs: pairsUnder(setting, t) }));
  return matches
    .map(({ turn, logScale, pairs }) => ({
      turn,
      logScale,
      pairs,
      logFalseAlarms: Math.log(tries.length) + logChance(setting, pairs.length),
    }))
    .sort((x, y) => x.logFalseAlarms - y.logFalseAlarms)
    .slice(0, KEPT);
}

interface Try {
  readonly turn: number;
  readonly logScale: number;
  /** Spot `a` of the follow-up is laid onto spot `b` of the baseline. */
  readonly a: number;
  readonly b: number;
}

/** All ways to lay two spots of the follow-up onto two like spots of the baseline that a second photo could need. */
function listTries({ followUp, baseline, compatible }: Setting, prior: MotionPrior): Try[] {
  const bases = orderedPairs(baseline);
  const tries: Try[] = [];
  for (const from of orderedPairs(followUp)) {
    // The same two spots the other way round are the same try.
    if (from.first > from.second || from.length < MIN_BASE_PX) continue;
    const reach = PRIOR_REACH * prior.logScale + SPOT_NOISE_PX / from.length;
    for (const to of bases) {
      if (!compatible[from.first][to.first] || !compatible[from.second][to.second]) continue;
      const logScale = Math.log(to.length / from.length);
      const turn = wrap(to.angle - from.angle);
      if (Math.abs(logScale) > reach || Math.abs(turn) > MAX_TURN_RAD) continue;
      tries.push({ turn, logScale, a: from.first, b: to.first });
    }
  }
  return tries;
}

interface SpotPair {
  readonly first: number;
  readonly second: number;
  readonly length: number;
  readonly angle: number;
}

function orderedPairs(spots: readonly Landmark[]): SpotPair[] {
  return spots.flatMap(({ at: [x, y] }, first) =>
    spots.flatMap(({ at }, second) => {
      if (first === second) return [];
      const [dx, dy] = [at[0] - x, at[1] - y];
      return [{ first, second, length: Math.hypot(dx, dy), angle: Math.atan2(dy, dx) }];
    }),
  );
}

function areAlike(a: Landmark, b: Landmark): boolean {
  const isWithin = (ratio: number, limit: number) => Math.max(ratio, 1 / ratio) <= limit;
  return isWithin(a.radius / b.radius, MAX_RADIUS_RATIO) && isWithin(a.contrast / b.contrast, MAX_CONTRAST_RATIO);
}

function wrap(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** Which spots fall onto like spots, one to one, when spot `a` of the follow-up is laid onto spot `b` of the baseline. */
function pairsUnder({ followUp, baseline, compatible, tolerancePx }: Setting, t: Try): (readonly [number, number])[] {
  const [c, s] = [Math.exp(t.logScale) * Math.cos(t.turn), Math.exp(t.logScale) * Math.sin(t.turn)];
  const [ax, ay] = followUp[t.a].at;
  const [bx, by] = baseline[t.b].at;
  const taken = new Set<number>();
  const pairs: (readonly [number, number])[] = [];
  followUp.forEach(({ at }, i) => {
    const x = bx + c * (at[0] - ax) - s * (at[1] - ay);
    const y = by + s * (at[0] - ax) + c * (at[1] - ay);
    let best = -1;
    let nearest = tolerancePx;
    baseline.forEach((spot, j) => {
      const d = Math.hypot(spot.at[0] - x, spot.at[1] - y);
      if (d <= nearest && compatible[i][j] && !taken.has(j)) {
        best = j;
        nearest = d;
      }
    });
    if (best < 0) return;
    taken.add(best);
    pairs.push([i, best]);
  });
  return pairs;
}

/** Logarithm of the chance that, besides the two spots the try was made from, at least so many others fall onto like spots. */
function logChance({ followUp, compatible, areaPx, tolerancePx }: Setting, matched: number): number {
  const others = followUp.length - 2;
  const alike = compatible.flat().filter(Boolean).length / Math.max(1, followUp.length);
  const p = Math.min(0.9, (alike * Math.PI * tolerancePx ** 2) / areaPx);
  let tail = 0;
  for (let k = Math.max(0, matched - 2); k <= others; k++) {
    tail += Math.exp(logBinomial(others, k) + k * Math.log(p) + (others - k) * Math.log(1 - p));
  }
  return Math.log(Math.min(1, tail));
}

function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
