import * as tfl from '@tensorflow/tfjs-layers';
import { assertOneOf, reject } from '../../checks';

/** Which axis of a tapped map is that of the channels. */
export type DataFormat = 'channelsLast' | 'channelsFirst';

/** Throws unless `value` is a {@link DataFormat}. */
export function assertDataFormat(argument: string, value: DataFormat): void {
  assertOneOf(argument, value, ['channelsLast', 'channelsFirst']);
}

/**
 * The mean of a tap over space or time, `[batch, width]`; a tap of that shape stays as it is.
 *
 * @throws RangeError where the tap is no map, no sequence and no features
 */
export function pool(tap: tfl.SymbolicTensor, name: string, dataFormat: DataFormat): tfl.SymbolicTensor {
  const { globalAveragePooling1d, globalAveragePooling2d } = tfl.layers;
  const pooling = { 3: globalAveragePooling1d, 4: globalAveragePooling2d }[tap.shape.length];
  const pooled = pooling ? (pooling({ name, dataFormat }).apply(tap) as tfl.SymbolicTensor) : tap;
  if (pooled.shape.length !== 2 || pooled.shape[1] == null) {
    reject(
      `the tap '${tap.sourceLayer?.name}'`,
      'be a map, a sequence or features of known width',
      `[${tap.shape}]`,
    );
  }
  return pooled;
}
