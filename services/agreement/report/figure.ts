import type { Attempt } from '../../statistics/refuse.ts';
import type { Interval } from '../interval.ts';
import type { Reference } from './references.ts';

/** One figure of a report: never a number without its form, its unit and where it comes from. */
export interface Figure {
  readonly id: string;
  readonly name: string;
  /** Which of several variants it is. */
  readonly form: string;
  /** Null where the data do not allow the figure; `note` says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly interval: Interval | null;
  /** Its confidence and how it was made. */
  readonly interval_form: string | null;
  /** 95 %, percentile, clustered by subject; null without subjects, and for figures that are not resampled. */
  readonly bootstrap_interval: Interval | null;
  readonly p_value: number | null;
  readonly test: string | null;
  /** What it says in a word: a band, a verdict, the counts. */
  readonly reading: string | null;
  /** Why there is no value or no interval, and what else to know. */
  readonly note: string | null;
  readonly references: readonly Reference[];
}

export type FigureSpec = Pick<Figure, 'id' | 'name' | 'form' | 'unit' | 'references'>;

export interface Computed {
  readonly value: number;
  readonly interval?: Interval | null;
  readonly interval_form?: string;
  readonly p_value?: number;
  readonly test?: string;
  readonly reading?: string;
  readonly note?: string;
  /** Interval and p-value allow for several rows of a subject. */
  readonly clustered?: boolean;
}

/** What holds for all figures of a comparison. */
export interface FigureContext {
  /** Several rows of a subject: what takes rows as independent has no interval and no p-value. */
  readonly repeated: boolean;
  readonly bootstrap: ReadonlyMap<string, Interval | null>;
}

const NOT_INDEPENDENT = 'several rows of a subject: intervals and tests that take rows as independent are left out';

const NOTHING = {
  ...{ interval: null, interval_form: null, bootstrap_interval: null, p_value: null, test: null },
  ...{ reading: null, note: null },
} as const;

export function figure<T>(
  spec: FigureSpec,
  tried: Attempt<T>,
  { context, of }: { readonly context: FigureContext; readonly of: (result: T) => Computed },
): Figure {
  if ('reason' in tried) return { ...spec, ...NOTHING, value: null, note: tried.reason };
  const { value, interval, interval_form = null, p_value = null, test = null, ...found } = of(tried.result);
  if (!Number.isFinite(value)) return { ...spec, ...NOTHING, value: null, note: 'not defined for these readings' };
  const { reading = null, note = null, clustered = false } = found;
  const bootstrap_interval = context.bootstrap.get(spec.id) ?? null;
  const common = { ...spec, ...NOTHING, value, bootstrap_interval, reading, note };
  const inferred = interval !== undefined || p_value !== null;
  if (context.repeated && inferred && !clustered) {
    return bootstrap_interval === null ? { ...common, note: both(note, NOT_INDEPENDENT) } : common;
  }
  if (!interval) return { ...common, p_value, test };
  return { ...common, interval, interval_form, p_value, test };
}

const both = (note: string | null, more: string): string => (note === null ? more : `${note}; ${more}`);
