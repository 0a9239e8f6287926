/** People in the four-fold tables of one check that Fisher's test is asked for: about a second of work. */
const MOST_PEOPLE = 100_000;
/** What visiting the tables of a larger one may cost at most, in the same coin. */
const LARGER_TABLE_PEOPLE = 12_500;
export const LARGER_TABLE_STEPS = 50_000;

/** Keeps the exact tests of one check within bounds, so that no table can stop the server. */
export class ExactBudget {
  #left = MOST_PEOPLE;

  /** Whether a test of so many people, or of a larger table, is still within the budget; if so it is spent. */
  spend(people: number, fourFold: boolean): boolean {
    const cost = fourFold ? people : Math.max(people, LARGER_TABLE_PEOPLE);
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }
}
