import { describe, expect, it } from 'vitest';
import { repigmentationCourse } from '../scores/repigmentation-course.ts';
import { courseSvg } from './course-svg.ts';

const figures = (net: number) => ({
  ...{ gross_percent: net + 5, new_percent: 5, net_percent: net, pigment_weighted_percent: net, grade: '25-50 %' },
});

describe('courseSvg', () => {
  const course = repigmentationCourse([
    { visit: 'A & B', daysSinceBaseline: 50, repigmentation: figures(50) },
    { visit: 'week 12', daysSinceBaseline: 75, refusal: { code: 'registration_failed', message: '' } },
    { visit: 'week 24', daysSinceBaseline: 100, repigmentation: figures(75) },
  ]);
  const svg = courseSvg(course);

  it('puts points where their days and percents lie, with the units on the axes', () => {
    // Days 0 to 100 over x 64 to 560, percent 0 to 100 over y 352 to 24.
    expect(svg).toContain('<circle cx="312" cy="188" r="4" fill="#000000"><title>net, A &amp; B: 50 %</title>');
    expect(svg).toContain('<circle cx="560" cy="106" r="4"');
    expect(svg).toContain('>days since baseline</text>');
    expect(svg).toContain('>% of the baseline lesion</text>');
  });

  it('names a visit without figures and draws no line across it', () => {
    expect(svg).toContain('× week 12: registration_failed');
    // One line from baseline to the first follow-up for each of four curves, and four in the legend.
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(8);
  });

  it('shortens a long name on the axis, but neither in its tooltip nor in the list of gaps', () => {
    const visit = 'unscheduled visit after a sunburn';
    const gap = courseSvg(repigmentationCourse([{ visit, daysSinceBaseline: 9 }]));
    expect(gap).toContain(`<title>${visit}</title>× unscheduled vi…</text>`);
    expect(gap).toContain(`>× ${visit}: missing</text>`);
    expect(gap).toContain('height="496"');
    expect(courseSvg([])).toContain('height="480"');
  });

  it('numbers the follow-ups where days are not known, and goes below 0 where lesions grew', () => {
    const grown = courseSvg(repigmentationCourse([{ visit: 'x', repigmentation: figures(-40) }]));
    expect(grown).toContain('>follow-up</text>');
    expect(grown).toContain('>−50</text>');
  });
});
