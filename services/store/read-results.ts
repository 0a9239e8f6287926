import { consensus, type ReadKind } from '../study/reads.ts';
import type { Database } from './database.ts';
import { findMachineValue } from './machine-values.ts';
import { listReadsOfStudy, type Read, type ReadVersion, signedVersion } from './reads.ts';
import { isIntact } from './sign-read.ts';

export interface ReadResult {
  readonly read: Read;
  /** Name of the reader's key; null while nobody has taken an adjudication. */
  readonly reader: string | null;
  readonly kind: ReadKind;
  /** What counts; undefined until it is signed. */
  readonly version: ReadVersion | undefined;
  /** Whether it is what was signed. */
  readonly intact: boolean;
}

export const ADJUDICATION_STATES = ['not_needed', 'waiting', 'done'] as const;

/** All that was read of one photo or visit. */
export interface UnitResult {
  readonly roundId: string;
  readonly unitId: string;
  readonly subjectCode: string;
  readonly visitLabel: string;
  readonly reads: readonly ReadResult[];
  /** A picture was replaced after somebody had signed: nothing of it counts, and the unit is read again in another round. */
  readonly isSuperseded: boolean;
  readonly machineValue: number | null;
  readonly adjudication: (typeof ADJUDICATION_STATES)[number];
  /** What counts for the unit; null while something is missing. */
  readonly consensus: number | null;
}

async function readerNames(db: Database, studyId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('api_keys')
    .innerJoin('study_members', 'study_members.api_key_id', 'api_keys.id')
    .select(['api_keys.id', 'api_keys.name'])
    .where('study_members.study_id', '=', studyId)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function visitOf(db: Database, { plan, unitId }: Read) {
  const visits = db.selectFrom('visits').innerJoin('subjects', 'subjects.id', 'visits.subject_id');
  const named = visits.select(['subjects.code', 'visits.label']);
  return plan.unit === 'visit'
    ? await named.where('visits.id', '=', unitId).executeTakeFirstOrThrow()
    : await named
        .innerJoin('photos', 'photos.visit_id', 'visits.id')
        .where('photos.id', '=', unitId)
        .executeTakeFirstOrThrow();
}

function adjudicationState(version: ReadVersion | undefined, isNeeded: boolean): UnitResult['adjudication'] {
  if (!isNeeded) return 'not_needed';
  return version === undefined ? 'waiting' : 'done';
}

async function unitResult(
  db: Database,
  reads: readonly Read[],
  names: ReadonlyMap<string, string>,
): Promise<UnitResult> {
  const [{ roundId, unitId, plan }] = reads;
  const results = await Promise.all(
    reads.map(async (read): Promise<ReadResult> => {
      const version = signedVersion(read);
      const reader = read.readerKeyId === null ? null : (names.get(read.readerKeyId) ?? read.readerKeyId);
      return {
        read,
        reader,
        kind: read.kind,
        version,
        intact: version === undefined || (await isIntact(db, read, version)),
      };
    }),
  );
  const signedValue = ({ version }: ReadResult): number | null => version?.value ?? null;
  const adjudicated = results.find(({ kind }) => kind === 'adjudication');
  const visit = await visitOf(db, reads[0]);
  return {
    roundId,
    unitId,
    subjectCode: visit.code,
    visitLabel: visit.label,
    reads: results,
    isSuperseded: reads.some((read) => read.isSuperseded),
    machineValue: await findMachineValue(db, plan, unitId),
    adjudication: adjudicationState(adjudicated?.version, adjudicated !== undefined),
    consensus: reads.some((read) => read.isSuperseded)
      ? null
      : consensus({
          readers: results.filter(({ kind }) => kind === 'first').map(signedValue),
          adjudication: adjudicated && signedValue(adjudicated),
        }),
  };
}

/** Everything that was read in a study, unit by unit in order of subject and visit label. For nobody who is still to read. */
export async function listReadResults(db: Database, studyId: string): Promise<readonly UnitResult[]> {
  const names = await readerNames(db, studyId);
  const units = new Map<string, Read[]>();
  for (const read of await listReadsOfStudy(db, studyId)) {
    const key = `${read.roundId} ${read.unitId}`;
    units.set(key, [...(units.get(key) ?? []), read]);
  }
  const results: UnitResult[] = [];
  for (const reads of units.values()) results.push(await unitResult(db, reads, names));
  const place = ({ subjectCode, visitLabel }: UnitResult) => `${subjectCode}\n${visitLabel}`;
  return results.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
