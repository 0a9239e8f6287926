import { partMeans } from './check-pooled.ts';
import { type Finding, finding } from './finding.ts';
import { type Item, observed, type PublishedTable } from './published-table.ts';
import type { DesignStatement, MeanStatement } from './statements.ts';

/** What no arithmetic can mend: scales that are not one, and outcomes that the design does not have. */
export function checkMeaning(published: PublishedTable): readonly Finding[] {
  return [
    ...published.items.flatMap((item) => [
      ...pooledInstruments(published, item),
      ...comparedInstruments(published, item),
    ]),
    ...published.designs.flatMap((design) => designFits(published, design)),
  ];
}

const instrumentsOf = (means: readonly MeanStatement[]): readonly string[] => [
  ...new Set(means.flatMap(({ instrument }) => instrument ?? [])),
];

function pooledInstruments(published: PublishedTable, item: Item): readonly Finding[] {
  return item.means.flatMap((whole) => {
    const parts = partMeans(published, item, whole);
    const instruments = instrumentsOf(parts);
    if (instruments.length < 2) return [];
    return finding('one_instrument', [whole, ...parts], {
      grade: 'fault',
      printed: `${whole.mean.text} over ${instruments.join(' and ')}`,
      recomputed: 'no number',
      explanation: `${instruments.join(' and ')} have different scales: their mean has no meaning. Report each for itself, or pool percent changes with a label.`,
    });
  });
}

function comparedInstruments(published: PublishedTable, item: Item): readonly Finding[] {
  return item.tests.flatMap((test) => {
    if (test.group !== null) return [];
    const means = observed(published, item.means).filter(
      (each) => each.time === test.time && each.level === test.level,
    );
    const instruments = instrumentsOf(means);
    if (means.length < 2 || instruments.length === 0) return [];
    const one = instruments.length === 1;
    return finding('one_instrument', [test, ...means], {
      grade: one ? 'consistent' : 'fault',
      printed: `p ${test.p.text} for ${means.map(({ mean, instrument }) => `${instrument ?? '?'} ${mean.text}`).join(' against ')}`,
      recomputed: one ? instruments[0] : 'no test',
      explanation: one
        ? 'One instrument is compared.'
        : `${instruments.join(' and ')} have different scales: whether one number is larger has no meaning.`,
    });
  });
}

function designFits({ items }: PublishedTable, design: DesignStatement): readonly Finding[] {
  const means = items.flatMap((item) => item.means).filter(({ time }) => time !== null);
  const mine = design.table === '' ? means : means.filter(({ table }) => table === design.table);
  const [first] = mine;
  const fault = design.design === 'cross-sectional' && first !== undefined;
  return [
    finding('design', [design, ...(first === undefined ? [] : [first])], {
      grade: fault ? 'fault' : 'consistent',
      printed: design.design,
      recomputed: first === undefined ? 'no outcomes over time' : `${mine.length} values before, after or of a change`,
      explanation: fault
        ? 'Each subject was seen at two times: this is a before-after study or a cohort, whatever it is called.'
        : 'The outcomes fit the design.',
    }),
  ];
}
