/** Rows that a cursor brings at a time. */
const FETCH_ROWS = 500;

/** The rows of a query as they come, with the next ones on their way. */
export function streamRows<Row>(
  query: { stream(atOnce: number): AsyncIterable<Row> },
  atOnce: number = FETCH_ROWS,
): AsyncGenerator<Row, void> {
  return readAhead(query.stream(atOnce), atOnce);
}

/**
 * The same rows, the next of them being fetched while these are used: otherwise the database and whoever uses the rows wait for one another
 * in turn.
 * @param atOnce rows that are fetched ahead; at most twice as many are held
 */
export async function* readAhead<Row>(rows: AsyncIterable<Row>, atOnce: number): AsyncGenerator<Row, void> {
  const source = rows[Symbol.asyncIterator]();
  let coming = fetched(source, atOnce);
  try {
    for (let batch = await coming; batch.length > 0; batch = await coming) {
      coming = fetched(source, atOnce);
      yield* batch;
    }
  } finally {
    await source.return?.();
  }
}

/** The next rows, fewer only where there are no more. A failure is kept until somebody waits for them. */
function fetched<Row>(source: AsyncIterator<Row>, atOnce: number): Promise<readonly Row[]> {
  const batch = take(source, atOnce);
  batch.catch(() => {});
  return batch;
}

async function take<Row>(source: AsyncIterator<Row>, atOnce: number): Promise<readonly Row[]> {
  const batch: Row[] = [];
  while (batch.length < atOnce) {
    const next = await source.next();
    if (next.done) break;
    batch.push(next.value);
  }
  return batch;
}
