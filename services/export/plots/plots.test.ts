import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MINI, WRIGHT } from '../../agreement/peak-flow.fixture.ts';
import { rangeOf, ticks } from './axes.ts';
import { type BlandAltmanPlot, blandAltmanSvg, clipped } from './bland-altman.ts';
import { scatterSvg } from './scatter.ts';
import { subjectCoursesSvg } from './subject-courses.ts';
import { escaped, OUTCOME_COLOURS } from './svg.ts';
import { waterfallSvg } from './waterfall.ts';
import { cut, decimalsFor, figure, fixed, wrapped } from './wording.ts';

const NASTY = '<b>"A" & \'B\'</b>\u0007';
const NASTY_ESCAPED = '&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;\uFFFD';

/** Well-formed: another implementation reads it. */
const sizeOf = async (svg: string) => {
  const { width, height } = await sharp(Buffer.from(svg)).metadata();
  return [width, height];
};
const count = (svg: string, pattern: RegExp): number => svg.match(pattern)?.length ?? 0;

const pairs = [
  { first: 10, second: 8, subject: NASTY },
  { first: 20, second: 20, subject: 'S2' },
  { first: 30, second: 34, subject: 'S3' },
];
const agreement: BlandAltmanPlot = {
  ...{ title: NASTY, methods: ['machine', 'reader'], unit: '% BSA', pairs },
  ...{ bias: -0.667, biasInterval: [-8.3, 7.0], limits: [-6.7, 5.3] },
  ...{ lowerLimitInterval: [-20, 6.6], upperLimitInterval: [-8, 18.6] },
  proportional: { intercept: 5, slope: -0.27, pValue: 0.0004 },
};

describe('blandAltmanSvg', () => {
  it('puts differences over means, and states n, bias, limits and slope with unit', async () => {
    const svg = blandAltmanSvg(agreement);
    expect(await sizeOf(svg)).toEqual([750, 440]);
    // Means 9 to 32 with 5 % around: 20 lies at 72 + 468 · (20 − 7.85) / 25.3 = 296.8. Differences −20 to 18.6 with 1.93 around: 0 lies at 384 − 332 · 21.93 / 42.46 = 212.5.
    expect(svg).toMatch(/<circle cx="296\.8" cy="212\.5" r="4"[^>]*><title>S2: difference 0, mean 20\.0 % BSA/);
    for (const words of [
      'n = 3 pairs<',
      'bias −0.67 % BSA',
      '95 % CI −8.30 to 7.00',
      'upper limit 5.30 % BSA',
      'slope −0.270',
    ]) {
      expect(svg).toContain(words);
    }
    expect(svg).toContain('p &lt; 0.001 (proportional bias)');
    expect(svg).toContain('>machine − reader (% BSA)<');
    expect(svg).toContain('>Mean of machine and reader (% BSA)<');
    expect(count(svg, /fill-opacity="0\.14"/g)).toBe(3);
    expect(svg).toContain(`<title>${NASTY_ESCAPED}</title>`);
    expect(svg).not.toContain('<b>');
  });

  it('tells pairs from subjects, and draws no band that there is not', async () => {
    const none = {
      biasInterval: null,
      limits: null,
      lowerLimitInterval: null,
      upperLimitInterval: null,
      proportional: null,
    };
    const same = pairs.map((pair, i) => ({ ...pair, subject: 'S1', name: `S1 week ${i}` }));
    const svg = blandAltmanSvg({ ...agreement, ...none, pairs: same });
    expect(svg).toContain('n = 3 pairs of 1 subject<');
    expect(svg).toContain('<title>S1 week 1: difference 0,');
    expect(scatterSvg({ ...agreement, lines: [], pairs: same })).toContain('n = 3 pairs of 1 subject<');
    expect(count(svg, /fill-opacity="0\.14"/g)).toBe(0);
    expect(svg).not.toContain('limit');
    expect(await sizeOf(blandAltmanSvg({ ...agreement, ...none, pairs: [] }))).toEqual([750, 440]);
  });
});

describe('scatterSvg', () => {
  it('has one scale on both axes, the identity and the fitted lines', async () => {
    const lines = [
      { name: 'Deming', intercept: 15.231556, slope: 0.9708808 },
      { name: 'Passing–Bablok', intercept: -24.305556, slope: 1.0648148 },
    ];
    const svg = scatterSvg({ title: 'x', methods: ['Wright', 'Mini'], unit: 'l/min', lines, pairs: peakFlow() });
    expect(await sizeOf(svg)).toEqual([750, 560]);
    // The identity reaches from corner to corner of the square.
    expect(svg).toContain('<line x1="72" y1="504" x2="524" y2="52" stroke="#777"');
    for (const words of ['y = 0.971 x + 15.2 l/min', 'y = 1.06 x − 24.3 l/min', '>Mini (l/min)<', 'n = 17 pairs']) {
      expect(svg).toContain(words);
    }
    expect(count(svg, /<circle/g)).toBe(17);
  });
});

function peakFlow() {
  return WRIGHT.map((first, i) => ({ first, second: MINI[i], subject: `S${i}` }));
}

describe('subjectCoursesSvg', () => {
  const courses = [
    {
      subject: NASTY,
      group: NASTY,
      points: [
        { at: 0, value: 10 },
        { at: 28, value: null },
        { at: 56, value: 5 },
      ],
    },
    {
      subject: 'S2',
      group: 'placebo',
      points: [
        { at: 0, value: 9 },
        { at: 28, value: 8 },
        { at: 56, value: 8 },
      ],
    },
  ];
  const plot = { title: 'x', value: { label: 'PASI', unit: '0 to 72' }, time: { label: 'Time', unit: 'days' } };

  it('draws no line across a missing value, and states it', async () => {
    const svg = subjectCoursesSvg({ ...plot, courses });
    expect(await sizeOf(svg)).toEqual([750, 440]);
    expect(svg).toContain('n = 2 subjects, 5 values; 1 missing (gaps)');
    expect(count(svg, /<polyline/g)).toBe(1);
    expect(svg).toMatch(/<polyline points="[\d.]+,[\d.]+ [\d.]+,[\d.]+ [\d.]+,[\d.]+" fill="none"/);
    expect(svg).toContain('>placebo (1)<');
    expect(svg).toContain('>PASI (0 to 72)<');
  });

  it('refuses more groups than can be told apart', () => {
    const five = Array.from({ length: 5 }, (_, i) => ({ subject: 's', group: `g${i}`, points: [] }));
    expect(() => subjectCoursesSvg({ ...plot, courses: five })).toThrow(RangeError);
  });
});

describe('waterfallSvg', () => {
  const changes = [-50, 20, null, -49.99, -100].map((change, i) => ({ subject: `S${i}`, change }));
  const plot = { title: 'x', label: 'Change from baseline', unit: '%', changes, meaningful: [] };

  it('sorts, counts responders at the threshold in, and leaves the missing out', async () => {
    const svg = waterfallSvg({ ...plot, threshold: { name: 'PASI50', change: -50 } });
    expect(await sizeOf(svg)).toEqual([750, 464]);
    expect(svg).toContain(
      'n = 4 subjects; 2 responders by PASI50 (solid green), 2 others (hatched grey); 1 without a change, not drawn',
    );
    const bars = [...svg.matchAll(/<rect x="[\d.]+"[^>]*fill="([^"]*)"[^>]*><title>(S\d)/g)].map(
      ([, fill, subject]) => [subject, fill],
    );
    expect(bars).toEqual([
      ['S1', 'url(#hatch)'],
      ['S3', 'url(#hatch)'],
      ['S0', OUTCOME_COLOURS.responder],
      ['S4', OUTCOME_COLOURS.responder],
    ]);
    expect(svg).toContain('PASI50: −50 %');
  });

  it('has a dashed, labelled line for each threshold of meaningful change, within the plot', () => {
    const meaningful = [{ meaning: 'lower threshold of meaningful change', change: -130, source: 'Ezzedine2025' }];
    const svg = waterfallSvg({ ...plot, threshold: null, meaningful });
    const dashed = [...svg.matchAll(/<line x1="72" y1="([\d.]+)" x2="540"[^>]*stroke-dasharray/g)].map(([, y]) =>
      Number(y),
    );
    expect(dashed).toHaveLength(1);
    expect(dashed[0]).toBeLessThan(396);
    for (const words of ['>−130 % [Ezzedine2025]<', '>lower threshold of meaningful<', '>change<', '(MCID)<']) {
      expect(svg).toContain(words);
    }
    expect(waterfallSvg({ ...plot, threshold: null })).not.toContain('MCID');
  });

  it('says in a legend what bars and lines are', () => {
    const svg = waterfallSvg({ ...plot, threshold: { name: 'PASI50', change: -50 } });
    for (const words of ['>responder<', '>no responder<', '>threshold of a responder<']) expect(svg).toContain(words);
    expect(waterfallSvg({ ...plot, threshold: null })).toContain('>change of a subject<');
  });

  it('draws without a threshold, and without anybody', async () => {
    expect(waterfallSvg({ ...plot, threshold: null })).toContain('n = 4 subjects; 1 without');
    expect(await sizeOf(waterfallSvg({ ...plot, changes: [], threshold: null }))).toEqual([750, 464]);
  });
});

describe('colours of outcomes', () => {
  it('are each of one meaning', () => {
    const { groups, ...single } = OUTCOME_COLOURS;
    const all = [...groups, ...Object.values(single)];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('axes and words', () => {
  it('ticks are round and without dust', () => {
    expect(ticks(-0.31, 0.72, 7)).toEqual([-0.2, 0, 0.2, 0.4, 0.6]);
    expect(ticks(0, 100, 6, 1)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(0, 3, 6, 1)).toEqual([0, 1, 2, 3]);
  });
  it('a range is never empty', () =>
    expect([rangeOf([]), rangeOf([5]), rangeOf([0, 10])]).toEqual([
      [-0.05, 1.05],
      [4, 6],
      [-0.5, 10.5],
    ]));
  it('a line is cut where it leaves the plot', () => expect(clipped([0, 10], [0, 10], -5, 1)).toEqual([5, 10]));
  it('figures have three digits and a printed minus', () => {
    expect([0, 0.0123, -1.5, 39.06, 108.6, 12345].map((value) => figure(value))).toEqual([
      '0',
      '0.0123',
      '−1.50',
      '39.1',
      '109',
      '12345',
    ]);
    expect([2e-16, 0.00099999, 99.96].map((value) => figure(value))).toEqual(['0', '0.00100', '100']);
    expect([fixed(-0.001, 1), fixed(-0.06, 1)]).toEqual(['0.0', '−0.1']);
    expect([decimalsFor([0, 230]), decimalsFor([0, 1]), decimalsFor([0, 90_000])]).toEqual([1, 3, 0]);
  });
  it('words are put into lines, a long one into its own', () =>
    expect(wrapped('mean fall of unpronounceable patients', 9)).toEqual([
      'mean fall',
      'of',
      'unpronounceable',
      'patients',
    ]));
  it('text is cut by letters, and nothing gets out of its escape', () => {
    expect(cut('a😀bcd', 4)).toBe('a😀b…');
    expect(escaped(NASTY)).toBe(NASTY_ESCAPED);
  });
});
