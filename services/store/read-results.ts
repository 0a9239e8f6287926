import { groupBy } from '../agreement/group-by.ts';
import { type AdjudicationState, consensus, type ReadKind, type RoundPlan } from '../study/reads.ts';
import { isAmong } from './among.ts';
import type { Database } from './database.ts';
import { findMachineValues } from './machine-values.ts';
import { listPhotoSha256s, listReadsOfStudy, type Read, type ReadVersion, signedVersion } from './reads.ts';
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

/** All that people read of one photo or visit. */
export interface UnitResult {
  readonly roundId: string;
  readonly unitId: string;
  readonly plan: RoundPlan;
  readonly visitId: string;
  readonly subjectCode: string;
  readonly visitLabel: string;
  readonly reads: readonly ReadResult[];
  /** A picture was replaced after somebody had signed: nothing of it counts, and the unit is read again in another round. */
  readonly isSuperseded: boolean;
  readonly adjudication: AdjudicationState;
  /** What counts for the unit; null while something is missing. */
  readonly consensus: number | null;
}

/** The same beside the machine's value as it is now. */
export interface UnitResultWithMachine extends UnitResult {
  readonly machineValue: number | null;
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

interface Place {
  readonly visitId: string;
  readonly subjectCode: string;
  readonly visitLabel: string;
}

/** Where units are found: photos by their visit, visits by themselves. */
async function placesOf(db: Database, unitIds: readonly string[]): Promise<ReadonlyMap<string, Place>> {
  const rows = await db
    .selectFrom('visits')
    .innerJoin('subjects', 'subjects.id', 'visits.subject_id')
    .leftJoin('photos', (join) => join.onRef('photos.visit_id', '=', 'visits.id').on(isAmong('photos.id', unitIds)))
    .select(['visits.id as visit_id', 'photos.id as photo_id', 'subjects.code', 'visits.label'])
    .where((where) => where.or([where('photos.id', 'is not', null), isAmong('visits.id', unitIds)]))
    .execute();
  const places = new Map<string, Place>();
  for (const { visit_id, photo_id, code, label } of rows) {
    const place = { visitId: visit_id, subjectCode: code, visitLabel: label };
    for (const id of [visit_id, photo_id]) if (id !== null) places.set(id, place);
  }
  return places;
}

function adjudicationState(version: ReadVersion | undefined, isNeeded: boolean): AdjudicationState {
  if (!isNeeded) return 'not_needed';
  return version === undefined ? 'waiting' : 'done';
}

/** What is asked of the database once for all reads. */
interface Lookups {
  readonly readers: ReadonlyMap<string, string>;
  readonly photoSha256s: ReadonlyMap<string, readonly string[]>;
  readonly places: ReadonlyMap<string, Place>;
}

const unitKey = ({ roundId, unitId }: Pick<Read, 'roundId' | 'unitId'>): string => `${roundId} ${unitId}`;

function readResult(read: Read, { readers, photoSha256s }: Lookups): ReadResult {
  const version = signedVersion(read);
  return {
    read,
    reader: read.readerKeyId === null ? null : (readers.get(read.readerKeyId) ?? read.readerKeyId),
    kind: read.kind,
    version,
    intact: version === undefined || isIntact(read, photoSha256s.get(read.id) ?? [], version),
  };
}

function unitResult(reads: readonly Read[], lookups: Lookups): UnitResult {
  const [{ roundId, unitId, plan }] = reads;
  const place = lookups.places.get(unitId);
  if (place === undefined) throw new Error(`There is no photo or visit ${unitId}, which was read.`);
  const results = reads.map((read) => readResult(read, lookups));
  const signedValue = ({ version }: ReadResult): number | null => version?.value ?? null;
  const adjudicated = results.find(({ kind }) => kind === 'adjudication');
  return {
    ...{ roundId, unitId, plan, ...place, reads: results },
    isSuperseded: reads.some((read) => read.isSuperseded),
    adjudication: adjudicationState(adjudicated?.version, adjudicated !== undefined),
    consensus: reads.some((read) => read.isSuperseded)
      ? null
      : consensus({
          readers: results.filter(({ kind }) => kind === 'first').map(signedValue),
          adjudication: adjudicated && signedValue(adjudicated),
        }),
  };
}

/**
 * Everything that was read in a study, unit by unit in order of subject and visit label. For nobody who is still to read. The number of
 * queries does not grow with the reads.
 */
export async function listReadResults(db: Database, studyId: string): Promise<readonly UnitResult[]> {
  const reads = await listReadsOfStudy(db, studyId);
  const units = groupBy(reads, unitKey);
  const lookups: Lookups = {
    readers: await readerNames(db, studyId),
    photoSha256s: await listPhotoSha256s(
      db,
      reads.map(({ id }) => id),
    ),
    places: await placesOf(db, [...new Set(reads.map(({ unitId }) => unitId))]),
  };
  const place = ({ subjectCode, visitLabel }: UnitResult) => `${subjectCode}\n${visitLabel}`;
  return [...units.values()]
    .map((ofUnit) => unitResult(ofUnit, lookups))
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** One query more for each round, whose plan says which value is asked for: it reads all measurements of the photos. */
export async function withMachineValues(
  db: Database,
  units: readonly UnitResult[],
): Promise<readonly UnitResultWithMachine[]> {
  const values = new Map<string, number | null>();
  for (const [roundId, own] of groupBy(units, (unit) => unit.roundId)) {
    const unitIds = own.map(({ unitId }) => unitId);
    const found = await findMachineValues(db, own[0].plan, unitIds);
    for (const unitId of unitIds) values.set(unitKey({ roundId, unitId }), found.get(unitId) ?? null);
  }
  return units.map((unit) => ({ ...unit, machineValue: values.get(unitKey(unit)) ?? null }));
}
