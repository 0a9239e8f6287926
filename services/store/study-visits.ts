import type { ExportedVisit } from '../export/fhir/bundle.ts';
import type { Database } from './database.ts';
import { listVisitPlaces, type StudyPart, streamMeasurements, streamScores } from './study-rows.ts';

async function latestOf<Row extends { readonly isLatest: boolean }>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const latest: Row[] = [];
  for await (const row of rows) if (row.isLatest) latest.push(row);
  return latest;
}

/**
 * Visits with the measurements and scores that no other replaces, as they stood when the first was asked for. One visit is held at a
 * time, beside the list of all.
 */
export async function* streamVisits(db: Database, part: StudyPart): AsyncGenerator<ExportedVisit, void> {
  const snapshot = await db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    for (const place of await listVisitPlaces(snapshot, part)) {
      const visit = { ...part, visitId: place.visitId };
      const measurements = await latestOf(streamMeasurements(snapshot, visit));
      const scores = await latestOf(streamScores(snapshot, visit));
      yield { place, measurements, scores };
    }
  } finally {
    await snapshot.rollback().execute();
  }
}
