/** (measured - truth) / truth: negative where too little was measured. */
export function relativeDifference(measured: number, truth: number): number {
  if (!(truth > 0)) throw new RangeError(`Expected a truth above 0 but received ${truth}`);
  return (measured - truth) / truth;
}
