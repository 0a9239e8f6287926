import type { Instrument } from './instruments.ts';

/** One thing that a person or a measurement puts in, with its range. Its unit stands in its name. */
export interface ItemField {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Only whole numbers. */
  readonly integer: boolean;
  readonly description: string;
  /** May be left out; what then holds is said in the description. */
  readonly optional?: true;
}

/** One group of items: a region's signs, or a lesion of that region. */
export type ItemGroup = Readonly<Record<string, number>>;

/** Groups by region, in the order of the definition's regions; an instrument without regions has one under "total". */
export type ReadItems = ReadonlyMap<string, readonly ItemGroup[]>;

export interface ComputedScore {
  readonly value: number;
  /** What each region or sign adds, by name. */
  readonly parts: Readonly<Record<string, number>>;
  /** What a reader should look at again. Nothing was changed or cut off for it. */
  readonly warnings: readonly string[];
}

/** An executable definition: what goes in, what comes out, from where. Another way to compute has another id or version. */
export interface ScoreDefinition {
  readonly id: string;
  /** Raised whenever the same items would give another value. */
  readonly version: string;
  readonly instrument: Instrument;
  readonly title: string;
  /** Keys of the list of sources in docs/measurement.md. */
  readonly sources: readonly string[];
  /** Each has to be named in the items; null where the items are of the whole patient. */
  readonly regions: readonly string[] | null;
  /** Whether a region may have several groups, one for each lesion or patch. */
  readonly severalPerRegion: boolean;
  readonly fields: readonly ItemField[];
  readonly compute: (items: ReadItems) => ComputedScore;
}

/** The only group of each region, by region: for instruments that have one group a region. */
export function singleGroups(items: ReadItems): ReadonlyMap<string, ItemGroup> {
  return new Map([...items].map(([region, groups]) => [region, groups[0]]));
}
