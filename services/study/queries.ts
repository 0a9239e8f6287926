/** Why a photo should be taken again. */
export const QUERY_REASONS = [
  'blurred',
  'wrong_region',
  'wrong_view',
  'marker_missing',
  'exposure',
  'identifying_feature',
  'other',
] as const;
export type QueryReason = (typeof QUERY_REASONS)[number];

export const QUERY_STEPS = ['raise', 'answer', 'close', 'reopen'] as const;
export type QueryStepKind = (typeof QUERY_STEPS)[number];

export const QUERY_STATES = ['open', 'answered', 'closed'] as const;
export type QueryState = (typeof QUERY_STATES)[number];

const STATE_AFTER: Readonly<Record<QueryStepKind, QueryState>> = {
  raise: 'open',
  answer: 'answered',
  close: 'closed',
  reopen: 'open',
};

/** States in which a step may be taken; raising begins a query. */
const TAKEN_IN: Readonly<Record<Exclude<QueryStepKind, 'raise'>, readonly QueryState[]>> = {
  answer: ['open'],
  close: ['open', 'answered'],
  reopen: ['answered', 'closed'],
};

/** Where a query stands after its last step. */
export function stateAfter(step: QueryStepKind): QueryState {
  return STATE_AFTER[step];
}

/** What is wrong with a step in this state; undefined where nothing is. */
export function faultOfStep(state: QueryState, step: Exclude<QueryStepKind, 'raise'>): string | undefined {
  if (TAKEN_IN[step].includes(state)) return undefined;
  return `A query that is ${state} takes no ${step}: it has to be ${TAKEN_IN[step].join(' or ')}.`;
}
