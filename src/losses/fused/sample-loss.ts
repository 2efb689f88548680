import type { ClassStatistics } from './class-statistics';
import type { FusedLoss } from './fused-loss';
import type { Vectors } from './vectors';

/** Losses of samples, one after the other, and their gradients. */
export interface SampleLoss {
  /** Each head's logits, to be set before a sample's loss is computed, which leaves its gradient there. */
  heads: (Float32Array | Float64Array)[];
  /**
   * Computes a sample's loss.
   *
   * @param id its class
   * @param weight its class weight as the loss uses it
   */
  evaluate(id: number, weight: number): number;
}

/**
 * The terms of Eq. 4–9 for one sample, in one pass over its logits. One exponential a logit serves all of them where γ is
 * 0: the balanced softmax is the plain one times the class counts, normalised again (Eq. 21).
 *
 * @param batch number of samples, of which a self-distillation is the mean
 */
export function sampleLoss<Vector>(
  vectors: Vectors<Vector>,
  statistics: ClassStatistics,
  { headWeights, connections, gamma }: Pick<FusedLoss, 'headWeights' | 'connections' | 'gamma'>,
  batch: number,
): SampleLoss {
  const heads = headWeights.length;
  const made = vectors.make(4 + (gamma ? 4 : 2) * heads, statistics.counts.length);
  const [zeros, ones, counts, inverseTemperatures] = made.splice(0, 4) as [Vector, Vector, Vector, Vector];
  const oneOfEachHead = () => made.splice(0, heads);
  // A head's logits become the logarithms of its exponentials, and then its gradient.
  const logits = oneOfEachHead();
  const exponentials = oneOfEachHead();
  // At temperatures of 1 these are the plain ones.
  const temperedLogits = gamma ? oneOfEachHead() : logits;
  const temperedExponentials = gamma ? oneOfEachHead() : exponentials;
  const temperedSums: number[] = [];
  const values = logits.map(vectors.values);
  vectors.values(ones).fill(1);
  vectors.values(counts).set(statistics.counts);
  vectors.values(inverseTemperatures).set(statistics.inverseTemperatures);

  return {
    heads: values,
    evaluate(id, weight) {
      let loss = 0;
      for (let head = 0; head < heads; head++) {
        const x = logits[head]!;
        temperedSums[head] = vectors.exp(
          inverseTemperatures,
          x,
          temperedLogits[head]!,
          temperedExponentials[head]!,
        );
        if (gamma) vectors.exp(ones, x, x, exponentials[head]!);
      }

      // `λ / batch · KL(p_t ‖ p_s)`, Eq. 8.
      for (const [teacher, student, strength] of connections) {
        const divergence = vectors.weigh(
          temperedExponentials[teacher]!,
          temperedLogits[teacher]!,
          temperedLogits[student]!,
          Math.log(temperedSums[teacher]!) - Math.log(temperedSums[student]!),
        );
        loss += (strength / batch / temperedSums[teacher]!) * divergence;
      }

      // `−c ω log softmax(l + log n)[id]`, Eq. 4–7; its gradient takes the place of the logits.
      for (let head = 0; head < heads; head++) {
        const e = exponentials[head]!;
        const factor = weight * headWeights[head]!;
        const total = vectors.weigh(counts, e, zeros, 0);
        loss += factor * (Math.log(total) - values[head]![id]! - Math.log(statistics.counts[id]!));
        vectors.combine(logits[head]!, 0, counts, factor / total, e, 0, e);
        values[head]![id]! -= factor;
      }

      // `λ / batch · (p_s − p_t) / T` more for each student; a teacher is detached.
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
