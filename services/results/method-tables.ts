import { groupBy } from '../agreement/group-by.ts';
import { lesionSize } from '../agreement/lesion-size.ts';
import { machineScoreOfPhoto, machineScoreOfVisit } from '../scores/machine-score.ts';
import type { ReadPlan } from '../study/protocol.ts';
import { isOf, type ScoredDefinition, scoredDefinitions } from './scored-definitions.ts';
import type { ReadUnit, StudyData, StudyPhoto, StudyVisit } from './study-data.ts';
import { subjectsOf, toneClasses } from './subjects.ts';

/**
 * Who or what gave a value. `reader`: a blinded read; `repeat`: the same reader's hidden second read; `final`: what counts of the
 * reads; `manual`: a score from a site, which is no read.
 */
const METHOD_KINDS = ['machine', 'reader', 'repeat', 'final', 'manual'] as const;
export type MethodKind = (typeof METHOD_KINDS)[number];

export interface Method {
  readonly kind: MethodKind;
  readonly name: string;
}

export const STRATA = ['tone_class', 'site', 'region', 'lesion_size'] as const;
export type StratumKind = (typeof STRATA)[number];

/** A photo or visit with all values that it was given by one definition. */
export interface ComparedUnit {
  readonly id: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly visitId: string;
  /** As messages call it. */
  readonly name: string;
  /** Null where it is not known, or not one for the whole unit. */
  readonly strata: Readonly<Record<StratumKind, string | null>>;
  /** By the method's name. */
  readonly values: ReadonlyMap<string, number>;
  /** Methods whose reader had been shown the machine's value. */
  readonly sawMachine: ReadonlySet<string>;
}

/** Everything that was said by one definition of one kind of unit: the table from which methods are compared. */
export interface MethodTable {
  readonly scored: ScoredDefinition;
  readonly unit: ReadPlan['unit'];
  readonly methods: readonly Method[];
  readonly units: readonly ComparedUnit[];
  /** Versions of the definition by which was read; more than one is to be warned of. */
  readonly versions: readonly string[];
  /** Signed reads that are no longer what was signed, which are left out. */
  readonly notIntact: number;
}

export const MACHINE = 'machine';
export const FINAL = 'readers’ final value';
export const repeatOf = (reader: string): string => `${reader}, repeat`;
export const manualOf = (rater: string): string => `${rater} (site score)`;

/** Of a reader's own or hidden second read. */
const methodOfRead = (reader: string, kind: 'repeat' | 'first'): Method =>
  kind === 'repeat' ? { kind, name: repeatOf(reader) } : { kind: 'reader', name: reader };

/** The tables of a study, one for each definition and kind of unit that a person gave a value of. */
export function methodTables(data: StudyData): readonly MethodTable[] {
  const around = surroundingsOf(data);
  return scoredDefinitions(data).flatMap((scored) =>
    (['visit', 'photo'] as const).flatMap((unit) => methodTable(data, around, scored, unit) ?? []),
  );
}

interface Surroundings {
  readonly visits: ReadonlyMap<string, StudyVisit>;
  readonly photos: ReadonlyMap<string, StudyPhoto>;
  readonly photosOfVisits: ReadonlyMap<string, readonly StudyPhoto[]>;
  readonly names: ReadonlyMap<string, string>;
  readonly tones: ReadonlyMap<string, string>;
}

function surroundingsOf(data: StudyData): Surroundings {
  return {
    visits: new Map(data.visits.map((visit) => [visit.id, visit])),
    photos: new Map(data.photos.map((photo) => [photo.id, photo])),
    photosOfVisits: groupBy(data.photos, ({ visitId }) => visitId),
    names: new Map(subjectsOf(data).map(({ id, name }) => [id, name])),
    tones: toneClasses(data),
  };
}

function methodTable(
  data: StudyData,
  around: Surroundings,
  scored: ScoredDefinition,
  unit: ReadPlan['unit'],
): MethodTable | undefined {
  const reads = data.units.filter((each) => each.unit === unit && each.definition === scored.definition);
  const scores = data.scores.filter(
    (score) => (unit === 'photo') === (score.photoId !== null) && isOf(data, scored, score),
  );
  const places = [
    ...reads.map(({ unitId, visitId }) => [unitId, visitId] as const),
    ...scores.map(({ photoId, visitId }) => [photoId ?? visitId, visitId] as const),
  ];
  if (places.length === 0) return undefined;
  const readsOf = groupBy(reads, ({ unitId }) => unitId);
  const scoresOf = groupBy(scores, ({ photoId, visitId }) => photoId ?? visitId);
  const units = [...new Map(places)].map(([id, visitId]) => {
    const said = new Said();
    said.addMachine(machineValue(around, scored, unit, id));
    for (const each of readsOf.get(id) ?? []) said.addReads(each);
    for (const score of scoresOf.get(id) ?? []) said.add({ kind: 'manual', name: manualOf(score.rater) }, score.value);
    return { ...unitOf(around, unit, id, visitId), ...said };
  });
  const readers = new Set(reads.flatMap((each) => each.reads.map(({ reader }) => reader)));
  return {
    scored,
    unit,
    methods: methodsOf(units, { reads, hasFinal: readers.size > 1 }),
    units,
    versions: [
      ...new Set(reads.flatMap((each) => each.reads.flatMap(({ definitionVersion }) => definitionVersion ?? []))),
    ],
    notIntact: reads.flatMap((each) => each.reads).filter(({ intact }) => !intact).length,
  };
}

/** Values as they come in. A later score of the same rater stands for an earlier one. */
class Said {
  readonly values = new Map<string, number>();
  readonly sawMachine = new Set<string>();
  readonly methods = new Map<string, Method>();

  add(method: Method, value: number): void {
    this.methods.set(method.name, method);
    this.values.set(method.name, value);
  }

  addMachine(value: number | null): void {
    if (value !== null) this.add({ kind: 'machine', name: MACHINE }, value);
  }

  addReads({ reads, consensus }: ReadUnit): void {
    for (const { reader, kind, value, intact, machineSeen } of reads) {
      if (reader === null || value === null || !intact || kind === 'adjudication') continue;
      const method = methodOfRead(reader, kind);
      this.add(method, value);
      if (machineSeen !== null && machineSeen !== 'none') this.sawMachine.add(method.name).add(FINAL);
    }
    if (consensus !== null && reads.every(({ intact }) => intact)) this.add({ kind: 'final', name: FINAL }, consensus);
  }
}

function machineValue(
  { photos, photosOfVisits }: Surroundings,
  { definition }: ScoredDefinition,
  unit: ReadPlan['unit'],
  id: string,
): number | null {
  if (definition === null) return null;
  if (unit === 'visit') return machineScoreOfVisit(definition, photosOfVisits.get(id) ?? []);
  const photo = photos.get(id);
  return photo === undefined ? null : machineScoreOfPhoto(definition, photo);
}

function unitOf(around: Surroundings, unit: ReadPlan['unit'], id: string, visitId: string) {
  const visit = around.visits.get(visitId);
  if (visit === undefined) throw new Error(`What was scored as ${id} is of no visit of the study.`);
  const photos = around.photosOfVisits.get(visitId) ?? [];
  const own = unit === 'visit' ? photos : photos.filter((photo) => photo.id === id);
  const subjectName = around.names.get(visit.subjectId) ?? visit.subjectCode;
  const regions = [...new Set(own.map(({ region }) => region))];
  const where = unit === 'visit' ? '' : ` ${regions.join(', ')}`;
  return {
    ...{ id, subjectId: visit.subjectId, subjectName, visitId, name: `${subjectName} ${visit.label}${where}` },
    strata: {
      tone_class: around.tones.get(visit.subjectId) ?? null,
      site: visit.siteCode,
      region: regions.length === 1 ? regions[0] : null,
      lesion_size: sizeOf(own),
    },
  };
}

/** Of the skin that the unit's photos show together, by the machine. */
function sizeOf(photos: readonly StudyPhoto[]): string | null {
  const total = (pick: (photo: StudyPhoto) => number | null): number =>
    photos.reduce((sum, photo) => sum + (pick(photo) ?? 0), 0);
  const skin = total(({ skinPixels }) => skinPixels);
  return skin === 0 ? null : lesionSize((100 * total(({ lesionPixels }) => lesionPixels)) / skin);
}

/** In the order: machine, readers, their repeats, what counts of them, raters of the sites. */
function methodsOf(
  units: readonly { readonly methods: ReadonlyMap<string, Method> }[],
  { reads, hasFinal }: { readonly reads: readonly ReadUnit[]; readonly hasFinal: boolean },
): readonly Method[] {
  const found = new Map<string, Method>();
  // Readers who have signed nothing yet are named too, so that it shows.
  for (const { reader, kind } of reads.flatMap((each) => each.reads)) {
    if (reader === null || kind === 'adjudication') continue;
    const method = methodOfRead(reader, kind);
    found.set(method.name, method);
  }
  for (const { methods } of units) for (const [name, method] of methods) found.set(name, method);
  const all = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return METHOD_KINDS.flatMap((kind) => all.filter((method) => method.kind === kind && (kind !== 'final' || hasFinal)));
}
