import * as tfl from '@tensorflow/tfjs-layers';
import { type CosineLogits, LEAST_LENGTH } from './cosine-logits';

/** Applies a layer to symbolic tensors. */
export type ApplyLayer = (
  layer: tfl.layers.Layer,
  input: tfl.SymbolicTensor | tfl.SymbolicTensor[],
) => tfl.SymbolicTensor;

/**
 * What a cosine classifier gives, by stock layers alone, so that plain tfjs loads a saved classifier. Its kernel follows that of the
 * cosine classifier whenever it is read; it does not learn by itself.
 */
export function stockCosine(
  apply: ApplyLayer,
  features: tfl.SymbolicTensor,
  cosine: CosineLogits,
): tfl.SymbolicTensor {
  const { name } = cosine;
  const [width, units] = cosine.kernel.shape as [number, number];
  const dense = tfl.layers.dense({ units, useBias: false, trainable: false, name: `${name}_units` });
  const logits = apply(dense, divideByRootMeanSquare(apply, features, width, name));
  const [kernel] = dense.weights as [tfl.LayerVariable];
  const { read } = kernel;
  kernel.read = () => {
    const scaled = cosine.scaledKernel();
    kernel.write(scaled);
    scaled.dispose();
    return read.call(kernel);
  };
  return logits;
}

/**
 * Features divided by their root mean square: a vector of length √width. tfjs has no layer for this, but a layer normalisation does
 * it for values whose mean is 0; so the features stand beside their negatives in it, which are cut off again.
 */
function divideByRootMeanSquare(
  apply: ApplyLayer,
  features: tfl.SymbolicTensor,
  width: number,
  name: string,
): tfl.SymbolicTensor {
  const { rescaling, concatenate, layerNormalization, reshape, cropping2D, flatten } = tfl.layers;
  const negative = apply(rescaling({ scale: -1, name: `${name}_negative` }), features);
  const both = apply(concatenate({ name: `${name}_both` }), [features, negative]);
  // Added to the mean square, so that features of 0 have cosines of 0. Half floats have no number as small.
  const epsilon = LEAST_LENGTH ** 2 / width;
  const normalisation = { trainable: false, epsilon, name: `${name}_divided` };
  const divided = apply(layerNormalization(normalisation), both);
  const rows = apply(reshape({ targetShape: [2, width, 1], name: `${name}_rows` }), divided);
  const cropping: [[number, number], [number, number]] = [
    [0, 1],
    [0, 0],
  ];
  const first = apply(cropping2D({ cropping, name: `${name}_first` }), rows);
  return apply(flatten({ name: `${name}_unit` }), first);
}
