import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoursePoint } from '../services/domain/course.ts';
import { phantomPath } from '../services/phantoms/phantoms.ts';
import { dermetry } from '../test/command-line.ts';

const BASELINE = phantomPath('pair-1-baseline.jpg');
const REPIGMENTED = phantomPath('pair-1-followup.jpg');
const OF_ANOTHER = phantomPath('pair-3-followup.jpg');
/** The network runs on four photos, on a machine that may have other things to do. */
const TIME_LIMIT_MS = 300_000;

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'dermetry compare '));
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('dermetry compare with several follow-ups', () => {
  it(
    'measures each against the one baseline: a course in order of days, one document each, pictures of what was compared',
    async () => {
      const [overlay, course] = [join(out, 'change.jpg'), join(out, 'course.svg')];
      const { status, stdout } = await dermetry(
        ...['compare', BASELINE, REPIGMENTED, OF_ANOTHER, BASELINE, '--condition', 'vitiligo', '--json'],
        ...['--days', '168,84,28', '--grade-bounds', '10,90', '--overlay', overlay, '--course', course],
      );
      expect(status).toBe(1);
      const document = JSON.parse(stdout);
      const points: readonly CoursePoint[] = document.course;
      expect(points.map(({ visit, days_since_baseline, state }) => [visit, days_since_baseline, state])).toEqual([
        [BASELINE, 28, 'compared'],
        [OF_ANOTHER, 84, 'refused'],
        [REPIGMENTED, 168, 'compared'],
      ]);
      const [same, refused, repigmented] = points;
      expect(same).toMatchObject({ gross_percent: 0, new_percent: 0, net_percent: 0, grade: '<=0 %' });
      expect(refused).toMatchObject({ net_percent: null, grade: null, reason: { code: 'registration_failed' } });
      // The truth of the pair: gross 26.4, new 3.6, net 22.9.
      expect(Math.abs((repigmented.net_percent ?? 0) - 22.86)).toBeLessThan(2);
      expect(repigmented.grade).toBe('10-90 %');

      // In the order of the arguments.
      const [first, second, third] = document.comparisons;
      expect(first.follow_up.path).toBe(REPIGMENTED);
      expect(first.repigmentation).toMatchObject({
        net_percent: repigmented.net_percent,
        grade_bounds_percent: [10, 90],
      });
      expect([second.photo.path, second.error.code]).toEqual([OF_ANOTHER, 'registration_failed']);
      expect(third.follow_up.sha256).toBe(third.baseline.sha256);

      const { format, width, height } = await sharp(await readFile(join(out, 'change-1.jpg'))).metadata();
      expect([format, width]).toEqual(['jpeg', 1280]);
      expect(height).toBeGreaterThan(960);
      await expect(readFile(join(out, 'change-2.jpg'))).rejects.toThrow('ENOENT');
      await expect(readFile(join(out, 'change-3.jpg'))).resolves.toBeTruthy();
      const svg = await readFile(course, 'utf8');
      expect(svg).toContain(`× ${OF_ANOTHER}: registration_failed`);
      expect(svg).toContain(`net, ${REPIGMENTED}: ${repigmented.net_percent} %`);
    },
    TIME_LIMIT_MS,
  );

  it(
    'names the baseline that cannot be read as the reason of each follow-up, in a line each',
    async () => {
      const missing = join(out, 'missing.jpg');
      const { status, stdout, stderr } = await dermetry(
        ...['compare', missing, REPIGMENTED, OF_ANOTHER, '--condition', 'vitiligo'],
      );
      expect(status).toBe(1);
      expect(stdout.trim().split('\n').slice(2)).toHaveLength(2);
      expect(stdout.match(/unreadable_file/g)).toHaveLength(2);
      expect(stderr.match(/unreadable_file/g)).toHaveLength(2);
    },
    TIME_LIMIT_MS,
  );

  it.each([
    [['--days', '84'], /Expected 2 numbers of days but received 1/],
    [['--days', '84,soon'], /whole days since baseline/],
    [['--grade-bounds', '75,25'], /rising percentages/],
  ])(
    'refuses %s before it measures',
    async (options, message) => {
      const { status, stdout, stderr } = await dermetry(
        ...['compare', BASELINE, REPIGMENTED, OF_ANOTHER, '--condition', 'vitiligo', ...options],
      );
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(message);
    },
    TIME_LIMIT_MS,
  );
});
