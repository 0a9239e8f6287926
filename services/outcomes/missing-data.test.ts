import { describe, expect, it } from 'vitest';
import { endScore, responseUnder } from './missing-data.ts';
import { row } from './study.fixture.ts';

describe('a missing score at the end', () => {
  const early = row({ before: 10, after: [4, 7, null] });
  const never = row({ before: 10, after: [null, null, null] });

  it('is carried forward from the last visit that has one, never from baseline', () => {
    expect(endScore(early, 'locf')).toEqual({ value: 7, carriedFrom: 1 });
    expect(endScore(never, 'locf')).toEqual({ value: null, carriedFrom: null });
    expect(endScore(row({ after: [4, 7, 2] }), 'locf')).toEqual({ value: 2, carriedFrom: null });
    expect(endScore(early, 'observed')).toEqual({ value: null, carriedFrom: null });
    expect(endScore(early, 'nri')).toEqual({ value: null, carriedFrom: null });
  });

  it.each([
    ['nri', early, 'non_responder', true],
    ['nri', never, 'non_responder', true],
    ['nri', row({ before: null }), 'non_responder', true],
    ['locf', early, 'non_responder', true],
    ['locf', row({ before: 10, after: [4, null] }), 'responder', true],
    ['locf', never, 'missing', false],
    ['observed', early, 'missing', false],
    ['observed', row({ before: null }), 'missing', false],
    ['observed', row({ before: 10, after: [5] }), 'responder', false],
    ['observed', row({ before: 10, after: [5.1] }), 'non_responder', false],
    ['observed', row({ before: 10, after: [12] }), 'non_responder', false],
    ['nri', row({ before: 0, after: [null] }), 'not_evaluable', false],
    ['locf', row({ before: 0, after: [0] }), 'not_evaluable', false],
  ] as const)('under %s makes %j a %s', (rule, person, status, imputed) => {
    expect(responseUnder(person, 50, rule)).toMatchObject({ status, imputed });
  });

  it('meets a threshold that binary fractions miss', () => {
    expect(responseUnder(row({ before: 1.2, after: [0.3] }), 75, 'observed').status).toBe('responder');
  });
});
