/** The six pairs of red (0), green (1) and blue (2): what a symmetric 3 × 3 matrix consists of, row by row. */
export const CHANNEL_PAIRS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;
