import * as tfl from '@tensorflow/tfjs-layers';
import {
  assertFinite,
  assertOneOf,
  assertPositive,
  reject,
  rejectType,
  show,
  wholeNumberFrom,
} from '../checks';
import { type Resolved, resolveOptions } from '../options';

/** The constants of the batch normalisation behind a pooled tap or behind z (the neck). */
export interface Neck {
  /** Added to the variance before its square root is divided by, above 0. Default 1e-5. */
  epsilon?: number;
  /**
   * Momentum of the running statistics: `running = momentum · running + (1 − momentum) · batch`. Default 0.9, which is
   * PyTorch's 0.1.
   */
  momentum?: number;
}

/**
 * The constants of the heads' batch normalisation where none are given: PyTorch's, which the paper's figures come from.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { neckDefaults } from 'mbib';
 * const neck = tf.layers.batchNormalization({ ...neckDefaults, momentum: 0.99 });
 * ```
 */
export const neckDefaults = {
  /** Added to the variance, so that a constant feature is not divided by zero. */
  epsilon: 1e-5,
  /** Share of the running statistics that stays at each step. */
  momentum: 0.9,
} as const;

/** Options of the heads. The defaults are the paper's: with ResNet-32 the net has the 486,016 parameters of its Table 6. */
export interface HeadOptions {
  /** Number of classes K, at least 2. */
  classes: number;
  /** Width of the representation z, at least 1. Default: the width of the deepest tap. */
  zWidth?: number;
  /**
   * Constants of the batch normalisation behind every pooled tap and behind z, or `false` for no normalisation. Default
   * `{ epsilon: 1e-5, momentum: 0.9 }`, which are PyTorch's.
   */
  neck?: Neck | false;
  /** Seed of the heads' initial weights, a whole number of at least 0. Without it they differ from call to call. */
  seed?: number;
  /** Which axis of a tapped map is that of the channels: the last one, or the one after the batch. Default `'channelsLast'`. */
  dataFormat?: 'channelsLast' | 'channelsFirst';
}

/** Functions that apply layers of the heads to symbolic tensors. Each call makes new layers. */
export interface HeadLayers {
  /** The mean of a tap over space or time, `[batch, width]`; a tap of that shape stays as it is. */
  pool(tap: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** The observation `v_i`: a pooled tap behind its neck. */
  observe(pooled: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** The representation z: a fully connected layer on the deepest observation, and its neck. */
  represent(observation: tfl.SymbolicTensor): tfl.SymbolicTensor;
  /** The logits of a linear classifier on an observation or on z. */
  classify(features: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** All of these layers, in the order in which they were made. */
  readonly created: tfl.layers.Layer[];
}

/** The checks and defaults of {@link HeadOptions}. */
export const headOptions = {
  classes: { check: wholeNumberFrom(2) },
  zWidth: { check: wholeNumberFrom(1), default: undefined },
  neck: { check: assertNeck, default: {} },
  seed: { check: wholeNumberFrom(0), default: undefined },
  dataFormat: { check: assertDataFormat, default: undefined },
} as const;

const neckOptions = {
  epsilon: { check: assertPositive, default: neckDefaults.epsilon },
  momentum: { check: assertFinite, default: neckDefaults.momentum },
} as const;

function assertNeck(argument: string, value: Neck | false): void {
  if (value !== false && (typeof value !== 'object' || value === null)) {
    rejectType(argument, 'be false or { epsilon, momentum }', show(value));
  }
}

function assertDataFormat(argument: string, value: 'channelsFirst' | 'channelsLast'): void {
  assertOneOf(argument, value, ['channelsLast', 'channelsFirst']);
}

/** Makes the functions that build the heads, for options that have been checked. */
export function headLayers({
  classes,
  zWidth,
  neck,
  seed,
  dataFormat,
}: Resolved<typeof headOptions>): HeadLayers {
  const normalisation = resolveOptions(neck || {}, neckOptions, 'options.neck');
  const created: tfl.layers.Layer[] = [];
  const apply = (layer: tfl.layers.Layer, input: tfl.SymbolicTensor) => {
    created.push(layer);
    return layer.apply(input) as tfl.SymbolicTensor;
  };
  const normalise = (features: tfl.SymbolicTensor, name: string) =>
    neck === false
      ? features
      : apply(tfl.layers.batchNormalization({ ...normalisation, name: `mbib_${name}_neck` }), features);
  const dense = (features: tfl.SymbolicTensor, units: number, name: string) => {
    const stddev = Math.sqrt(2 / features.shape[1]!);
    // tfjs treats the seed 0 as no seed, so the number that is added starts at 1.
    const layerSeed = seed === undefined ? undefined : 1000 * seed + created.length + 1;
    return apply(
      tfl.layers.dense({
        units,
        kernelInitializer: tfl.initializers.randomNormal({ mean: 0, stddev, seed: layerSeed! }),
        name: `mbib_${name}`,
      }),
      features,
    );
  };

  return {
    pool(tap, name) {
      const { globalAveragePooling1d, globalAveragePooling2d } = tfl.layers;
      const pool = { 3: globalAveragePooling1d, 4: globalAveragePooling2d }[tap.shape.length];
      const pooled = pool ? apply(pool({ name: `mbib_${name}_pool`, dataFormat: dataFormat! }), tap) : tap;
      if (pooled.shape.length !== 2 || pooled.shape[1] == null) {
        reject(`the tap of ${name}`, 'be a map, a sequence or features of known width', `[${tap.shape}]`);
      }
      return pooled;
    },
    observe: normalise,
    represent: (observation) =>
      normalise(dense(observation, zWidth ?? observation.shape[1]!, 'z_dense'), 'z'),
    classify: (features, name) => dense(features, classes, `${name}_classifier`),
    created,
  };
}
