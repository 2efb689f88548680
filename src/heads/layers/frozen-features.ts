import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reject } from '../../checks';
import { offTape } from './off-tape';

/** How frozen features are computed, and what else there is to know of them. */
export interface FrozenSource {
  /** Computes the pooled taps of a batch, each `[batch, width]`. */
  compute(inputs: tf.Tensor[]): tf.Tensor[];
  /** Widths of the taps. */
  widths: readonly number[];
  /** What to save in place of a model with these features, since that cannot be saved. */
  saveInstead: string;
}

/**
 * A layer that gives the pooled taps of a backbone which does not learn, side by side in one output: tfjs-layers computes a layer
 * with several outputs once for each of them. No gradient is taken of it. It has no weights: those of the backbone stay with
 * their owner.
 */
class FrozenFeatures extends tfl.layers.Layer {
  static className = 'FrozenFeatures';

  constructor(
    private readonly source: FrozenSource,
    name: string,
  ) {
    super({ name });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return offTape(() => tf.tidy(() => tf.concat(this.source.compute([inputs].flat()), 1)));
  }

  override computeOutputShape(): tfl.Shape {
    return [null, this.source.widths.reduce((sum, width) => sum + width, 0)];
  }

  override getConfig(): never {
    reject('a saved model', `hold no frozen backbone: save ${this.source.saveInstead}`, 'one');
  }
}

/** A layer that gives some columns of a matrix. */
class Columns extends tfl.layers.Layer {
  static className = 'Columns';

  constructor(
    private readonly begin: number,
    private readonly width: number,
    name: string,
  ) {
    super({ name });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.slice([inputs].flat()[0]!, [0, this.begin], [-1, this.width]);
  }

  override computeOutputShape(): tfl.Shape {
    return [null, this.width];
  }
}

/** The pooled taps of a backbone that does not learn, as symbolic tensors. */
export function frozenFeatures(
  inputs: tfl.SymbolicTensor[],
  source: FrozenSource,
  prefix: string,
): tfl.SymbolicTensor[] {
  const layer = new FrozenFeatures(source, `${prefix}_frozen`);
  const joined = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tfl.SymbolicTensor;
  let begin = 0;
  return source.widths.map((width, i) => {
    const columns = new Columns(begin, width, `${prefix}_v${i + 1}_frozen`);
    begin += width;
    return columns.apply(joined) as tfl.SymbolicTensor;
  });
}
