import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import { groupedConv2d } from './grouped-conv2d';
import type { GroupedConvolutionOptions } from './grouped-convolution';

type LayerArguments = ConstructorParameters<typeof layers.Layer>[0];
type Initializer = ReturnType<typeof initializers.zeros>;

/** Arguments of {@link GroupedConv2D}. */
export interface GroupedConv2DArguments extends NonNullable<LayerArguments> {
  /** Channels of the output, a multiple of `groups`. */
  filters: number;
  kernelSize: number | [height: number, width: number];
  /** A divisor of the input's channels and of `filters`. */
  groups: number;
  /** Default 1. */
  strides?: number | [height: number, width: number];
  /** Default `'valid'`. */
  padding?: 'same' | 'valid';
  /** Default Glorot's uniform one. */
  kernelInitializer?: Initializer | SerializedInitializer;
}

interface SerializedInitializer {
  className: string;
  config: tf.serialization.ConfigDict;
}

const pair = (size: number | [number, number]): [number, number] =>
  typeof size === 'number' ? [size, size] : size;

/**
 * A layer for grouped convolutions, which tfjs has none for: from `[batch, height, width, channels]` to `[batch, outHeight, outWidth,
 * filters]`, without bias. As in PyTorch, output channel `g·(filters/groups) + m` reads the `channels/groups` input channels of
 * group g. The kernel is `[height, width, channels/groups, filters]`.
 *
 * @throws RangeError where `groups` does not divide the channels of the input or `filters`
 *
 * @example
 * ```ts
 * const y = new GroupedConv2D({ filters: 128, kernelSize: 3, groups: 32, padding: 'same' }).apply(x);
 * ```
 */
export class GroupedConv2D extends layers.Layer {
  static className = 'GroupedConv2D';

  readonly groups: number;
  private readonly filters: number;
  private readonly kernelSize: [number, number];
  private readonly options: GroupedConvolutionOptions;
  private readonly kernelInitializer: Initializer;
  private kernel!: LayerVariable;

  constructor(args: GroupedConv2DArguments) {
    super(args);
    const { filters, kernelSize, groups, strides = 1, padding = 'valid', kernelInitializer } = args;
    this.filters = filters;
    this.groups = groups;
    this.kernelSize = pair(kernelSize);
    this.options = { groups, strides: pair(strides), padding };
    this.kernelInitializer = initializerOf(kernelInitializer);
    this.requireMultiple('filters', filters);
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = (inputShape as Shape)[3]!;
    this.requireMultiple("the input's channels", channels);
    const shape = [...this.kernelSize, channels / this.groups, this.filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', this.kernelInitializer);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      groupedConv2d([inputs].flat()[0] as tf.Tensor4D, this.kernel.read() as tf.Tensor4D, this.options),
    );
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, ...sizes] = (inputShape as Shape).slice(0, 3);
    const { strides, padding } = this.options;
    const outputSizes = sizes.map((size, axis) => {
      const positions = padding === 'same' ? size! : size! - this.kernelSize[axis]! + 1;
      return size === null ? null : Math.ceil(positions / strides[axis]!);
    });
    return [batch!, ...outputSizes, this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, kernelInitializer } = this;
    return {
      ...super.getConfig(),
      ...this.options,
      filters,
      kernelSize,
      kernelInitializer: {
        className: kernelInitializer.getClassName(),
        config: kernelInitializer.getConfig(),
      },
    };
  }

  private requireMultiple(what: string, size: number): void {
    if (size % this.groups === 0) return;
    throw new RangeError(
      `${this.name}: ${what} must be a multiple of groups (${this.groups}), got ${size}. Choose a divisor of it.`,
    );
  }
}

tf.serialization.registerClass(GroupedConv2D);

function initializerOf(given: GroupedConv2DArguments['kernelInitializer']): Initializer {
  if (!given) return initializers.glorotUniform({});
  if (!('className' in given)) return given;
  // tfjs-layers keeps its initialisers in the registry of all classes, and has no function that reads one from there.
  const [Initialiser, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[given.className]!;
  return fromConfig(Initialiser, given.config) as Initializer;
}
