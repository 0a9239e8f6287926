import { FINAL, type Method, type MethodKind, type MethodTable, repeatOf } from './method-tables.ts';

/** What a comparison is for. */
export const COMPARISON_KINDS = [
  'machine_reader',
  'machine_final',
  'machine_manual',
  'readers',
  'reader_reader',
  'reader_repeat',
  'final_manual',
  'manual_manual',
] as const;
export type ComparisonKind = (typeof COMPARISON_KINDS)[number];

export interface PlannedComparison {
  readonly kind: ComparisonKind;
  readonly methods: readonly Method[];
}

/** Which methods are held against which: differences are the first less the second. */
export function planComparisons({ methods }: Pick<MethodTable, 'methods'>): readonly PlannedComparison[] {
  const of = (kind: MethodKind): readonly Method[] => methods.filter((method) => method.kind === kind);
  const across = (kind: ComparisonKind, first: readonly Method[], second: readonly Method[]) =>
    first.flatMap((one) => second.map((other): PlannedComparison => ({ kind, methods: [one, other] })));
  const within = (kind: ComparisonKind, all: readonly Method[]) =>
    all.flatMap((one, i) => across(kind, [one], all.slice(i + 1)));
  const [machine, readers, manual] = [of('machine'), of('reader'), of('manual')];
  // With one reader, what counts is that reader's value.
  const final = methods.some(({ name }) => name === FINAL) ? of('final') : readers;
  return [
    ...across('machine_final', machine, of('final')),
    ...across('machine_reader', machine, readers),
    ...across('machine_manual', machine, manual),
    ...(readers.length > 2 ? [{ kind: 'readers' as const, methods: readers }] : []),
    ...within('reader_reader', readers),
    ...readers.flatMap((reader) =>
      across(
        'reader_repeat',
        [reader],
        of('repeat').filter(({ name }) => name === repeatOf(reader.name)),
      ),
    ),
    ...across('final_manual', final, manual),
    ...within('manual_manual', manual),
  ];
}
