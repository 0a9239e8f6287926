import type { BodyRegion, View } from '../../domain/body-region.ts';
import type { Condition, Illumination } from '../../domain/condition.ts';
import type { Measurement } from '../../domain/measurement.ts';
import type { Instrument } from '../../scores/instruments.ts';
import type { ScoreItems } from '../../scores/read-items.ts';

/** Where something of a study was found: whose, at which visit. Everything is pseudonymous. */
export interface VisitPlace {
  readonly studyCode: string;
  readonly siteCode: string;
  readonly subjectId: string;
  readonly subjectCode: string;
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
