import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type ConvNormOptions, channelsOf, convNorm } from '../conv-norm';

/** The options of a block of a residual network. */
export interface BlockOptions extends Pick<ConvNormOptions, 'fan' | 'random'> {
  /** The names of its layers begin with it: `name_conv1`, `name_relu1`, … */
  name: string;
  /** Name of the ReLU after the sum. */
  outputName: string;
  /** Number of channels of the output. */
  filters: number;
  /** 1, or 2 to halve the map. */
  stride: number;
}

/** Brings the input of a block into the shape of its output, to be added to it. */
export type Shortcut = (x: SymbolicTensor, options: BlockOptions) => SymbolicTensor;

/**
 * Two 3×3 convolutions and a shortcut: `[batch, height, width, channels]` to `[batch, ⌈height / stride⌉, ⌈width / stride⌉,
 * filters]`.
 *
 * @see He et al. 2016, Figure 5, left
 *
 * @example
 * ```ts
 * const y = basicBlock(x, { name: 'block1', outputName: 'stage1', filters: 64, stride: 1, random }, projection);
 * ```
 */
export function basicBlock(x: SymbolicTensor, options: BlockOptions, shortcut: Shortcut): SymbolicTensor {
  const { name, filters, stride } = options;
  let y = convNorm(x, { ...convolution(options, 1), filters, stride });
  y = relu(y, `${name}_relu1`);
  y = convNorm(y, { ...convolution(options, 2), filters });
  return sum(y, shortcut(x, options), options);
}

/** Options of {@link bottleneckBlock}. */
export interface BottleneckOptions extends BlockOptions {
  /** Number of channels of the 3×3 convolution. */
  width: number;
  /** Number of groups of the 3×3 convolution. */
  groups: number;
}

/**
 * Convolutions of 1×1, 3×3 and 1×1 and a shortcut, the stride in the 3×3 one, as torchvision has it: `[batch, height, width,
 * channels]` to `[batch, ⌈height / stride⌉, ⌈width / stride⌉, filters]`.
 *
 * @see He et al. 2016, Figure 5, right; Xie et al. 2017, Figure 3c, for groups
 *
 * @example
 * ```ts
 * const options = { name: 'block1', outputName: 'stage1', filters: 256, width: 64, groups: 1, stride: 1, random };
 * const y = bottleneckBlock(x, options, projection);
 * ```
 */
export function bottleneckBlock(
  x: SymbolicTensor,
  options: BottleneckOptions,
  shortcut: Shortcut,
): SymbolicTensor {
  const { name, filters, width, groups, stride } = options;
  let y = convNorm(x, { ...convolution(options, 1), filters: width, kernelSize: 1 });
  y = relu(y, `${name}_relu1`);
  y = convNorm(y, { ...convolution(options, 2), filters: width, stride, groups });
  y = relu(y, `${name}_relu2`);
  y = convNorm(y, { ...convolution(options, 3), filters, kernelSize: 1 });
  return sum(y, shortcut(x, options), options);
}

/** The shortcut of the ImageNet networks: a 1×1 convolution where the shape changes, else the input itself (option B). */
export const projection: Shortcut = (x, { name, filters, stride, fan = 'in', random }) => {
  if (stride === 1 && channelsOf(x) === filters) return x;
  return convNorm(x, { name: `${name}_shortcut`, filters, kernelSize: 1, stride, fan, random });
};

/** A ReLU of a name. */
export function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return layers.reLU({ name }).apply(x) as SymbolicTensor;
}

function convolution({ name, fan = 'in', random }: BlockOptions, index: number) {
  return { name: `${name}_conv${index}`, fan, random };
}

function sum(
  y: SymbolicTensor,
  shortcut: SymbolicTensor,
  { name, outputName }: BlockOptions,
): SymbolicTensor {
  const added = layers.add({ name: `${name}_add` }).apply([y, shortcut]) as SymbolicTensor;
  return relu(added, outputName);
}
