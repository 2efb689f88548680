import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { variableOf } from './weights-of';

/** Applies a layer to symbolic tensors. */
export type ApplyLayer = (
  layer: tfl.layers.Layer,
  input: tfl.SymbolicTensor | tfl.SymbolicTensor[],
) => tfl.SymbolicTensor;

/** Added to the mean square of the features, so that features of 0 have cosines of 0. Half floats have no number as small. */
const EPSILON = 1e-12;

/** The least length of a column that is divided by, as in PyTorch's `normalize`. */
const LEAST_LENGTH = 1e-12;

/**
 * Features divided by their root mean square: a vector of length √width. The layers are stock ones, so that plain tfjs loads them.
 * tfjs has none that does this, but a layer normalisation does it for values whose mean is 0; so the features stand beside
 * their negatives in it, which are cut off again. It has a scale of ones and an offset of zeros, which do not learn: tfjs
 * cannot take a gradient without them.
 */
export function divideByRootMeanSquare(
  apply: ApplyLayer,
  features: tfl.SymbolicTensor,
  name: string,
): tfl.SymbolicTensor {
  const { rescaling, concatenate, layerNormalization, reshape, cropping2D, flatten } = tfl.layers;
  const normalisation = { trainable: false, epsilon: EPSILON };
  const negative = apply(rescaling({ scale: -1, name: `${name}_negative` }), features);
  const both = apply(concatenate({ name: `${name}_both` }), [features, negative]);
  const divided = apply(layerNormalization({ ...normalisation, name: `${name}_divided` }), both);
  const rows = apply(reshape({ targetShape: [2, features.shape[1]!, 1], name: `${name}_rows` }), divided);
  const cropping: [[number, number], [number, number]] = [
    [0, 1],
    [0, 0],
  ];
  return apply(
    flatten({ name: `${name}_unit` }),
    apply(cropping2D({ cropping, name: `${name}_first` }), rows),
  );
}

/**
 * Makes a fully connected layer without a bias read its kernel with every column brought to one length: then it gives `length` times
 * the product of the features with unit vectors. Gradients reach the kernel through that, and a saved model has it as its kernel.
 */
export function readColumnsOfLength(length: number, dense: tfl.layers.Layer): void {
  const [kernel] = dense.weights as [tfl.LayerVariable];
  kernel.read = () =>
    tf.tidy(() => {
      const raw = variableOf(kernel);
      const lengths = tf.maximum(tf.norm(raw, 2, 0, true), LEAST_LENGTH);
      return tf.mul(raw, tf.div(length, lengths));
    });
}
