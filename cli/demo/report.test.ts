import { describe, expect, it } from 'vitest';
import type { ComparedPair, Photo } from './api-client.ts';
import type { MeasuredEntry } from './measure-study.ts';
import { demoRow, firstFault } from './report.ts';

const photo: Photo = {
  id: 'p',
  state: 'measured',
  refusal: null,
  manual_scores: [{ instrument: 'VASI', value: 0.1, rater: 'R' }],
  measurement: {
    overlay_url: null,
    lesion: { percent_of_skin: 4.321, area_cm2: 3.609 },
    machine_scores: { vasi_continuous: 0.0826 },
  },
};
const pair: ComparedPair = {
  follow_up_photo_id: 'p',
  comparison: { repigmentation: { gross_percent: 26.16, net_percent: 21.81, grade: '0-25 %' } },
  refusal: null,
  overlay_url: null,
};
const entry = (changes: Partial<Omit<MeasuredEntry, 'entry'>> = {}): MeasuredEntry => ({
  entry: {
    code: 'DEMO-001',
    visitLabel: 'follow-up',
    file: 'a.jpg',
    visitId: 'v',
    photoId: 'p',
    baselineVisitId: 'b',
  },
  photo,
  pair,
  comparisonFailed: false,
  ...changes,
});
const refusal = { code: 'too_blurred', message: 'Take it again.' };

describe('a line of the demo table', () => {
  it('shows the machine beside the rater, and machine minus rater', () => {
    expect(demoRow(entry())).toEqual([
      'DEMO-001',
      'follow-up',
      'a.jpg',
      '4.32',
      '3.61',
      '26.2 % / 21.8 % (0-25 %)',
      '0.100',
      '0.083',
      '−0.017',
    ]);
  });

  it('shows a refusal in place of the number', () => {
    const refused = entry({ photo: { ...photo, state: 'refused', refusal, measurement: null } });
    expect(demoRow(refused).slice(3, 5)).toEqual(['too_blurred', '–']);
    expect(demoRow(refused).slice(7)).toEqual(['–', '–']);
    expect(demoRow(entry({ pair: { ...pair, comparison: null, refusal } }))[5]).toBe('too_blurred');
  });

  it('makes no number where there is no scale', () => {
    const lesion = { percent_of_skin: 4, area_cm2: null };
    const unscaled = { overlay_url: null, lesion, machine_scores: { vasi_continuous: null } };
    expect(demoRow(entry({ photo: { ...photo, measurement: unscaled } }))).toEqual(
      expect.arrayContaining(['4.00', '–', '0.100']),
    );
  });
});

describe('the first fault of the demo', () => {
  it('is nothing where all was measured and compared', () => {
    expect(firstFault([entry(), entry({ pair: undefined })])).toBeUndefined();
  });

  it('is a refused photo, a refused pair or a failed comparison', () => {
    expect(firstFault([entry(), entry({ photo: { ...photo, state: 'refused', refusal } })])).toContain(
      'Take it again.',
    );
    expect(firstFault([entry({ pair: { ...pair, comparison: null, refusal } })])).toContain('Take it again.');
    expect(firstFault([entry({ comparisonFailed: true })])).toContain('could not be compared');
  });
});
