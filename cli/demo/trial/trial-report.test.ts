import { expect, it } from 'vitest';
import { notMeasuredSentence } from './trial-report.ts';

it('a refused photo is named with its reason, and with the photo that took its place', () => {
  const refused = { file: 'N-07-baseline.jpg', state: 'refused', reason: 'Take it in even light.', retake: undefined };
  expect(notMeasuredSentence(refused)).toBe('N-07-baseline.jpg is refused: Take it in even light.');
  expect(notMeasuredSentence({ ...refused, retake: 'again.jpg' })).toMatch(
    /asked for another: again\.jpg took its place/,
  );
});
