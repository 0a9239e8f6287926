import { type Printed, readPrinted } from './printed.ts';

/** The cells of one line that are not blank, by column. */
export interface Line {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly decimalComma: boolean;
}

/** Collects what is wrong, so that all of it is told at once. */
export type Complain = (line: number, column: string | null, what: string) => void;

/** No study is larger; above it the sums lose whole people. */
const LARGEST_COUNT = 1e9;

/** Reads the typed cells of one line; a cell that cannot be read is complained of and read as blank. */
export class CellReader {
  readonly #line: Line;
  readonly #complain: Complain;

  constructor(line: Line, complain: Complain) {
    this.#line = line;
    this.#complain = complain;
  }

  text(column: string): string | null {
    return this.#line.cells[column] ?? null;
  }

  #fault(column: string, expected: string): null {
    this.#complain(this.#line.line, column, `expected ${expected} but found "${this.#line.cells[column]}"`);
    return null;
  }

  printed(column: string): Printed | null {
    const cell = this.text(column);
    if (cell === null) return null;
    const plain = cell.replace(/\s*%$/, '');
    const number = readPrinted(this.#line.decimalComma ? plain.replace(',', '.') : plain);
    if (number === undefined) return this.#fault(column, `a number${column === 'p' ? ', <number or >number' : ''}`);
    return number.bound !== '=' && column !== 'p' ? this.#fault(column, 'a number without < or >') : number;
  }

  /** A printed number that cannot be negative, nor above the given one. */
  printedWithin(column: string, highest: number): Printed | null {
    const number = this.printed(column);
    if (number === null || (number.value >= 0 && number.value <= highest)) return number;
    return this.#fault(column, Number.isFinite(highest) ? `a number from 0 to ${highest}` : 'a number of at least 0');
  }

  /** A number that is exact as it stands. */
  exact(column: string, least: number, below: number): number | null {
    const number = this.printed(column);
    if (number === null || (number.value >= least && number.value < below)) return number?.value ?? null;
    return this.#fault(column, `a number of at least ${least} and below ${below}`);
  }

  whole(column: string, least = 0): number | null {
    const cell = this.text(column);
    if (cell === null) return null;
    const value = /^\d+$/.test(cell) ? Number(cell) : Number.NaN;
    if (value >= least && value <= LARGEST_COUNT) return value;
    return this.#fault(column, `a whole number of at least ${least}`);
  }

  oneOf<Name extends string>(column: string, names: readonly Name[]): Name | null {
    const cell = this.text(column);
    if (cell === null) return null;
    const name = names.find((known) => known.toLowerCase() === cell.toLowerCase());
    return name ?? (this.#fault(column, `one of ${names.join(', ')}`) as null);
  }

  names(column: string): readonly string[] {
    const cell = this.text(column) ?? '';
    return cell
      .split(/[;|+]/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }
}
