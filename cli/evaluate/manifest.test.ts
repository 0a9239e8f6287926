import { describe, expect, it } from 'vitest';
import { parseCsvManifest, parseJsonManifest } from './manifest.ts';

describe('evaluate.csv', () => {
  const expected = [
    { photo: 'a.jpg', condition: 'vitiligo', subject: 'S, 1', mm_per_pixel: 0.1 },
    { photo: 'b "x".jpg', condition: 'healthy' },
  ];
  it.each([
    ['commas, quotes', 'photo,condition,subject,mm_per_pixel\na.jpg,vitiligo,"S, 1",0.1\n"b ""x"".jpg",healthy,,\n'],
    [
      'semicolons, CRLF, a byte order mark',
      '\uFEFFphoto;condition;subject;mm_per_pixel\r\na.jpg;vitiligo;S, 1;0.1\r\n\r\n"b ""x"".jpg";healthy',
    ],
  ])('with %s', (_, text) => {
    expect(parseCsvManifest(text)).toEqual(expected);
  });

  it.each([
    ['photo,illness\na.jpg,vitiligo', /needs the columns photo, condition/],
    ['photo,condition\na.jpg,eczema', /photo 1: condition .*vitiligo, psoriasis, melasma, healthy/],
    ['photo,condition\na.jpg,vitiligo\na.jpg,vitiligo', /photo 2: a.jpg is listed twice/],
    ['photo,condition,mm_per_pixel\na.jpg,vitiligo,much', /mm_per_pixel/],
    ['photo,condition,mm_per_pixel\na.jpg,vitiligo,0', /mm_per_pixel/],
    ['photo,condition\na.jpg,vitiligo,1', /more cells than columns/],
    ['photo,condition\n"a.jpg,vitiligo', /quote/],
  ])('is refused as %j', (text, message) => {
    expect(() => parseCsvManifest(text)).toThrow(message);
  });
});

describe('evaluate.json', () => {
  it('is an array of photos', () => {
    expect(parseJsonManifest('[{"photo":"a.jpg","condition":"melasma"}]')).toEqual([
      { photo: 'a.jpg', condition: 'melasma' },
    ]);
    expect(() => parseJsonManifest('{')).toThrow('not JSON');
    expect(() => parseJsonManifest('{}')).toThrow('no array');
    expect(() => parseJsonManifest('[{"photo":"a.jpg"}]')).toThrow(/entry 1/);
  });
});
