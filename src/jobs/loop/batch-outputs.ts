import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../data/batch-source';
import { imagesOf } from '../data/batch-tensors';
import {
  type ByRepresentation,
  mapRepresentations,
  representationNames,
} from '../log/outputs/representations';
import type { Net } from '../nets/build-net';

/** What a net makes of the images of one batch. */
export interface BatchOutputs {
  /** The predicted class of each, `[size]`. */
  classes: Int32Array;
  /** `[size, number of classes]`, row by row. */
  probabilities: Float32Array;
  /** Each representation of each image, `[size, width]`, row by row. */
  representations: ByRepresentation<Float32Array>;
  /** What each of the further tensors is, `[size, …]`, row by row. */
  further: Float32Array[];
}

/** A net whose outputs are looked at, see {@link observedNet}. */
export interface ObservedNet {
  /** Images to the probabilities, to each representation, and to each further tensor: one output each. */
  model: LayersModel;
  /** The width of each representation. Their outputs are in the order v, z. */
  widths: ByRepresentation<number>;
}

/**
 * A model that computes the probabilities and the representations of images in one pass. It shares the layers of the net.
 *
 * @param net whose models have the same inputs
 * @param further other tensors that are computed of the same inputs, `[batch, …]`. Replicas compute none of them
 *
 * @example
 * ```ts
 * import { buildNet, observedNet, smallConvnet } from 'mbib/jobs';
 *
 * const samplesPerClass = [90, 9];
 * const net = buildNet('bib', smallConvnet({ seed: 0 }), ['stage3'], { samplesPerClass, seed: 0, zWidth: 32 });
 * const { model, widths } = observedNet(net);
 * console.log(model.outputs[0]!.shape, widths); // [null, 2], and { v: 64, z: 32 }
 * ```
 */
export function observedNet(
  { classifier, representations }: Pick<Net, 'classifier' | 'representations'>,
  further: readonly SymbolicTensor[] = [],
): ObservedNet {
  const tensors = mapRepresentations<LayersModel, SymbolicTensor>(
    representations,
    ({ outputs }) => outputs[0]!,
  );
  return {
    model: model({
      inputs: classifier.inputs,
      outputs: [
        classifier.outputs[0]!,
        ...representationNames(tensors).map((name) => tensors[name]!),
        ...further,
      ],
    }),
    widths: mapRepresentations(tensors, ({ shape }) => shape[1]!),
  };
}

/**
 * The outputs of one batch. The pixels have been read when the call returns.
 *
 * @param observed from {@link observedNet}
 */
export async function batchOutputs(
  { model: observed, widths }: ObservedNet,
  source: Pick<ImageBatches, 'imageShape'>,
  batch: Batch,
): Promise<BatchOutputs> {
  const tensors = tf.tidy(() => {
    const [probabilities, ...others] = observed.predictOnBatch(imagesOf(source, batch)) as tf.Tensor[];
    return [tf.argMax(probabilities!, -1), probabilities!, ...others];
  });
  const arrays = await Promise.all(tensors.map(async (tensor) => (await tensor.data()).slice()));
  tf.dispose(tensors);
  const [classes, probabilities, ...others] = arrays as [Int32Array, Float32Array, ...Float32Array[]];
  const names = representationNames(widths);
  return {
    classes,
    probabilities,
    representations: mapRepresentations(widths, (_, name) => others[names.indexOf(name)]!),
    further: others.slice(names.length),
  };
}
