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

/** At least 1. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number of at least 1 but received '${text}'.`);
}

/** Which of these options were typed, as they are typed. */
export function given<Options extends object>(
  options: Options,
  names: Readonly<Partial<Record<keyof Options, string>>>,
): readonly string[] {
  return (Object.keys(names) as (keyof Options)[]).flatMap((key) =>
    options[key] === undefined ? [] : (names[key] ?? []),
  );
}
