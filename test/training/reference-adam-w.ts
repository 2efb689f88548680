/** What is needed of AdamW's options, all of them given. */
export interface ReferenceAdamW {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
}

/**
 * Algorithm 2 of Loshchilov and Hutter (2019) on one parameter in double precision, with PyTorch's rate of decay, the learning rate
 * times the weight decay. A gradient of null is a step in which the parameter has none.
 */
export function referenceAdamW(
  start: readonly number[],
  gradients: readonly (readonly number[] | null)[],
  { learningRate, beta1, beta2, epsilon, weightDecay }: ReferenceAdamW,
): number[] {
  const value = [...start];
  const first = start.map(() => 0);
  const second = start.map(() => 0);
  let t = 0;
  for (const gradient of gradients) {
    if (!gradient) continue;
    t++;
    gradient.forEach((g, i) => {
      first[i] = beta1 * first[i]! + (1 - beta1) * g;
      second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
      const corrected = first[i]! / (1 - beta1 ** t);
      const root = Math.sqrt(second[i]! / (1 - beta2 ** t));
      value[i]! -= learningRate * (corrected / (root + epsilon) + weightDecay * value[i]!);
    });
  }
  return value;
}
