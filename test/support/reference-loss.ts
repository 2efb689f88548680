/** What a loss over heads is computed from, all in float64. */
export interface ReferenceLoss {
  /** Logits `[heads][batch][classes]`. */
  logits: number[][][];
  /** Targets `[batch][classes]`. */
  targets: number[][];
  counts: number[];
  /** BIB losses between two heads, as in the option `connections`. */
  connections: readonly (readonly [teacher: number, student: number, weight: number])[];
  beta: number;
  gamma: number;
  m: number;
  reduction: 'mean' | 'sum' | 'none';
  whole?: { samples: number; weight: number } | undefined;
}

/** log softmax, where a class with −∞ has the probability 0. */
function logSoftmax(row: number[]): number[] {
  const largest = Math.max(...row);
  const total = row.reduce((sum, x) => sum + Math.exp(x - largest), 0);
  return row.map((x) => x - largest - Math.log(total));
}

/** A product, in which 0 times anything is 0. */
const times = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b);
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** Weights of the samples, Σ_k w_k y_k with the weights of Eq. 7. */
export function referenceWeights(targets: number[][], counts: number[], m: number): number[] {
  const raw = counts.map((n) => (1 / n) ** m);
  const total = sum(raw);
  return targets.map((row) => sum(row.map((y, k) => times(y, (counts.length * raw[k]!) / total))));
}

/**
 * Eq. 4–9 and Appendix J, term by term as they stand in the paper: the losses (one, or with 'none' one a sample) and the gradients
 * `[heads][batch][classes]` of their sum, no gradient going to a teacher.
 */
export function referenceLoss(loss: ReferenceLoss): { values: number[]; gradients: number[][][] } {
  const { logits, targets, counts, connections, beta, gamma, m, reduction, whole } = loss;
  const batch = targets.length;
  const weights = referenceWeights(targets, counts, m);
  const divisor = reduction === 'mean' ? (whole?.weight ?? sum(weights)) || 1 : 1;
  const temperatures = counts.map((n) => (Math.max(...counts) / n) ** gamma);
  const samples = new Array<number>(batch).fill(0);
  let distillation = 0;
  const gradients = logits.map((rows) => rows.map((row) => row.map(() => 0)));
  const copies = reduction === 'none' ? batch : 1;
  for (const [teacher, student, weight] of connections) {
    for (const head of [teacher, student]) {
      targets.forEach((y, b) => {
        const logP = logSoftmax(logits[head]![b]!.map((x, k) => x + Math.log(counts[k]!)));
        const share = (weight * weights[b]!) / divisor;
        samples[b]! += times(share, -sum(y.map((target, k) => times(target, logP[k]!))));
        const labelled = sum(y);
        y.forEach((target, k) => {
          gradients[head]![b]![k]! += share * (Math.exp(logP[k]!) * labelled - target);
        });
      });
    }
    targets.forEach((_, b) => {
      const [t, s] = [teacher, student].map((head) =>
        logSoftmax(logits[head]![b]!.map((x, k) => x / temperatures[k]!)),
      ) as [number[], number[]];
      const share = (beta * weight) / (whole?.samples ?? batch);
      distillation += times(
        share,
        sum(t.map((logP, k) => (logP === -Infinity ? 0 : times(Math.exp(logP), logP - s[k]!)))),
      );
      t.forEach((logP, k) => {
        gradients[student]![b]![k]! +=
          (copies * share * (Math.exp(s[k]!) - Math.exp(logP))) / temperatures[k]!;
      });
    });
  }
  const values =
    reduction === 'none' ? samples.map((value) => value + distillation) : [sum(samples) + distillation];
  return { values, gradients };
}
