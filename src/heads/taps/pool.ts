import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { assertOneOf, reject } from '../../checks';

/** Which axis of a tapped map is that of the channels. */
export type DataFormat = 'channelsLast' | 'channelsFirst';

/** Throws unless `value` is a {@link DataFormat}. */
export function assertDataFormat(argument: string, value: DataFormat): void {
  assertOneOf(argument, value, ['channelsLast', 'channelsFirst']);
}

/**
 * The width of a tap that is pooled.
 *
 * @throws RangeError where the tap is no map, no sequence and no features
 */
export function widthOf(shape: tfl.Shape, name: string, dataFormat: DataFormat): number {
  const channels = shape.length === 4 && dataFormat === 'channelsFirst' ? shape[1] : shape.at(-1);
  if (shape.length < 2 || shape.length > 4 || channels == null) {
    reject(`the tap '${name}'`, 'be a map, a sequence or features of known width', `[${shape.map(String)}]`);
  }
  return channels;
}

/** The mean of a tap over space or time, `[batch, width]`; features stay as they are. */
export function pool(tap: tfl.SymbolicTensor, name: string, dataFormat: DataFormat): tfl.SymbolicTensor {
  const { globalAveragePooling1d, globalAveragePooling2d } = tfl.layers;
  const pooling = { 3: globalAveragePooling1d, 4: globalAveragePooling2d }[tap.shape.length];
  return pooling ? (pooling({ name, dataFormat }).apply(tap) as tfl.SymbolicTensor) : tap;
}

/** The same for the values of a tap. */
export function poolValues(tap: tf.Tensor, dataFormat: DataFormat): tf.Tensor {
  if (tap.rank === 3) return tf.mean(tap, 1);
  if (tap.rank === 4) return tf.mean(tap, dataFormat === 'channelsFirst' ? [2, 3] : [1, 2]);
  return tap;
}
