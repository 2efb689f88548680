import type { ClassStatistics } from '../class-statistics';
import type { FusedLoss } from './fused-loss';
import type { Vectors } from './vectors';

/** A sum of exponentials to divide by: 1 for the 0 of a row whose logits are all −∞. */
function divisor(sum: number): number {
  return sum === 0 ? 1 : sum;
}

/** Computes the losses of samples one after the other, with their gradients. */
export interface SampleLoss {
  /**
   * An array for each head, one number a class. Write the sample's logits into it before `evaluate`, which replaces them by
   * the gradient of the loss with respect to them.
   */
  heads: (Float32Array | Float64Array)[];
  /**
   * Computes a sample's loss.
   *
   * @param id its class
   * @param weight its class weight, already divided by the sum over the batch where the loss is a mean
   */
  evaluate(id: number, weight: number): number;
}

/** Vectors of one number a class that are the same for all samples. */
type Constants<Vector> = [zeros: Vector, ones: Vector, counts: Vector, inverseTemperatures: Vector];

/**
 * Vectors for each head: the logits, which become the logarithms of their exponentials and then the gradient; the
 * exponentials; and both of the logits divided by the temperatures of Eq. 8.
 */
type OfHeads<Vector> = [
  logits: Vector[],
  exponentials: Vector[],
  temperedLogits: Vector[],
  temperedExponentials: Vector[],
];

/** Where γ is 0, all temperatures are 1: then the tempered vectors are the plain ones. */
function makeVectors<Vector>(
  vectors: Vectors<Vector>,
  { relativeCounts, inverseTemperatures }: ClassStatistics,
  heads: number,
  gamma: number,
): [Constants<Vector>, OfHeads<Vector>] {
  const made = vectors.make(4 + (gamma ? 4 : 2) * heads, relativeCounts.length);
  const constants = made.splice(0, 4) as Constants<Vector>;
  vectors.values(constants[1]).fill(1);
  vectors.values(constants[2]).set(relativeCounts);
  vectors.values(constants[3]).set(inverseTemperatures);
  const oneOfEachHead = () => made.splice(0, heads);
  const [logits, exponentials] = [oneOfEachHead(), oneOfEachHead()];
  const tempered = gamma ? [oneOfEachHead(), oneOfEachHead()] : [logits, exponentials];
  return [constants, [logits, exponentials, tempered[0]!, tempered[1]!]];
}

/**
 * The terms of Eq. 4–9 for one sample, and their gradients, in one pass over its logits. Where γ is 0, one exponential of each
 * logit is enough for all terms: the balanced softmax is the plain softmax times the class counts, divided by its sum again
 * (Eq. 21).
 *
 * @param batch the number of samples; a self-distillation is the mean over them
 */
export function sampleLoss<Vector>(
  vectors: Vectors<Vector>,
  statistics: ClassStatistics,
  { headWeights, connections, gamma }: Pick<FusedLoss, 'headWeights' | 'connections' | 'gamma'>,
  batch: number,
): SampleLoss {
  const heads = headWeights.length;
  const [constants, ofHeads] = makeVectors(vectors, statistics, heads, gamma);
  const [zeros, ones, counts, inverseTemperatures] = constants;
  const [logits, exponentials, temperedLogits, temperedExponentials] = ofHeads;
  const temperedSums: number[] = [];
  const values = logits.map(vectors.values);

  return {
    heads: values,
    evaluate(id, weight) {
      let loss = 0;
      for (let head = 0; head < heads; head++) {
        const x = logits[head]!;
        const e = temperedExponentials[head]!;
        temperedSums[head] = divisor(vectors.exp(inverseTemperatures, x, temperedLogits[head]!, e));
        if (gamma) vectors.exp(ones, x, x, exponentials[head]!);
      }

      // `λ / batch · KL(p_t ‖ p_s)`, Eq. 8.
      for (const [teacher, student, strength] of connections) {
        const e = temperedExponentials[teacher]!;
        const shift = Math.log(temperedSums[teacher]!) - Math.log(temperedSums[student]!);
        const divergence = vectors.weigh(e, temperedLogits[teacher]!, temperedLogits[student]!, shift);
        loss += (strength / batch / temperedSums[teacher]!) * divergence;
      }

      // `−c ω log softmax(l + log n)[id]`, Eq. 4–7; its gradient is written over the logits.
      for (let head = 0; head < heads; head++) {
        const e = exponentials[head]!;
        const factor = weight * headWeights[head]!;
        const total = divisor(vectors.weigh(counts, e, zeros, 0));
        // A logit of −∞ makes it infinite, and 0 · ∞ would be NaN.
        if (factor !== 0) loss += factor * (Math.log(total) - values[head]![id]! - statistics.logCounts[id]!);
        vectors.combine(logits[head]!, 0, counts, factor / total, e, 0, e);
        values[head]![id]! -= factor;
      }

      // `λ / batch · (p_s − p_t) / T` is added for each student; no gradient goes to a teacher.
      for (const [teacher, student, strength] of connections) {
        vectors.combine(
          logits[student]!,
          1,
          inverseTemperatures,
          strength / batch / temperedSums[student]!,
          temperedExponentials[student]!,
          strength / batch / temperedSums[teacher]!,
          temperedExponentials[teacher]!,
        );
      }
      return loss;
    },
  };
}
