import type { BodyRegion, View } from '../../domain/body-region.ts';
import type { Condition, Illumination } from '../../domain/condition.ts';
import type { Measurement } from '../../domain/measurement.ts';
import type { Instrument } from '../../scores/instruments.ts';
import type { ScoreItems } from '../../scores/read-items.ts';
import type { VisitMachineScore } from '../../scores/visit-machine-scores.ts';
import type { AdjudicationState, MachineSeen, ReadKind, RoundPlan } from '../../study/reads.ts';

/** Somebody in a study. Everything is pseudonymous. */
export interface SubjectPlace {
  readonly studyCode: string;
  readonly siteCode: string;
  readonly subjectId: string;
  readonly subjectCode: string;
}

/** Where something of a study was found: whose, at which visit. */
export interface VisitPlace extends SubjectPlace {
  readonly visitId: string;
  readonly visitLabel: string;
  /** 1 for the first visit. */
  readonly visitNumber: number;
  /** yyyy-mm-dd */
  readonly visitDate: string | null;
  /** Of the subject, at this visit. */
  readonly ageYears: number | null;
}

export interface ExportedPhoto {
  readonly id: string;
  /** Of the file as it is kept. */
  readonly sha256: string;
  readonly condition: Condition;
  readonly bodyRegion: BodyRegion;
  readonly view: View;
  readonly illumination: Illumination;
  /** Local time of the camera, which states no zone. */
  readonly capturedAt: string | null;
  /** The photo that was taken again in its place; null where it counts. */
  readonly replacedBy: string | null;
}

/** A measurement without its single patches, which are as many as they like. */
export type MeasurementSummary = Omit<Measurement, 'lesion'> & {
  readonly lesion: Omit<Measurement['lesion'], 'patches'>;
};

export interface ExportedMeasurement {
  readonly place: VisitPlace;
  readonly photo: ExportedPhoto;
  readonly id: string;
  readonly supersedes: string | null;
  /** No other measurement replaces it, and no other photo its photo. */
  readonly isLatest: boolean;
  readonly measuredAt: Date;
  readonly result: MeasurementSummary;
}

export interface ExportedScore {
  readonly place: VisitPlace;
  /** Null for a score of the visit as a whole. */
  readonly photo: ExportedPhoto | null;
  readonly id: string;
  readonly supersedes: string | null;
  readonly isLatest: boolean;
  readonly instrument: Instrument;
  readonly value: number | null;
  readonly items: ScoreItems | null;
  readonly definition: { readonly id: string; readonly version: string } | null;
  readonly rater: string;
  /** Why an earlier score was corrected. */
  readonly reason: string | null;
  readonly scoredAt: Date;
  readonly createdAt: Date;
}

/** A signed version of a read. */
export interface ExportedRead {
  readonly place: VisitPlace;
  /** Null for a read of a whole visit. */
  readonly photo: ExportedPhoto | null;
  /** What was looked at, without what was laid beside; empty unless it was asked for. */
  readonly pictures: readonly Pick<ExportedPhoto, 'id' | 'sha256'>[];
  readonly roundId: string;
  readonly readId: string;
  readonly versionId: string;
  readonly version: number;
  /** No later version is signed. */
  readonly isLatest: boolean;
  readonly plan: Pick<RoundPlan, 'definition' | 'design' | 'unit' | 'machine'>;
  readonly kind: ReadKind;
  /** In the reader's order, from 1. */
  readonly position: number;
  readonly reader: ExportedReader;
  readonly instrument: Instrument;
  readonly definition: { readonly id: string; readonly version: string };
  readonly items: ScoreItems;
  readonly value: number;
  readonly machineSeen: MachineSeen;
  /** As it was shown. */
  readonly machineValue: number | null;
  /** Of the photo or visit that was read. */
  readonly adjudication: AdjudicationState;
  /** Why an earlier version was corrected. */
  readonly reason: string | null;
  readonly enteredAt: Date;
  readonly signedAt: Date;
  readonly signatureMeaning: string;
  readonly contentSha256: string;
}

/** Whoever reads, without a name. */
export interface ExportedReader {
  /** Of the key. */
  readonly id: string;
  /** READER 1, ADJUDICATOR 1: numbered within the study in the order in which they came to it. */
  readonly pseudonym: string;
}

export interface ExportedMachineScore extends VisitMachineScore {
  readonly place: VisitPlace;
  /** What it was computed from. */
  readonly measurements: readonly {
    readonly id: string;
    readonly measuredAt: Date;
    readonly pipelineVersion: string;
    /** Name and version. */
    readonly model: string;
  }[];
}

export interface ExportedTreatment {
  readonly place: SubjectPlace;
  /** Null where none was entered. */
  readonly treatment: string | null;
  readonly unblindedAt: Date;
}
