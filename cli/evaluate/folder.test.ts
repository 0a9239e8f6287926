import { describe, expect, it } from 'vitest';
import { planCases } from './folder.ts';

const planned = (...given: Parameters<typeof planCases>) =>
  planCases(...given).map(({ photo, askedAs, mask, fault }) => [photo, askedAs, mask, fault?.code]);

describe('what a folder holds', () => {
  it('is photos with masks of their name, in the order of names; other files are no photos', () => {
    const files = ['b.PNG', 'a.jpg', 'a.mask.png', 'b.truth.png', 'notes.txt', '.hidden.jpg', 'evaluate.csv'];
    expect(planned(files, [], 'vitiligo')).toEqual([
      ['a.jpg', 'vitiligo', 'a.mask.png', undefined],
      ['b.PNG', 'vitiligo', 'b.truth.png', undefined],
    ]);
  });

  it('is never dropped in silence', () => {
    const files = ['a.jpg', 'b.jpg', 'b.mask.png', 'b.truth.png', 'c.jpg', 'c.png', 'c.mask.png', 'd.mask.png'];
    expect(planned(files, [{ photo: 'e.jpg', condition: 'melasma' }], 'vitiligo')).toEqual([
      ['a.jpg', 'vitiligo', undefined, 'no_mask'],
      ['b.jpg', 'vitiligo', 'b.mask.png', 'several_masks'],
      ['c.jpg', 'vitiligo', 'c.mask.png', 'several_photos'],
      ['c.png', 'vitiligo', 'c.mask.png', 'several_photos'],
      ['d.mask.png', undefined, undefined, 'no_photo'],
      ['e.jpg', undefined, undefined, 'no_photo'],
    ]);
    expect(planned(['a.jpg', 'a.mask.png'], [], undefined)).toEqual([
      ['a.jpg', undefined, 'a.mask.png', 'no_condition'],
    ]);
  });

  it('asks healthy skin, with or without a mask, for every condition or for the one named', () => {
    const healthy = [{ photo: 'a.jpg', condition: 'healthy' as const }];
    expect(planned(['a.jpg'], healthy, undefined)).toEqual([
      ['a.jpg', 'vitiligo', undefined, undefined],
      ['a.jpg', 'psoriasis', undefined, undefined],
      ['a.jpg', 'melasma', undefined, undefined],
    ]);
    expect(planned(['a.jpg', 'a.mask.png'], healthy, 'melasma')).toEqual([
      ['a.jpg', 'melasma', 'a.mask.png', undefined],
    ]);
  });

  it('takes condition, subject and scale of a photo from the list before the option', () => {
    const list = [{ photo: 'a.jpg', condition: 'melasma' as const, subject: 'S1', mm_per_pixel: 0.2 }];
    expect(planCases(['a.jpg', 'a.mask.png'], list, 'vitiligo')).toMatchObject([
      { shows: 'melasma', askedAs: 'melasma', subject: 'S1', mmPerPixel: 0.2 },
    ]);
  });
});
