import type { ModelIdentity } from '../models/segmenter.ts';
import type { BodyRegion, View } from '../services/domain/body-region.ts';
import type { Condition } from '../services/domain/condition.ts';
import type { GreyCard } from '../services/domain/grey-card.ts';
import type { Comparison, MeasurementDocument } from '../services/domain/measurement.ts';
import type { Patient } from '../services/domain/patient.ts';
import type { DrawnOutline } from '../services/pipeline/drawn-outline.ts';
import type { RefusalCode } from '../services/refusal.ts';

/** What passes between a worker process and its measuring thread: bytes and plain values, nothing of database or queue. */

export interface MeasureTask {
  readonly kind: 'measure';
  readonly photo: Uint8Array;
  /** Names the photo in the result. */
  readonly path: string;
  readonly request: {
    readonly condition: Condition;
    readonly declaredMmPerPixel?: number;
    readonly markerSideMm?: number;
    readonly cardScaleMm?: number;
    readonly colourChart?: boolean;
    readonly greyCard?: GreyCard;
    readonly region?: BodyRegion;
    readonly view?: View;
    readonly patient?: Patient;
    readonly outline?: DrawnOutline;
  };
}

export interface CompareTask {
  readonly kind: 'compare';
  readonly baseline: Uint8Array;
  readonly followUp: Uint8Array;
  readonly paths: { readonly baseline: string; readonly followUp: string };
  readonly colourCharts: { readonly baseline: boolean; readonly followUp: boolean };
  /** What people drew. */
  readonly outlines: { readonly baseline: DrawnOutline | undefined; readonly followUp: DrawnOutline | undefined };
  readonly condition: Condition;
  /** The default bounds where left out. */
  readonly gradeBoundsPercent?: readonly number[];
}

export interface MeasureOutcome {
  readonly document: MeasurementDocument;
  readonly maskPng: Uint8Array;
  readonly overlayJpeg: Uint8Array;
  /** Null where a person drew the outline. */
  readonly uncertaintyPng: Uint8Array | null;
}

export interface CompareOutcome {
  readonly comparison: Comparison;
  readonly overlayJpeg: Uint8Array | null;
}

export interface RefusalOutcome {
  readonly code: RefusalCode;
  readonly message: string;
}

export type MeasuringTask = MeasureTask | CompareTask;

/** A thread's answer; `identity` says which model would have measured what was refused. */
export type MeasuringReply =
  | { readonly kind: 'measured'; readonly outcome: MeasureOutcome }
  | { readonly kind: 'compared'; readonly outcome: CompareOutcome }
  | { readonly kind: 'refused'; readonly refusal: RefusalOutcome; readonly identity: ModelIdentity }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined };
