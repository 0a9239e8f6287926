import { parseArgs } from 'node:util';
import { median } from '../services/agreement/order-statistics.ts';
import { type LoadedOpenCv, loadOpenCv } from '../services/geometry/opencv.ts';
import { registerPhotos } from '../services/geometry/register.ts';
import { meanRegistrationErrorPx } from '../services/geometry/testing/registration-error.ts';
import { makeSkinPair, type SkinClass, type SkinPair } from '../services/geometry/testing/skin-pairs.ts';
import { Refusal } from '../services/refusal.ts';

/**
 * Does registration lay a follow-up onto its baseline? Rendered pairs of photos of 1600 px: turned by up to 25°, nearer or farther by
 * up to 25 %, tilted by up to 15°, in other light, the skin slightly bent, the lesion changed. A wrong registration that is not refused
 * is the worst that can happen and is counted by itself; pairs of two different people must all be refused.
 */
const USAGE = 'npm run bench:registration [-- --cases 100] [-- --class plain] [-- --verbose]';
const LIMIT_PX = 3;
const BARS: Readonly<Record<SkinClass, number>> = { textured: 98, plain: 90 };

interface Outcome {
  readonly method: string;
  /** NaN: refused. */
  readonly errorPx: number;
}

function registerPair(opencv: LoadedOpenCv, pair: SkinPair): Outcome {
  const { baseline, followUp } = pair;
  const lesions = { baselineLesion: baseline.lesion, followUpLesion: followUp.lesion };
  try {
    const { homography, method } = registerPhotos(opencv, baseline.image, followUp.image, lesions);
    return { method, errorPx: meanRegistrationErrorPx(homography, pair) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { method: error.code, errorPx: Number.NaN };
  }
}

interface Outcomes {
  readonly samePerson: readonly Outcome[];
  /** The baseline of one pair with the follow-up of the one before it. */
  readonly strangers: readonly Outcome[];
}

function run(opencv: LoadedOpenCv, kind: SkinClass, cases: number, report: (line: string) => void): Outcomes {
  const samePerson: Outcome[] = [];
  const strangers: Outcome[] = [];
  let before: SkinPair | undefined;
  for (let seed = 1; seed <= cases; seed++) {
    const pair = makeSkinPair(kind, seed);
    samePerson.push(registerPair(opencv, pair));
    if (before) strangers.push(registerPair(opencv, { ...pair, followUp: before.followUp }));
    before = pair;
    const { method, errorPx } = samePerson[seed - 1];
    report(
      `${kind} ${seed}: ${method} ${errorPx.toFixed(2)} px; other person: ${strangers[seed - 2]?.method ?? 'none'}`,
    );
  }
  return { samePerson, strangers };
}

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100' },
    class: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const cases = Number(options.cases);
if (!Number.isInteger(cases) || cases < 1)
  throw new RangeError(`Expected a number of cases but received ${options.cases}`);

const kinds = (['textured', 'plain'] as const).filter((kind) => kind === (options.class ?? kind));
if (kinds.length === 0) throw new RangeError(`Expected the class textured or plain but received ${options.class}`);

const opencv = await loadOpenCv();
const percent = (part: number): string => `${((100 * part) / cases).toFixed(1)} %`;
for (const kind of kinds) {
  const report = options.verbose ? console.log : () => undefined;
  const { samePerson, strangers } = run(opencv, kind, cases, report);
  const within = samePerson.map(({ errorPx }) => errorPx).filter((errorPx) => errorPx <= LIMIT_PX);
  const refused = samePerson.filter(({ errorPx }) => Number.isNaN(errorPx)).length;
  const wrong = cases - within.length - refused;
  const accepted = strangers.filter(({ errorPx }) => !Number.isNaN(errorPx)).length;
  const medianPx = within.length > 0 ? median(within) : Number.NaN;
  const met = (100 * within.length) / cases >= BARS[kind] && wrong === 0 && accepted === 0;
  console.log(
    `${kind}: ${percent(within.length)} within ${LIMIT_PX} px (bar ${BARS[kind]} %), median ${medianPx.toFixed(2)} px; ` +
      `${percent(refused)} refused; ${wrong} wrong and not refused (bar 0); ` +
      `${accepted} of ${strangers.length} pairs of different people accepted (bar 0): ${met ? 'met' : 'MISSED'}`,
  );
  if (!met) process.exitCode = 1;
}
