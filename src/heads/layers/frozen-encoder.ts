import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reject } from '../../checks';
import { offTape } from './off-tape';

/**
 * A layer that computes an encoder as `predict` does, whatever it is part of: batch normalisations take their running statistics and
 * leave them, dropout is off, nothing is recorded for a gradient. It has no weights: those of the encoder stay with their
 * owner.
 */
export class FrozenEncoder extends tfl.layers.Layer {
  static className = 'FrozenEncoder';

  constructor(
    private readonly encoder: tfl.LayersModel,
    name: string,
  ) {
    super({ name });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const batch = [inputs].flat();
    return offTape(() => [this.encoder.predictOnBatch(batch.length === 1 ? batch[0]! : batch)].flat());
  }

  override computeOutputShape(): tfl.Shape[] {
    return this.encoder.outputs.map(({ shape }) => shape);
  }

  override getConfig(): never {
    reject('a saved model', 'hold no frozen backbone: save `classifier`, or all with `net.save`', 'one');
  }
}
