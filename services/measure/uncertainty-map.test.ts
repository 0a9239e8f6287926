import { expect, it } from 'vitest';
import { uncertaintyMap } from './uncertainty-map.ts';

it('is nothing where the network is sure or sees no skin, and whole at one half', () => {
  const grid = {
    width: 5,
    height: 1,
    skin: Float32Array.of(1, 1, 1, 0.5, 0.25),
    lesion: Float32Array.of(0, 1, 0.5, 0.25, 0.5),
  };
  expect(uncertaintyMap(grid)).toEqual({ width: 5, height: 1, data: Float32Array.of(0, 0, 1, 0.75, 0) });
});
