import type { ExportedVisit } from '../export/fhir/bundle.ts';
import type { VisitPlace } from '../export/study/study-data.ts';
import type { Database } from './database.ts';
import { streamMachineScores } from './study-machine-scores.ts';
import { listReaders, streamReads } from './study-reads.ts';
import { listVisitPlaces, type StudyPart, streamMeasurements, streamScores } from './study-rows.ts';

/** Visits that are asked for at a time: enough to be quick, few enough to be nothing in memory. */
const VISITS_AT_ONCE = 200;

/** Everything that is asked of the database within is of the same moment: that of the transaction where one is open already. */
async function* inSnapshot<Row>(
  db: Database,
  use: (snapshot: Database) => AsyncGenerator<Row, void>,
): AsyncGenerator<Row, void> {
  if (db.isTransaction) {
    yield* use(db);
    return;
  }
  const transaction = await db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    yield* use(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}

interface Placed {
  readonly place: VisitPlace;
  readonly isLatest?: boolean;
}

/** Rows that no other replaces, by visit. */
async function countingRows<Row extends Placed>(
  rows: AsyncIterable<Row>,
): Promise<(place: VisitPlace) => readonly Row[]> {
  const byVisit = new Map<string, Row[]>();
  for await (const row of rows) {
    if (row.isLatest === false) continue;
    const known = byVisit.get(row.place.visitId);
    if (known === undefined) byVisit.set(row.place.visitId, [row]);
    else known.push(row);
  }
  return ({ visitId }) => byVisit.get(visitId) ?? [];
}

/** What is wanted of visits; the rest is not asked for. */
export type VisitContent = Exclude<keyof ExportedVisit, 'place'>;
export const ALL_OF_A_VISIT: readonly VisitContent[] = ['measurements', 'scores', 'reads', 'machineScores'];

async function* nothing(): AsyncGenerator<never, void> {}

/**
 * Visits with what counts of them, as it stood when the first was asked for: measurements, scores and signed reads that no other replaces, and
 * what the machine scores. A few visits are held at a time, beside the list of all.
 */
export async function* streamVisits(
  db: Database,
  part: StudyPart,
  content: readonly VisitContent[] = ALL_OF_A_VISIT,
): AsyncGenerator<ExportedVisit, void> {
  yield* inSnapshot(db, async function* (snapshot) {
    const places = await listVisitPlaces(snapshot, part);
    // Once, and not for each batch: they are looked for in all reads of the study.
    const readers = content.includes('reads') ? await listReaders(snapshot, part.studyId) : undefined;
    for (let from = 0; from < places.length; from += VISITS_AT_ONCE) {
      const batch = places.slice(from, from + VISITS_AT_ONCE);
      const of = { ...part, visitIds: batch.map(({ visitId }) => visitId) };
      const wanted = <Row extends Placed>(
        name: VisitContent,
        rows: (db: Database, part: StudyPart) => AsyncIterable<Row>,
      ) => countingRows(content.includes(name) ? rows(snapshot, of) : nothing());
      const measurements = await wanted('measurements', streamMeasurements);
      const scores = await wanted('scores', streamScores);
      const reads = await wanted('reads', (db, part) => streamReads(db, part, readers));
      const machineScores = await wanted('machineScores', streamMachineScores);
      for (const place of batch) {
        yield {
          place,
          measurements: measurements(place),
          scores: scores(place),
          reads: reads(place),
          machineScores: machineScores(place),
        };
      }
    }
  });
}
