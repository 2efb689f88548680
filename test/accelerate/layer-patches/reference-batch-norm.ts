/** A batch normalisation in double precision: `y = γ·(x − mean) / √(variance + ε) + β` for each channel. */
export interface ReferenceBatchNorm {
  shape: readonly number[];
  /** The axis of the channels, from 0. */
  axis: number;
  epsilon: number;
  gamma: readonly number[];
  beta: readonly number[];
}

/** The result of a call, and the gradients of `Σ dy·y`. */
export interface ReferenceResult {
  y: number[];
  mean: number[];
  variance: number[];
  dx: number[];
  dgamma: number[];
  dbeta: number[];
}

/** The channel of each element of a tensor. */
function channelsOf({ shape, axis }: ReferenceBatchNorm): number[] {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const size = shape.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, (_, i) => Math.floor(i / inner) % shape[axis]!);
}

/** The sum over each channel. */
function sums(values: readonly number[], channels: readonly number[], count: number): number[] {
  const sum = new Array<number>(count).fill(0);
  values.forEach((value, i) => {
    sum[channels[i]!]! += value;
  });
  return sum;
}

/** By the statistics of the batch, through which the gradient goes too. */
export function referenceTraining(
  layer: ReferenceBatchNorm,
  x: readonly number[],
  dy: readonly number[],
): ReferenceResult {
  const channels = channelsOf(layer);
  const count = layer.shape[layer.axis]!;
  const rows = x.length / count;
  const mean = sums(x, channels, count).map((sum) => sum / rows);
  const squares = x.map((value, i) => (value - mean[channels[i]!]!) ** 2);
  const variance = sums(squares, channels, count).map((sum) => sum / rows);
  const { dx: upstream, normalised, ...result } = normalise(layer, x, dy, mean, variance);
  const dx = upstream.map((value, i) => {
    const c = channels[i]!;
    const slope = layer.gamma[c]! / Math.sqrt(variance[c]! + layer.epsilon);
    return value - (slope * (result.dbeta[c]! + normalised[i]! * result.dgamma[c]!)) / rows;
  });
  return { ...result, dx };
}

/** By given statistics, which are constants. */
export function referenceInference(
  layer: ReferenceBatchNorm,
  x: readonly number[],
  dy: readonly number[],
  mean: readonly number[],
  variance: readonly number[],
): ReferenceResult {
  return normalise(layer, x, dy, [...mean], [...variance]);
}

function normalise(
  layer: ReferenceBatchNorm,
  x: readonly number[],
  dy: readonly number[],
  mean: number[],
  variance: number[],
): ReferenceResult & { normalised: number[] } {
  const { epsilon, gamma, beta, shape, axis } = layer;
  const channels = channelsOf(layer);
  const deviation = variance.map((value) => Math.sqrt(value + epsilon));
  const normalised = x.map((value, i) => (value - mean[channels[i]!]!) / deviation[channels[i]!]!);
  const products = dy.map((value, i) => value * normalised[i]!);
  return {
    normalised,
    mean,
    variance,
    y: normalised.map((value, i) => gamma[channels[i]!]! * value + beta[channels[i]!]!),
    dx: dy.map((value, i) => (value * gamma[channels[i]!]!) / deviation[channels[i]!]!),
    dgamma: sums(products, channels, shape[axis]!),
    dbeta: sums(dy, channels, shape[axis]!),
  };
}
