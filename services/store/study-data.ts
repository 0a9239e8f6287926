import { sql } from 'kysely';
import { groupBy } from '../agreement/group-by.ts';
import type { ReadUnit, StudyData, StudyScore, StudyVisit } from '../results/study-data.ts';
import type { Database } from './database.ts';
import { listProtocolVersions } from './protocol-amendments.ts';
import { listReadResults, type UnitResult } from './read-results.ts';
import type { Study } from './studies.ts';
import { listStudyPhotos } from './study-photos.ts';
import { scoresOf } from './study-rows.ts';
import { listTreatments } from './treatments.ts';

async function listVisits(db: Database, studyId: string): Promise<readonly StudyVisit[]> {
  const rows = await db
    .selectFrom('visits')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .innerJoin('sites', 'sites.id', 'subjects.site_id')
    .select(['visits.id', 'visits.label', 'visits.sequence', 'visits.age_years', 'subjects.id as subject_id'])
    .select(['subjects.code as subject_code', 'subjects.height_cm', 'subjects.weight_kg', 'sites.code as site_code'])
    .where('subjects.study_id', '=', studyId)
    .execute();
  const visits = rows.map((row) => ({
    ...{ id: row.id, label: row.label, number: row.sequence, ageYears: row.age_years },
    ...{ subjectId: row.subject_id, subjectCode: row.subject_code, siteCode: row.site_code },
    ...{ heightCm: row.height_cm, weightKg: row.weight_kg },
  }));
  return visits.sort(
    (a, b) => before(a.siteCode, b.siteCode) || before(a.subjectCode, b.subjectCode) || a.number - b.number,
  );
}

/** By code units, so that no setting of the database changes the order. */
const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those that no other replaces and that have a total. */
async function listScores(db: Database, studyId: string): Promise<readonly StudyScore[]> {
  const rows = await scoresOf(db, studyId)
    .leftJoin('manual_scores as successors', 'successors.supersedes', 'manual_scores.id')
    .select(['visits.id as visit_id', 'manual_scores.photo_id', 'manual_scores.instrument', 'manual_scores.value'])
    .select(['manual_scores.definition_id', 'manual_scores.rater', 'manual_scores.scored_at'])
    .where('successors.id', 'is', null)
    .where('photos.replaced_by', 'is', null)
    .orderBy('manual_scores.scored_at')
    .orderBy('manual_scores.created_at')
    .orderBy('manual_scores.id')
    .execute();
  return rows.flatMap(({ value, ...row }) =>
    value === null
      ? []
      : [
          {
            ...{ visitId: row.visit_id, photoId: row.photo_id, instrument: row.instrument, value },
            ...{ definition: row.definition_id, rater: row.rater, scoredAt: row.scored_at },
          },
        ],
  );
}

/** Two keys may have one name: then the beginning of the key's id tells them apart. */
function readerNames(units: readonly UnitResult[]): ReadonlyMap<string, string> {
  const readers = new Map<string, string>();
  for (const { read, reader } of units.flatMap(({ reads }) => reads)) {
    if (read.readerKeyId !== null && reader !== null) readers.set(read.readerKeyId, reader);
  }
  const sharing = groupBy(readers, ([, name]) => name);
  return new Map(
    [...readers].map(([id, name]) => [id, (sharing.get(name)?.length ?? 0) > 1 ? `${name} (${id.slice(0, 8)})` : name]),
  );
}

function readUnits(units: readonly UnitResult[]): readonly ReadUnit[] {
  // Of a unit of which a picture was replaced nothing counts: it is read again.
  const counting = units.filter(({ isSuperseded }) => !isSuperseded);
  const names = readerNames(counting);
  return counting.map(({ plan, unitId, visitId, reads, consensus, adjudication }) => ({
    ...{ unit: plan.unit, unitId, visitId, definition: plan.definition, consensus },
    adjudicated: adjudication === 'done',
    reads: reads.map(({ read, kind, version, intact }) => ({
      ...{ reader: read.readerKeyId === null ? null : (names.get(read.readerKeyId) ?? null), kind, intact },
      value: version?.value ?? null,
      definitionVersion: version?.definition.version ?? null,
      machineSeen: version?.machineSeen ?? null,
    })),
  }));
}

/** Of what counts and of what was corrected since. */
function firstSignature(units: readonly UnitResult[]): Date | null {
  const times = units.flatMap(({ reads }) =>
    reads.flatMap(({ read }) => read.versions.flatMap(({ signature }) => signature?.signedAt.getTime() ?? [])),
  );
  return times.length === 0 ? null : new Date(times.reduce((first, time) => Math.min(first, time)));
}

/** Reads, on a connection of its own, what was there when it began to. */
async function atOneMoment<Result>(db: Database, read: (moment: Database) => Promise<Result>): Promise<Result> {
  return await db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

/** The moment of a transaction, for others to read at. @source PostgreSQL, "Snapshot Synchronization Functions" */
async function snapshotOf(moment: Database): Promise<string> {
  const { rows } = await sql<{ id: string }>`select pg_export_snapshot() as id`.execute(moment);
  return rows[0].id;
}

/**
 * The numbers of a study as they are at one moment, in a handful of queries on two connections.
 * @param seesTreatments whether whoever asks may see them; they are left out before the study is unblinded in any case
 */
export async function loadStudyData(db: Database, study: Study, seesTreatments: boolean): Promise<StudyData> {
  const { id, code, title, protocol, lockedAt, unblindedAt } = study;
  return await atOneMoment(db, async (transaction) => {
    const snapshot = await snapshotOf(transaction);
    // Half of all there is to fetch: what comes first is worked on while the other is still asked.
    const photosOfStudy = atOneMoment(db, async (other) => {
      await sql`set transaction snapshot ${sql.lit(snapshot)}`.execute(other);
      return await listStudyPhotos(other, id);
    });
    // A failure is kept until somebody waits for the photos.
    photosOfStudy.catch(() => {});
    const visits = await listVisits(transaction, id);
    const results = await listReadResults(transaction, id);
    const treatments = unblindedAt !== null && seesTreatments ? await listTreatments(transaction, id) : null;
    return {
      ...{ code, title, protocol, visits, units: readUnits(results) },
      protocols: await listProtocolVersions(transaction, study),
      firstSignedAt: firstSignature(results),
      ...{ locked: lockedAt !== null, unblinded: unblindedAt !== null },
      scores: await listScores(transaction, id),
      photos: await photosOfStudy,
      treatments:
        treatments &&
        new Map(treatments.flatMap(({ subjectId, treatment }) => (treatment === null ? [] : [[subjectId, treatment]]))),
    };
  });
}
