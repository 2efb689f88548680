import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { MersenneTwister } from '../../data/mersenne-twister';
import { channelsOf, kaimingNormal } from '../conv-norm';

/** Options of {@link invertedBottleneck}. */
export interface InvertedBottleneckOptions {
  /** The names of its layers begin with it: `name_expand`, `name_expand_norm`, `name_expand_relu`, `name_depthwise`, … */
  name: string;
  /** Number of channels of the output. */
  filters: number;
  /** Height and width of the depthwise kernel. */
  kernelSize: number;
  /** 1, or 2 to halve the map. */
  stride: number;
  /** How many times the channels of the input the depthwise convolution has; 1 leaves out the 1×1 convolution before it. */
  expansion: number;
  /** Name of the layer that ends the block, of a block that adds its input. Default `name_add`. */
  outputName?: string;
  /** Gives the seeds of the initial kernels. */
  random: MersenneTwister;
}

/**
 * A 1×1 convolution to more channels, a depthwise convolution and a 1×1 convolution back, the last without a ReLU behind it. The
 * input is added where it has the shape of the output: `[batch, height, width, channels]` to `[batch, ⌈height / stride⌉,
 * ⌈width / stride⌉, filters]`.
 *
 * @see Sandler et al. 2018, Figure 4d and Table 1
 *
 * @example
 * ```ts
 * const options = { name: 'block1', filters: 24, kernelSize: 3, stride: 2, expansion: 6, random };
 * const y = invertedBottleneck(x, options);
 * ```
 */
export function invertedBottleneck(x: SymbolicTensor, options: InvertedBottleneckOptions): SymbolicTensor {
  const { name, filters, kernelSize, stride, expansion, outputName = `${name}_add`, random } = options;
  let y = x;
  if (expansion !== 1) {
    const wide = expansion * channelsOf(x);
    y = relu6(convolution(y, { name: `${name}_expand`, filters: wide, random }), `${name}_expand_relu`);
  }
  y = depthwise(y, { name: `${name}_depthwise`, kernelSize, stride, random });
  y = convolution(relu6(y, `${name}_depthwise_relu`), { name: `${name}_project`, filters, random });
  if (stride !== 1 || channelsOf(x) !== filters) return y;
  return layers.add({ name: outputName }).apply([y, x]) as SymbolicTensor;
}

/** Arguments of {@link convolution}. */
interface ConvolutionOptions {
  /** Name of the convolution; that of the normalisation is `name_norm`. */
  name: string;
  filters: number;
  /** Default 1. */
  kernelSize?: number;
  /** Default 1. */
  stride?: number;
  random: MersenneTwister;
}

/** A convolution and its batch normalisation, padded as TensorFlow pads: with a stride more at the bottom and the right. */
export function convolution(
  x: SymbolicTensor,
  { name, filters, kernelSize = 1, stride = 1, random }: ConvolutionOptions,
): SymbolicTensor {
  const layer = layers.conv2d({
    ...{ name, filters, kernelSize, strides: stride, padding: 'same', useBias: false },
    kernelInitializer: kaimingNormal(kernelSize * kernelSize * filters, random),
  });
  return normalised(layer.apply(x) as SymbolicTensor, name);
}

/** A ReLU that ends at 6, as the networks for integer arithmetic have it. */
export function relu6(x: SymbolicTensor, name: string): SymbolicTensor {
  return layers.reLU({ name, maxValue: 6 }).apply(x) as SymbolicTensor;
}

/** A convolution of each channel by itself and its batch normalisation, padded likewise. */
function depthwise(
  x: SymbolicTensor,
  { name, kernelSize, stride, random }: Required<Omit<ConvolutionOptions, 'filters'>>,
): SymbolicTensor {
  const layer = layers.depthwiseConv2d({
    ...{ name, kernelSize, strides: stride, padding: 'same', useBias: false },
    depthwiseInitializer: kaimingNormal(kernelSize * kernelSize, random),
  });
  return normalised(layer.apply(x) as SymbolicTensor, name);
}

/** Batch normalisation with the constants of the original. */
function normalised(x: SymbolicTensor, name: string): SymbolicTensor {
  const layer = layers.batchNormalization({ name: `${name}_norm`, momentum: 0.99, epsilon: 1e-3 });
  return layer.apply(x) as SymbolicTensor;
}
