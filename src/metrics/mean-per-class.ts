/**
 * The mean of a value over the samples of each class.
 *
 * @param ids class id of each sample
 * @param measure the value of a sample; called once for each, in order
 * @returns one mean a class; null for a class without samples
 */
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
