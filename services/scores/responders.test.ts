import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fallPercent,
  RESPONDER_DEFINITIONS,
  RESPONDER_INSTRUMENTS,
  type ResponderId,
  responseOf,
  responsesOf,
} from './responders.ts';

const status = (id: ResponderId, baseline: number | null, followUp: number | null) =>
  responseOf(id, { baseline, followUp }).status;

describe('a responder', () => {
  it.each([
    ['F-VASI50', 1, 0.5],
    ['F-VASI75', 1.2, 0.3],
    ['F-VASI90', 1, 0.1],
    ['T-VASI50', 10.2, 5.1],
    ['T-VASI75', 10, 2.5],
    ['PASI50', 12.8, 6.4],
    ['PASI75', 14.1, 3.525],
    ['PASI90', 72, 7.2],
    ['PASI100', 0.1, 0],
    ['mMASI50', 8.4, 4.2],
    ['mMASI75', 6, 1.5],
  ] as const)('of %s falls from %s to exactly %s, but not to a little more', (id, baseline, followUp) => {
    expect(status(id, baseline, followUp)).toBe('responder');
    expect(status(id, baseline, followUp + 0.001)).toBe('non_responder');
  });

  it('is nobody whose baseline is nought, and nobody without both scores', () => {
    expect(responseOf('PASI75', { baseline: 0, followUp: 0 })).toEqual({ status: 'not_evaluable', fallPercent: null });
    expect(responseOf('PASI75', { baseline: 12, followUp: null })).toEqual({ status: 'missing', fallPercent: null });
    expect(status('PASI75', null, 3)).toBe('missing');
  });

  it('keeps a worsening negative', () => {
    expect(responseOf('T-VASI50', { baseline: 4, followUp: 6 })).toEqual({
      status: 'non_responder',
      fallPercent: -50,
    });
    expect(fallPercent(10.2, 5.4)).toBeCloseTo(47.06, 2);
  });

  it('is refused for a score that the instrument cannot have', () => {
    expect(() => responseOf('F-VASI75', { baseline: 30, followUp: 5 })).toThrow('F-VASI goes from 0 to 3');
  });

  it('is told by every definition of the instrument, each with its version and source', () => {
    const { responses, ...scores } = responsesOf('PASI', { baseline: 12, followUp: 2.4 });
    expect(scores).toEqual({ instrument: 'PASI', baseline: 12, follow_up: 2.4 });
    expect(responses.map(({ definition: { id, version }, status }) => [id, version, status])).toEqual([
      ['PASI50', '1', 'responder'],
      ['PASI75', '1', 'responder'],
      ['PASI90', '1', 'non_responder'],
      ['PASI100', '1', 'non_responder'],
    ]);
    expect(responses.every(({ fall_percent: fall }) => fall === 80)).toBe(true);
    const all = RESPONDER_INSTRUMENTS.flatMap((each) => responsesOf(each, { baseline: 1, followUp: null }).responses);
    expect(all.map(({ definition }) => definition.id)).toEqual(Object.keys(RESPONDER_DEFINITIONS));
    expect(all.every(({ status, definition }) => status === 'missing' && definition.sources.length === 1)).toBe(true);
  });

  it('of a higher threshold is one of every lower threshold', () => {
    const scale = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(scale, scale, (baseline, followUp) => {
        const responds = (id: ResponderId) => status(id, baseline, followUp) === 'responder';
        expect(responds('F-VASI90') && !responds('F-VASI75')).toBe(false);
        expect(responds('F-VASI75') && !responds('F-VASI50')).toBe(false);
      }),
    );
    expect(Object.keys(RESPONDER_DEFINITIONS)).toHaveLength(11);
  });
});
