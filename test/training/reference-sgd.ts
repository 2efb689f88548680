/** `torch.optim.SGD` on one parameter in double precision, as its documentation states the algorithm. */
export function referenceSgd(
  start: readonly number[],
  gradients: readonly (readonly number[])[],
  {
    learningRate,
    momentum = 0,
    weightDecay = 0,
    nesterov = false,
  }: { learningRate: number | number[]; momentum?: number; weightDecay?: number; nesterov?: boolean },
): number[] {
  const value = [...start];
  const velocity: number[] = [];
  gradients.forEach((gradient, step) => {
    const rate = Array.isArray(learningRate) ? learningRate[step]! : learningRate;
    gradient.forEach((raw, i) => {
      const slope = raw + weightDecay * value[i]!;
      velocity[i] = step === 0 ? slope : momentum * velocity[i]! + slope;
      value[i]! -= rate * (nesterov ? slope + momentum * velocity[i] : velocity[i]);
    });
  });
  return value;
}
