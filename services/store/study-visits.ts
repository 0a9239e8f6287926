import { sql } from 'kysely';
import type { ExportedVisit } from '../export/fhir/bundle.ts';
import type { VisitPlace } from '../export/study/study-data.ts';
import type { Database } from './database.ts';
import { listVisitPlaces, type StudyPart, streamMeasurements, streamScores } from './study-rows.ts';

interface Placed {
  readonly place: VisitPlace;
  readonly isLatest: boolean;
}

/** Takes rows, which come in the order of the visits, visit by visit; only those that no other replaces. */
class RowsByVisit<Row extends Placed> {
  readonly #rows: AsyncGenerator<Row, void>;
  /** Read already, but of a later visit. */
  #next: Row | undefined;

  constructor(rows: AsyncGenerator<Row, void>) {
    this.#rows = rows;
  }

  async take(visitId: string): Promise<readonly Row[]> {
    const taken: Row[] = [];
    for (;;) {
      this.#next ??= (await this.#rows.next()).value ?? undefined;
      if (this.#next === undefined || this.#next.place.visitId !== visitId) return taken;
      if (this.#next.isLatest) taken.push(this.#next);
      this.#next = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#rows.return();
  }
}

/** Runs `use` with two connections that see the same moment: a cursor keeps its connection to itself. */
async function* withTwinSnapshots<Row>(
  db: Database,
  use: (first: Database, second: Database) => AsyncGenerator<Row, void>,
): AsyncGenerator<Row, void> {
  const first = await db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    const { rows } = await sql<{ id: string }>`select pg_export_snapshot() as id`.execute(first);
    const second = await db.startTransaction().setIsolationLevel('repeatable read').execute();
    try {
      await sql`set transaction snapshot ${sql.lit(rows[0].id)}`.execute(second);
      yield* use(first, second);
    } finally {
      await second.rollback().execute();
    }
  } finally {
    await first.rollback().execute();
  }
}

/**
 * Visits with the measurements and scores that no other replaces, as they stood when the first was asked for. One visit is held at a
 * time, beside the list of all.
 */
export async function* streamVisits(db: Database, part: StudyPart): AsyncGenerator<ExportedVisit, void> {
  yield* withTwinSnapshots(db, async function* (first, second) {
    const places = await listVisitPlaces(first, part);
    const measurements = new RowsByVisit(streamMeasurements(first, part));
    const scores = new RowsByVisit(streamScores(second, part));
    try {
      for (const place of places) {
        yield {
          place,
          measurements: await measurements.take(place.visitId),
          scores: await scores.take(place.visitId),
        };
      }
    } finally {
      await measurements.close();
      await scores.close();
    }
  });
}
