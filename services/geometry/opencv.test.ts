import { describe, expect, it } from 'vitest';
import { loadOpenCv, withMats } from './opencv.ts';

describe('loadOpenCv', () => {
  it('loads once and leaves no handlers on the process', async () => {
    const count = () => process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException');
    const before = count();
    const first = await loadOpenCv();
    expect(await loadOpenCv()).toBe(first);
    expect(count()).toBe(before);
  });
});

describe('withMats', () => {
  it('frees what was kept, last first, also when the body throws', async () => {
    const { cv } = await loadOpenCv();
    const freed: string[] = [];
    const object = (name: string) => ({ delete: () => void freed.push(name) });
    expect(() =>
      withMats(cv, (keep) => {
        keep(object('first'));
        keep(object('second'));
        throw new RangeError('from the body');
      }),
    ).toThrow('from the body');
    expect(freed).toEqual(['second', 'first']);
  });

  it("turns OpenCV's numeric exceptions into errors with its own words", async () => {
    const { cv } = await loadOpenCv();
    const matchWithoutImages = () =>
      withMats(cv, (keep) => {
        const empty = keep(new cv.Mat());
        cv.matchTemplate(empty, empty, keep(new cv.Mat()), cv.TM_CCOEFF_NORMED);
      });
    expect(matchWithoutImages).toThrow(/OpenCV/);
  });
});
