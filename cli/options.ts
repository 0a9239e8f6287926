import { InvalidArgumentError } from 'commander';

/** Parses an option that must be a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(`Expected a number above 0 but received '${text}'.`);
}
