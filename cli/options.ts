import { InvalidArgumentError } from 'commander';

/** Parses an option that must be a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(`Expected a number above 0 but received '${text}'.`);
}

/** Parses an option that may be any number; what it may be is judged later. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number but received '${text}'.`);
}
