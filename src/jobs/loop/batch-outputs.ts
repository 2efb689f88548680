import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../data/batch-source';
import { imagesOf } from '../data/batch-tensors';
import type { Net } from '../nets/build-net';

/** What a net makes of the images of one batch. */
export interface BatchOutputs {
  /** The predicted class of each, `[size]`. */
  classes: Int32Array;
  /** `[size, number of classes]`, row by row. */
  probabilities: Float32Array;
  /** The representation of each, `[size, width]`, row by row. */
  z: Float32Array;
}

/**
 * A model that computes the probabilities and the representation of images in one pass. It shares the layers of the net.
 *
 * @example
 * ```ts
 * import { buildNet, observedNet, smallConvnet } from 'mbib/jobs';
 *
 * const samplesPerClass = [90, 9];
 * const net = buildNet('ce', smallConvnet({ seed: 0 }), ['stage3'], { samplesPerClass, seed: 0 });
 * const [probabilities, z] = observedNet(net).outputs;
 * console.log(probabilities!.shape, z!.shape); // [null, 2] and [null, 64]
 * ```
 */
export function observedNet({
  classifier,
  representation,
}: Pick<Net, 'classifier' | 'representation'>): LayersModel {
  return model({
    inputs: classifier.inputs,
    outputs: [classifier.outputs[0]!, representation.outputs[0]!],
  });
}

/**
 * The outputs of one batch. The pixels have been read when the call returns.
 *
 * @param observed from {@link observedNet}
 */
export async function batchOutputs(
  observed: LayersModel,
  source: Pick<ImageBatches, 'imageShape'>,
  batch: Batch,
): Promise<BatchOutputs> {
  const tensors = tf.tidy(() => {
    const [probabilities, z] = observed.predictOnBatch(imagesOf(source, batch)) as [tf.Tensor2D, tf.Tensor];
    return [tf.argMax(probabilities, -1), probabilities, z];
  });
  const [classes, probabilities, z] = await Promise.all(
    tensors.map(async (tensor) => (await tensor.data()).slice()),
  );
  tf.dispose(tensors);
  return { classes, probabilities, z } as BatchOutputs;
}
