import { expect, it } from 'vitest';
import { shareOfSkinColour } from './skin-colour.ts';

const [WIDTH, HEIGHT] = [40, 20];
const everywhere = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(1) };

/** The left part in one colour, the rest in teal cloth. */
function photo(colour: readonly number[], columns: number) {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) =>
    Math.floor(i / 3) % WIDTH < columns ? colour[i % 3] : [103, 132, 135][i % 3],
  );
  return { width: WIDTH, height: HEIGHT, data };
}

it.each([
  ['very light', [240, 208, 190]],
  ['tan', [168, 120, 92]],
  ['dark', [74, 50, 40]],
  ['depigmented', [228, 196, 182]],
])('%s skin has the colour of skin, teal cloth has not', (_, colour) => {
  expect(shareOfSkinColour(photo(colour, WIDTH), everywhere)).toBe(1);
  expect(shareOfSkinColour(photo(colour, WIDTH / 2), everywhere)).toBe(0.5);
  expect(shareOfSkinColour(photo(colour, 0), everywhere)).toBe(0);
});

it('is 0 where no skin was found', () => {
  expect(shareOfSkinColour(photo([168, 120, 92], WIDTH), { ...everywhere, data: new Uint8Array(800) })).toBe(0);
});
