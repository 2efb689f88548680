import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { neckDefaults } from 'mbib';
import type { MersenneTwister } from '../data/mersenne-twister';
import { GroupedConv2D } from './grouped-conv2d/grouped-conv2d-layer';

/** Arguments of {@link convNorm}. */
export interface ConvNormOptions {
  /** The layers are `name`, `name_norm` and, where a map is padded before a stride, `name_pad`. */
  name: string;
  filters: number;
  /** Height and width of the kernel, an odd number; default 3. */
  kernelSize?: number;
  /** Default 1. */
  stride?: number;
  /** A grouped convolution where it is more than 1, the default. */
  groups?: number;
  /** Which side of a kernel its variance follows from: default `'in'`. */
  fan?: 'in' | 'out';
  /** Seeds the kernel. */
  random: MersenneTwister;
}

/**
 * A convolution without bias, padded by half a kernel on every side, and its batch normalisation, as PyTorch has them:
 * kaiming normal kernel, ε 1e-5, a tenth of each batch into the running statistics.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ⌈height / stride⌉, ⌈width / stride⌉, filters]`
 *
 * @example
 * ```ts
 * const y = convNorm(tf.input({ shape: [32, 32, 3] }), { name: 'stem', filters: 16, random: new MersenneTwister(0) });
 * ```
 */
export function convNorm(x: SymbolicTensor, options: ConvNormOptions): SymbolicTensor {
  const { name, filters, kernelSize = 3, stride = 1, groups = 1, fan = 'in', random } = options;
  const fans = { in: channelsOf(x) / groups, out: filters };
  const convolution = {
    name,
    filters,
    kernelSize,
    strides: stride,
    padding: stride === 1 ? 'same' : 'valid',
    kernelInitializer: kaimingNormal(kernelSize * kernelSize * fans[fan], random),
  } as const;
  const layer =
    groups === 1
      ? layers.conv2d({ ...convolution, useBias: false })
      : new GroupedConv2D({ ...convolution, groups });
  // With a stride, tfjs's 'same' pads at the bottom and the right only.
  const padded = stride === 1 ? x : zeroPadded(x, (kernelSize - 1) / 2, `${name}_pad`);
  return layers
    .batchNormalization({ name: `${name}_norm`, ...neckDefaults })
    .apply(layer.apply(padded)) as SymbolicTensor;
}

/** A map with zeros on every side; itself where there are none to add. */
export function zeroPadded(x: SymbolicTensor, padding: number, name: string): SymbolicTensor {
  return padding === 0 ? x : (layers.zeroPadding2d({ name, padding }).apply(x) as SymbolicTensor);
}

/** Size of the last axis. */
export function channelsOf(x: SymbolicTensor): number {
  return x.shape[x.shape.length - 1]!;
}

/** PyTorch's `kaiming_normal_`, from the next number of `random`. */
export function kaimingNormal(fan: number, random: MersenneTwister) {
  // tfjs takes a seed of 0 for none. Its heNormal is truncated at two standard deviations, PyTorch's is not.
  const seed = 1 + random.interval(0x7ffffffe);
  return initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / fan), seed });
}
