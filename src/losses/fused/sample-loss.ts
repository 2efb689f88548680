import type { ClassStatistics } from '../class-statistics';
import type { FusedLoss } from './fused-loss';
import { combine, exponentials, weigh } from './vectors';

/** A sum of exponentials to divide by: 1 for the 0 of a row whose logits are all −∞. */
function divisor(sum: number): number {
  return sum === 0 ? 1 : sum;
}

/** Computes the losses of samples one after the other, with their gradients. */
export interface SampleLoss {
  /**
   * An array for each head, one number a class. Write the sample's logits into it before `evaluate`, which replaces them by
   * the gradient of the loss with respect to them where the loss is differentiated.
   */
  heads: Float64Array[];
  /**
   * Computes a sample's loss.
   *
   * @param id its class
   * @param weight its class weight, already divided by the sum over the batch where the loss is a mean
   */
  evaluate(id: number, weight: number): number;
}

/**
 * The terms of Eq. 4–9 for one sample, and their gradients, in one pass over its logits. Where γ is 0, one exponential of each
 * logit is enough for all terms: the balanced softmax is the plain softmax times the class counts, divided by its sum again
 * (Eq. 21).
 *
 * @param batch the number of samples; a self-distillation is the mean over them
 */
export function sampleLoss(
  { relativeCounts, logCounts, inverseTemperatures }: ClassStatistics,
  { headWeights, connections, gamma }: Pick<FusedLoss, 'headWeights' | 'connections' | 'gamma'>,
  batch: number,
  differentiated: boolean,
): SampleLoss {
  const classes = relativeCounts.length;
  const zeros = new Float64Array(classes);
  const ones = new Float64Array(classes).fill(1);
  const counts = Float64Array.from(relativeCounts);
  const inverses = Float64Array.from(inverseTemperatures);
  const oneOfEachHead = () => headWeights.map(() => new Float64Array(classes));
  // The logits, which become the logarithms of their exponentials and then the gradient; the exponentials; and both of the logits
  // divided by the temperatures of Eq. 8. Where γ is 0, all temperatures are 1: then the tempered vectors are the plain ones.
  const [logits, plain] = [oneOfEachHead(), oneOfEachHead()];
  const [temperedLogits, tempered] = gamma ? [oneOfEachHead(), oneOfEachHead()] : [logits, plain];
  const sums: number[] = [];

  return {
    heads: logits,
    evaluate(id, weight) {
      let loss = 0;
      logits.forEach((x, head) => {
        sums[head] = divisor(exponentials(inverses, x, temperedLogits[head]!, tempered[head]!));
        if (gamma) exponentials(ones, x, x, plain[head]!);
      });

      // `λ / batch · KL(p_t ‖ p_s)`, Eq. 8.
      for (const [teacher, student, strength] of connections) {
        const shift = Math.log(sums[teacher]!) - Math.log(sums[student]!);
        const x = temperedLogits[teacher]!;
        const divergence = weigh(tempered[teacher]!, x, temperedLogits[student]!, shift);
        loss += (strength / batch / sums[teacher]!) * divergence;
      }

      // `−c ω log softmax(l + log n)[id]`, Eq. 4–7; its gradient is written over the logits.
      logits.forEach((x, head) => {
        const e = plain[head]!;
        const factor = weight * headWeights[head]!;
        const total = divisor(weigh(counts, e, zeros, 0));
        // A logit of −∞ makes it infinite, and 0 · ∞ would be NaN.
        if (factor !== 0) loss += factor * (Math.log(total) - x[id]! - logCounts[id]!);
        if (!differentiated) return;
        combine(x, 0, counts, factor / total, e, 0, e);
        x[id]! -= factor;
      });

      // `λ / batch · (p_s − p_t) / T` is added for each student; no gradient goes to a teacher.
      for (const [teacher, student, strength] of differentiated ? connections : []) {
        const [ofStudent, ofTeacher] = [strength / batch / sums[student]!, strength / batch / sums[teacher]!];
        combine(logits[student]!, 1, inverses, ofStudent, tempered[student]!, ofTeacher, tempered[teacher]!);
      }
      return loss;
    },
  };
}
