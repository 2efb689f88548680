/** Mean of a value over the samples of each class, in order of the samples; null for a class without any. */
export function meanPerClass(
  ids: ArrayLike<number>,
  classes: number,
  measure: (sample: number) => number,
): (number | null)[] {
  const sums = new Float64Array(classes);
  const samples = new Float64Array(classes);
  for (let i = 0; i < ids.length; i++) {
    sums[ids[i]!]! += measure(i);
    samples[ids[i]!]!++;
  }
  return Array.from(sums, (sum, i) => (samples[i] ? sum / samples[i]! : null));
}
