import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reject, rejectType, show } from '../checks';
import { frozenFeatures } from './layers/frozen-features';
import { connectTaps, type TapLayer, type TapPlace } from './taps/connect-taps';
import { type Backbone, type GraphBackbone, isGraphBackbone, tapGraph } from './taps/graph-backbone';
import { type DataFormat, pool, poolValues, widthOf } from './taps/pool';

/** How a backbone is observed. */
export interface ObserveOptions {
  /** What the names of new layers start with. */
  prefix: string;
  frozen: boolean;
  dataFormat: DataFormat;
  inputShape: number[] | undefined;
}

/** A backbone with its taps. */
export interface Observed {
  inputs: tfl.SymbolicTensor[];
  /** The shape of the deepest tap. */
  deepest: tfl.Shape;
  /** The taps, pooled. */
  pooled: tfl.SymbolicTensor[];
  /** The same where the heads are trained: of a frozen backbone they are computed as in a prediction. */
  trainedOn: tfl.SymbolicTensor[];
  /** Where the taps are. */
  places: TapPlace[];
}

/**
 * Finds the taps of a backbone and pools them.
 *
 * @param applied layers of the backbone that are applied once more are appended to it, also where an error follows
 * @throws TypeError or RangeError where a tap cannot be one
 */
export function observe(
  backbone: Backbone,
  tapLayers: readonly TapLayer[],
  options: ObserveOptions,
  applied: tfl.layers.Layer[],
): Observed {
  if (!Array.isArray(tapLayers))
    rejectType('tapLayers', 'be an array of at least one layer', show(tapLayers));
  if (tapLayers.length === 0) reject('tapLayers', 'be an array of at least one layer', 'an empty one');
  return isGraphBackbone(backbone)
    ? observeGraph(backbone, tapLayers, options)
    : observeLayers(backbone, tapLayers, options, applied);
}

function observeGraph(
  backbone: GraphBackbone,
  tapLayers: readonly TapLayer[],
  { prefix, dataFormat, inputShape: given }: ObserveOptions,
): Observed {
  if (tapLayers.some((tap) => typeof tap !== 'string')) {
    reject('tapLayers', 'be node names of the GraphModel', show(tapLayers));
  }
  const names = tapLayers as string[];
  const { inputShape, shapes, compute } = tapGraph(backbone, names, given);
  const inputs = [tfl.input({ shape: inputShape })];
  const source = {
    compute: ([batch]: tf.Tensor[]) => compute(batch!).map((tap) => poolValues(tap, dataFormat)),
    widths: shapes.map((shape, i) => widthOf(shape, names[i]!, dataFormat)),
    saveInstead: `\`head\`, which takes its '${names.at(-1)}'`,
  };
  const pooled = frozenFeatures(inputs, source, prefix);
  const places = names.map((name) => ({ name }));
  return { inputs, deepest: shapes.at(-1)!, pooled, trainedOn: pooled, places };
}

function observeLayers(
  backbone: tfl.LayersModel,
  tapLayers: readonly TapLayer[],
  { prefix, frozen, dataFormat }: ObserveOptions,
  applied: tfl.layers.Layer[],
): Observed {
  const { inputs } = backbone;
  const { tensors, places } = connectTaps(backbone, tapLayers, applied);
  const pooled = tensors.map((tensor, i) => {
    widthOf(tensor.shape, places[i]!.name, dataFormat);
    return pool(tensor, `${prefix}_v${i + 1}_pool`, dataFormat);
  });
  const source = () => {
    const encoder = tfl.model({ inputs, outputs: pooled });
    return {
      compute: (batch: tf.Tensor[]) =>
        [encoder.predictOnBatch(batch.length === 1 ? batch[0]! : batch)].flat(),
      widths: pooled.map(({ shape }) => shape[1]!),
      saveInstead: '`classifier`, or all with `net.save`',
    };
  };
  const trainedOn = frozen ? frozenFeatures(inputs, source(), prefix) : pooled;
  return { inputs, deepest: tensors.at(-1)!.shape, pooled, trainedOn, places };
}
