import { describe, expect, it } from 'vitest';
import { checkInputShape, inLayout, type NetworkForm, probabilitiesOf } from './network-form.ts';

const form: NetworkForm = {
  input: 'image',
  output: 'p',
  layout: 'NHWC',
  activation: 'sigmoid in graph',
  channels: 2,
  multipleOf: 1,
};
const size = { width: 2, height: 1 };

describe('layout', () => {
  it('NHWC puts red, green and blue of a pixel together', () => {
    const planes = Float32Array.from([...[1, 2], ...[3, 4], ...[5, 6]]);
    expect([...inLayout('NHWC', planes, size)]).toEqual([...[1, 3, 5], ...[2, 4, 6]]);
    expect(inLayout('NCHW', planes, size)).toBe(planes);
  });

  it('says where the values of a channel stand', () => {
    const data = Float32Array.from([0, 0.25, 0.5, 1]);
    const [second] = probabilitiesOf(form, { data, shape: [1, 1, 2, 2] }, size, [1]);
    expect([...second]).toEqual([0.25, 1]);
    const planar = { ...form, layout: 'NCHW' } as const;
    expect([...probabilitiesOf(planar, { data, shape: [1, 2, 1, 2] }, size, [1])[0]]).toEqual([0.5, 1]);
  });
});

describe('output', () => {
  const logits = Float32Array.from([0, Math.log(3), -Math.log(3), 40]);
  const shape = [1, 1, 2, 2];

  it('that is logits becomes probabilities: log 3 is 3 in 4', () => {
    const [first, second] = probabilitiesOf({ ...form, activation: 'none' }, { data: logits, shape }, size, [0, 1]);
    expect(first[0]).toBe(0.5);
    expect(first[1]).toBeCloseTo(0.25, 6);
    expect(second[0]).toBeCloseTo(0.75, 6);
    expect(second[1]).toBe(1);
  });

  it.each([
    ['logits called probabilities', { data: logits, shape }, /holds -1\.09.*no probability.*'none'/],
    ['another shape', { data: logits, shape: [1, 2, 1, 2] }, /is 1 x 2 x 1 x 2 where the manifest says 1 x 1 x 2 x 2/],
    ['another rank', { data: logits, shape: [4] }, /is 4 where/],
    ['whole numbers', { data: new Int32Array(4), shape }, /not float32/],
    ['not a number', { data: new Float32Array(4).fill(Number.NaN), shape }, /not finite/],
    ['infinite', { data: new Float32Array(4).fill(Number.POSITIVE_INFINITY), shape }, /not finite/],
  ])('that is %s is refused', (_, tensor, message) => {
    expect(() => probabilitiesOf(form, tensor, size, [0, 1])).toThrow(message);
  });

  it('keeps to [0, 1] when it is beyond by rounding', () => {
    const data = Float32Array.from([1.000001, -0.000001, 0, 0]);
    const found = probabilitiesOf(form, { data, shape }, size, [0, 1]);
    expect([found[0][0], found[1][0]]).toEqual([1, 0]);
  });
});

describe('input', () => {
  it.each([[[1, null, null, 3]], [[null, -1, -1, 3]], [['batch', 'height', 'width', 3]]])('%j is taken', (shape) => {
    expect(() => checkInputShape(form, shape)).not.toThrow();
  });

  it.each([
    [[1, 256, 256, 3], /takes 1 x 256 x 256 x 3, but NHWC photos of any width and height/],
    [[1, 3, null, null], /set the layout/],
    [[null, null, 3], /takes any x any x 3/],
    [[8, null, null, 3], /takes 8/],
  ])('%j is refused', (shape, message) => {
    expect(() => checkInputShape(form, shape)).toThrow(message);
  });
});
