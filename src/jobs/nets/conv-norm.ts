import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { neckDefaults } from 'mbib';
import type { MersenneTwister } from '../data/mersenne-twister';
import { GroupedConv2D } from './grouped-conv2d/grouped-conv2d-layer';

/** Arguments of {@link convNorm}. */
export interface ConvNormOptions {
  /** Name of the convolution. The others are `name_norm` and, where the map is padded before a stride, `name_pad`. */
  name: string;
  /** Number of channels of the output. */
  filters: number;
  /** Height and width of the kernel, an odd number; default 3. */
  kernelSize?: number;
  /** How far the kernel moves from one output to the next. Default 1; 2 halves the map. */
  stride?: number;
  /** Number of groups of a grouped convolution. Default 1, an ordinary one. */
  groups?: number;
  /** Whether the variance of the initial kernel follows from the number of its inputs or of its outputs. Default `'in'`. */
  fan?: 'in' | 'out';
  /** Gives the seed of the initial kernel. */
  random: MersenneTwister;
}

/**
 * A convolution and the batch normalisation behind it, as in PyTorch: no bias, padded by half a kernel on every side, the initial
 * kernel by kaiming normal, and PyTorch's constants of the normalisation.
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

/** A map with `padding` rows and columns of zeros added on every side; the map itself for 0. */
export function zeroPadded(x: SymbolicTensor, padding: number, name: string): SymbolicTensor {
  return padding === 0 ? x : (layers.zeroPadding2d({ name, padding }).apply(x) as SymbolicTensor);
}

/** The number of channels of a map: the size of its last axis. */
export function channelsOf(x: SymbolicTensor): number {
  return x.shape[x.shape.length - 1]!;
}

/**
 * The initialiser `kaiming_normal_` of PyTorch: a normal distribution with variance 2 / fan.
 *
 * @param fan number of inputs (or outputs) of a unit
 * @param random its next number becomes the seed
 */
export function kaimingNormal(fan: number, random: MersenneTwister) {
  // tfjs treats the seed 0 as no seed. Its own heNormal cuts off at two standard deviations, which PyTorch does not.
  const seed = 1 + random.interval(0x7ffffffe);
  return initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / fan), seed });
}
