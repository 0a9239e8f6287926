import type { Variable } from '../outcomes/study.ts';
import type { StudyData, StudyVisit } from './study-data.ts';
import { type StudySubject, subjectsOf, toneClasses } from './subjects.ts';

/** Less than this share known, and a variable says more of who was asked than of people. */
const LEAST_KNOWN_SHARE = 0.8;
/** As many as a table of categories takes. */
const MOST_SITES = 30;

/** How people are parted, or why they are not. */
export interface Grouping {
  readonly name: string;
  /** By the subject's id; null for a subject without a group. */
  readonly groupOf: (subjectId: string) => string | null;
  /** Why there is only one group; null where there are more. */
  readonly reason: string | null;
}

const EVERYBODY = 'all subjects';

/** By treatment, once that may be known; before, nobody is told apart. */
export function groupingOf({ treatments, unblinded }: Pick<StudyData, 'treatments' | 'unblinded'>): Grouping {
  const one = (reason: string): Grouping => ({ name: 'group', groupOf: () => EVERYBODY, reason });
  if (!unblinded) return one('The study is blinded: until it is unblinded everybody is in one group.');
  if (treatments === null) return one('This key may not see treatments: everybody is in one group.');
  if (treatments.size === 0) return one('No treatments are entered: everybody is in one group.');
  return { name: 'treatment', groupOf: (id) => treatments.get(id) ?? null, reason: null };
}

export interface People {
  readonly subjects: readonly StudySubject[];
  /** Of each subject, in their order, for table 1. */
  readonly baseline: readonly Variable[];
  /** Those of whom enough is known, for table 5. */
  readonly predictors: readonly Variable[];
  readonly warnings: readonly string[];
}

/** Who the subjects are: what is known of them, and what is not. */
export function peopleOf(data: StudyData): People {
  const subjects = subjectsOf(data);
  const tones = toneClasses(data);
  const first = (pick: (visit: StudyVisit) => number | null) => subjects.map(({ visits }) => pick(visits[0]));
  const sites = subjects.map(({ siteCode }) => siteCode);
  const all: readonly Variable[] = [
    { name: 'age (years)', kind: 'number', values: first(({ ageYears }) => ageYears) },
    { name: 'height (cm)', kind: 'number', values: first(({ heightCm }) => heightCm) },
    { name: 'weight (kg)', kind: 'number', values: first(({ weightKg }) => weightKg) },
    {
      ...{ name: 'skin tone by the machine, class of most photos', kind: 'category' },
      values: subjects.map(({ id }) => tones.get(id) ?? null),
    },
    ...(new Set(sites).size <= MOST_SITES ? [{ name: 'site', kind: 'category' as const, values: sites }] : []),
  ];
  const knownOf = ({ values }: Variable): number => [...values].filter((value) => value !== null).length;
  const baseline = all.filter((variable) => knownOf(variable) > 0);
  const unknown = all.filter((variable) => knownOf(variable) === 0).map(({ name }) => name);
  return {
    subjects,
    baseline,
    predictors: baseline.filter(
      (variable) => variable.name.startsWith('age') && knownOf(variable) >= LEAST_KNOWN_SHARE * subjects.length,
    ),
    warnings: [
      ...(unknown.length === 0 ? [] : [`Not known of anybody, and left out of table 1: ${unknown.join(', ')}.`]),
      ...(new Set(sites).size > MOST_SITES ? [`More than ${MOST_SITES} sites: table 1 does not list them.`] : []),
    ],
  };
}
