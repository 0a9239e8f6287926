import { expect, it } from 'vitest';
import { clusterBootstrap } from './cluster-bootstrap.ts';
import { groupBy } from './group-by.ts';

const meanOf = ([n, sum]: Float64Array) => [sum / n];
const options = { seed: 20, resamples: 2000 };

it('is the distribution of the mean, for one value each: that of a sum of draws', () => {
  // 400 subjects, half 0 and half 1: the mean of a resample has the standard error 0.5 / 20.
  const subjects = Array.from({ length: 400 }, (_, i) => Float64Array.of(1, i % 2));
  const [interval] = clusterBootstrap(subjects, meanOf, options);
  expect(interval?.[0]).toBeCloseTo(0.5 - 1.96 * 0.025, 2);
  expect(interval?.[1]).toBeCloseTo(0.5 + 1.96 * 0.025, 2);
});

it('draws whole subjects: saying each value ten times does not narrow it', () => {
  const once = Array.from({ length: 50 }, (_, i) => Float64Array.of(1, i));
  const ten = Array.from({ length: 50 }, (_, i) => Float64Array.of(10, 10 * i));
  expect(clusterBootstrap(ten, meanOf, options)).toEqual(clusterBootstrap(once, meanOf, options));
});

it('is the same for the same seed, and another for another', () => {
  const subjects = Array.from({ length: 30 }, (_, i) => Float64Array.of(1, i * i));
  const first = clusterBootstrap(subjects, meanOf, options);
  expect(clusterBootstrap(subjects, meanOf, options)).toEqual(first);
  expect(clusterBootstrap(subjects, meanOf, { ...options, seed: 21 })).not.toEqual(first);
});

it('has no interval of one subject, of none, and of a figure that most resamples do not give', () => {
  expect(clusterBootstrap([Float64Array.of(1, 1)], meanOf, options)).toEqual([null]);
  expect(clusterBootstrap([], meanOf, options)).toEqual([]);
  const subjects = Array.from({ length: 3 }, (_, i) => Float64Array.of(i === 0 ? 1 : 0, 1));
  expect(clusterBootstrap(subjects, ([n]) => [n === 0 ? Number.NaN : n], options)).toEqual([null]);
});

it('groups in the order of first occurrence', () => {
  expect([...groupBy([3, 1, 4, 1, 5], (value) => (value % 2 === 0 ? 'even' : 'odd'))]).toEqual([
    ['odd', [3, 1, 1, 5]],
    ['even', [4]],
  ]);
});
