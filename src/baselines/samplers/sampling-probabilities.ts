import { assertFinite, assertNotNegative, isList, reject, rejectType, show } from '../../checks';

/**
 * The probabilities with which classes are drawn, `p_k = n_k^q / Σ_j n_j^q`: with q = 1 every image has the same probability
 * (instance-balanced), with ½ it is square-root sampling, with 0 every class has the same (class-balanced), with −1 it is the reverse
 * sampling of BBN. A class without images has the probability 0.
 *
 * @param samplesPerClass number of training samples of each class in label order, at least 0 and not all 0
 * @param q the exponent
 * @returns K probabilities, which sum to 1
 * @throws RangeError where a count or q does not fit; TypeError where one is no number
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, Eq. 1
 *
 * @example
 * ```ts
 * import { samplingProbabilities } from 'mbib/baselines';
 * samplingProbabilities([100, 25, 0], 0.5); // Float64Array [0.667, 0.333, 0]
 * ```
 */
export function samplingProbabilities(samplesPerClass: ArrayLike<number>, q: number): Float64Array {
  const argument = 'samplesPerClass';
  if (!isList(samplesPerClass)) {
    rejectType(argument, 'hold one count for each class, in an array', show(samplesPerClass));
  }
  for (let k = 0; k < samplesPerClass.length; k++)
    assertNotNegative(`${argument}[${k}]`, samplesPerClass[k]!);
  assertFinite('q', q);
  const counts = Array.from(samplesPerClass);
  const some = counts.filter((count) => count > 0);
  if (some.length === 0) reject(argument, 'hold a count above 0', show(samplesPerClass));
  // Relative to the class that is drawn most, so that nothing overflows.
  const most = some.reduce((a, b) => (q > 0 ? Math.max(a, b) : Math.min(a, b)));
  const powers = counts.map((count) => (count > 0 ? (count / most) ** q : 0));
  const sum = powers.reduce((a, b) => a + b);
  return Float64Array.from(powers, (power) => power / sum);
}
