import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { MersenneTwister } from './random';

/** Arguments of {@link convNorm}. */
export interface ConvNormOptions {
  /** The layers are `name`, `name_norm` and, with a stride, `name_pad`. */
  name: string;
  filters: number;
  stride?: number;
  /** Seeds the kernel. */
  random: MersenneTwister;
}

/**
 * A 3×3 convolution without bias, padded by 1 on every side, and its batch normalisation, as PyTorch has them: kaiming
 * normal (fan-in) kernel, ε 1e-5, a tenth of each batch into the running statistics.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ⌈height / stride⌉, ⌈width / stride⌉, filters]`
 *
 * @example
 * ```ts
 * const y = convNorm(tf.input({ shape: [32, 32, 3] }), { name: 'stem', filters: 16, random: new MersenneTwister(0) });
 * ```
 */
export function convNorm(
  x: SymbolicTensor,
  { name, filters, stride = 1, random }: ConvNormOptions,
): SymbolicTensor {
  // With a stride, tfjs's 'same' pads at the bottom and the right only.
  const padded = stride === 1 ? x : layers.zeroPadding2d({ name: `${name}_pad`, padding: 1 }).apply(x);
  const convolved = layers
    .conv2d({
      name,
      filters,
      kernelSize: 3,
      strides: stride,
      padding: stride === 1 ? 'same' : 'valid',
      useBias: false,
      kernelInitializer: kaimingNormal(9 * channelsOf(x), random),
    })
    .apply(padded);
  return layers
    .batchNormalization({ name: `${name}_norm`, ...batchNormConstants })
    .apply(convolved) as SymbolicTensor;
}

/** PyTorch's constants of batch normalisation, in tfjs's terms. */
export const batchNormConstants = { epsilon: 1e-5, momentum: 0.9 };

/** Size of the last axis. */
export function channelsOf(x: SymbolicTensor): number {
  return x.shape[x.shape.length - 1]!;
}

/** PyTorch's `kaiming_normal_`, from the next number of `random`. */
export function kaimingNormal(fanIn: number, random: MersenneTwister) {
  // tfjs takes a seed of 0 for none. Its heNormal is truncated at two standard deviations, PyTorch's is not.
  const seed = 1 + random.interval(0x7ffffffe);
  return initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / fanIn), seed });
}
