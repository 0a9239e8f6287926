import type { SkinColour } from '../domain/skin-colour.ts';
import type { Instrument } from '../scores/instruments.ts';
import type { VisitPhoto } from '../scores/visit-surfaces.ts';
import type { ProtocolVersion } from '../study/amend-protocol.ts';
import type { Protocol, ReadPlan } from '../study/protocol.ts';
import type { MachineSeen, ReadKind } from '../study/reads.ts';

/** A visit of a study, with whose it is. Everything is pseudonymous. */
export interface StudyVisit {
  readonly id: string;
  readonly subjectId: string;
  readonly subjectCode: string;
  readonly siteCode: string;
  readonly label: string;
  /** In the order of the protocol. */
  readonly number: number;
  readonly ageYears: number | null;
  readonly heightCm: number | null;
  readonly weightKg: number | null;
}

/** A photo as it counts now: with the newest measurement of a model, where there is one. */
export interface StudyPhoto extends VisitPhoto {
  readonly visitId: string;
  readonly lesionPixels: number | null;
  readonly skinPixels: number | null;
  /** Of the healthy skin, by the machine; null where it was not told. */
  readonly toneClass: SkinColour['tone_class'] | null;
  /** Model and pipeline that measured it; null without measurement. */
  readonly measuredBy: string | null;
}

/** A score that a person gave outside of reads and that no other replaces. */
export interface StudyScore {
  readonly visitId: string;
  /** Null for a score of the whole visit. */
  readonly photoId: string | null;
  readonly instrument: Instrument;
  readonly definition: string | null;
  readonly value: number;
  readonly rater: string;
  readonly scoredAt: Date;
}

/** One reader's signed value of a unit, or that it is still open. */
export interface UnitRead {
  /** As people tell readers apart; null while nobody has taken an adjudication. */
  readonly reader: string | null;
  readonly kind: ReadKind;
  readonly value: number | null;
  readonly definitionVersion: string | null;
  readonly machineSeen: MachineSeen | null;
  /** Whether it is what was signed. */
  readonly intact: boolean;
}

/** All reads of one photo or visit. */
export interface ReadUnit {
  readonly unit: ReadPlan['unit'];
  readonly unitId: string;
  readonly visitId: string;
  readonly definition: string;
  readonly reads: readonly UnitRead[];
  /** The adjudicator's value, or the mean of the readers; null while one is missing. */
  readonly consensus: number | null;
  readonly adjudicated: boolean;
}

/** The numbers of a study, as its reports need them. */
export interface StudyData {
  readonly code: string;
  readonly title: string;
  /** In force. */
  readonly protocol: Protocol;
  /** All that were, oldest first; the last is in force. */
  readonly protocols: readonly ProtocolVersion[];
  /** When the first read was signed; null where none is. */
  readonly firstSignedAt: Date | null;
  readonly locked: boolean;
  readonly unblinded: boolean;
  /** By site, subject and visit. */
  readonly visits: readonly StudyVisit[];
  /** In the order of upload. */
  readonly photos: readonly StudyPhoto[];
  /** In the order of scoring. */
  readonly scores: readonly StudyScore[];
  readonly units: readonly ReadUnit[];
  /** By the subject's id; null where whoever asks may not see them, or not yet. */
  readonly treatments: ReadonlyMap<string, string> | null;
}
