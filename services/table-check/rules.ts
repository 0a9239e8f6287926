interface Rule {
  readonly requires: string;
  /** Keys of the list of sources in docs/check-table.md; empty for plain arithmetic. */
  readonly references: readonly string[];
}

/** Every rule that a table is held against. */
export const RULES = {
  change_is_difference: {
    requires: 'The mean change of the same people is the mean after minus the mean before.',
    references: [],
  },
  implied_correlation: {
    requires:
      'The SDs of before, after and change imply a correlation, r = (SDb² + SDa² − SDc²) / (2 SDb SDa), from −1 to 1.',
    references: ['CochraneHandbook 6.5.2.8'],
  },
  one_improvement: {
    requires: 'One definition of improvement: the mean percent change goes with the percent change of the means.',
    references: [],
  },
  estimate_in_interval: { requires: 'An estimate lies within its confidence interval.', references: [] },
  estimate_in_middle: {
    requires:
      'A Wald or t interval is symmetric about its estimate: for ratios on the log scale, estimate = √(low · high).',
    references: ['AltmanBland2011'],
  },
  p_against_interval: {
    requires:
      'The p-value is the one that estimate and interval imply, and below 1 − level just when the interval excludes no effect.',
    references: ['AltmanBland2011'],
  },
  p_against_counts: {
    requires: 'The p-value follows from the counts by a named test.',
    references: ['Pearson1900', 'Yates1934', 'Fisher1935', 'Nuijten2016'],
  },
  p_against_means: {
    requires: 'The p-value follows from means, SDs and n by a named t-test.',
    references: ['Student1908', 'Welch1947', 'Nuijten2016'],
  },
  p_against_change: {
    requires: 'The p-value of a paired t-test follows from mean, SD and n of the change.',
    references: ['Student1908', 'Nuijten2016'],
  },
  copied_p: { requires: 'Each p-value is that of its own row.', references: [] },
  count_in_n: { requires: 'A count is at most the n that it is of.', references: [] },
  percent_of_count: { requires: 'A percentage is 100 · count / n.', references: [] },
  possible_percent: { requires: 'A percentage is that of a whole number out of n.', references: ['BrownHeathers2017'] },
  grim: {
    requires: 'The mean of whole numbers is a whole number over n (times the number of items averaged).',
    references: ['BrownHeathers2017'],
  },
  levels_add_up: { requires: 'The levels of a row add up to n.', references: [] },
  groups_add_up: {
    requires: 'What is counted in the groups adds up to what is counted in all of them.',
    references: [],
  },
  pooled_mean: {
    requires: 'A pooled mean is the mean of the groups weighted by n.',
    references: ['CochraneHandbook 6.5.2.10'],
  },
  pooled_sd: {
    requires: 'A pooled SD holds the variance within the groups and that between their means.',
    references: ['CochraneHandbook 6.5.2.10'],
  },
  one_instrument: {
    requires: 'Scores of two instruments are neither pooled nor compared in one test.',
    references: ['CochraneHandbook 6.5.1.2'],
  },
  design: {
    requires: 'A cross-sectional study has no outcomes before and after.',
    references: ['STROBE2007'],
  },
} as const satisfies Readonly<Record<string, Rule>>;
export type RuleId = keyof typeof RULES;
