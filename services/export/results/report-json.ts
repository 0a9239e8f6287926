/** JSON has no infinity, and null would read as "not known"; what is no number at all is a fault, not a result. */
export function boundless(key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  if (Number.isNaN(value)) throw new Error(`The report has no number for ${key}.`);
  return String(value);
}
