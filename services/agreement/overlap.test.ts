import { describe, expect, it } from 'vitest';
import { dice, iou, overlap } from './overlap.ts';

// 0 = elsewhere, 127 = skin, 255 = lesion. Counted by hand: truth 4, measured 5, both 3.
const truth = Uint8Array.from([
  ...[0, 127, 255, 255], //
  ...[0, 127, 255, 255],
  ...[0, 127, 127, 127],
]);
const measured = Uint8Array.from([
  ...[0, 127, 127, 255], //
  ...[0, 255, 255, 255],
  ...[0, 127, 127, 255],
]);

describe('overlap of two masks', () => {
  it('counts the pixels of each mask and of both', () => {
    expect(overlap(truth, measured, 255)).toEqual({ truth: 4, measured: 5, intersection: 3 });
  });

  it('counts another grey level by itself', () => {
    expect(overlap(truth, measured, 127)).toEqual({ truth: 5, measured: 4, intersection: 3 });
  });

  it('gives IoU 3/6 and Dice 6/9 for the masks above', () => {
    const counts = overlap(truth, measured, 255);
    expect(iou(counts)).toBe(0.5);
    expect(dice(counts)).toBeCloseTo(2 / 3, 12);
  });

  it('keeps J = D / (2 - D)', () => {
    const counts = overlap(truth, measured, 127);
    expect(iou(counts)).toBeCloseTo(dice(counts) / (2 - dice(counts)), 12);
  });

  it('calls two empty masks equal and an empty one against a full one wholly wrong', () => {
    const none = new Uint8Array(4);
    expect(iou(overlap(none, none, 255))).toBe(1);
    expect(dice(overlap(none, none, 255))).toBe(1);
    expect(iou(overlap(none, new Uint8Array(4).fill(255), 255))).toBe(0);
  });

  it('refuses masks of two sizes', () => {
    expect(() => overlap(new Uint8Array(3), new Uint8Array(4), 255)).toThrow('Expected masks of one size');
  });
});

it('of a Jaccard index of 0.736 is a Dice of 0.848: D = 2J / (1 + J)', () => {
  const counts = { truth: 868, measured: 868, intersection: 736 };
  expect(iou(counts)).toBeCloseTo(0.736, 12);
  expect(dice(counts)).toBeCloseTo(0.848, 3);
  expect(dice(counts) / (2 - dice(counts))).toBeCloseTo(0.736, 12);
});
