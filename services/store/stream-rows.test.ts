import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readAhead } from './stream-rows.ts';

/** Numbers from 0, and what became of their source. */
function numbers(count: number, failsAt = Number.POSITIVE_INFINITY) {
  const seen = { given: 0, closed: false };
  async function* rows(): AsyncGenerator<number, void> {
    try {
      for (let n = 0; n < count; n++) {
        if (n === failsAt) throw new Error(`no row ${n}`);
        await setImmediate();
        seen.given += 1;
        yield n;
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, rows: rows() };
}

describe('readAhead', () => {
  it.each([0, 1, 9, 10, 11, 25])('gives all of %i rows in their order', async (count) => {
    const { rows, seen } = numbers(count);
    expect(await Readable.from(readAhead(rows, 10)).toArray()).toEqual(Array.from({ length: count }, (_, n) => n));
    expect(seen.closed).toBe(true);
  });

  it('fetches the next rows while these are used, and no more', async () => {
    const { rows, seen } = numbers(1000);
    const ahead = readAhead(rows, 10);
    expect((await ahead.next()).value).toBe(0);
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(seen.given).toBe(20);
    await ahead.return();
  });

  it('closes its source when whoever uses the rows stops', async () => {
    const { rows, seen } = numbers(1000);
    for await (const row of readAhead(rows, 10)) if (row === 3) break;
    expect(seen.closed).toBe(true);
    expect(seen.given).toBeLessThanOrEqual(21);
  });

  it('fails as its source does, after the rows that came before', async () => {
    const { rows, seen } = numbers(1000, 20);
    const got: number[] = [];
    const use = async () => {
      for await (const row of readAhead(rows, 10)) got.push(row);
    };
    await expect(use()).rejects.toThrow('no row 20');
    expect(got).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(seen.closed).toBe(true);
  });

  it('does not end the process where its source fails while rows of before are used', async () => {
    const { rows } = numbers(1000, 10);
    const ahead = readAhead(rows, 10);
    await ahead.next();
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    await expect(ahead.return()).resolves.toEqual({ done: true, value: undefined });
  });
});
