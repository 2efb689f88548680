import * as tfl from '@tensorflow/tfjs-layers';
import { type CosineLogits, LEAST_LENGTH } from './cosine-logits';

/** Applies a layer to symbolic tensors. */
export type ApplyLayer = (
  layer: tfl.layers.Layer,
  input: tfl.SymbolicTensor | tfl.SymbolicTensor[],
) => tfl.SymbolicTensor;

/** Applies a layer of tfjs, by its name there; the layer itself is named after the cosine classifier and the part that it is. */
type Put = <Name extends StockLayer>(
  layer: Name,
  input: tfl.SymbolicTensor | tfl.SymbolicTensor[],
  part: string,
  config?: Parameters<(typeof tfl.layers)[Name]>[0],
) => tfl.SymbolicTensor;

type StockLayer =
  | 'rescaling'
  | 'concatenate'
  | 'layerNormalization'
  | 'reshape'
  | 'cropping2D'
  | 'flatten'
  | 'globalMaxPooling1d'
  | 'multiply';

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
  const put: Put = (layer, input, part, config) => {
    const make = tfl.layers[layer] as (config: object) => tfl.layers.Layer;
    return apply(make({ ...config, name: `${name}_${part}` }), input);
  };
  const [width, units] = cosine.kernel.shape as [number, number];
  const dense = tfl.layers.dense({ units, useBias: false, trainable: false, name: `${name}_units` });
  const logits = apply(dense, divideByRootMeanSquare(put, ofUsualSize(put, features, width), width));
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
 * Features times a number of their own, one a row, by which the largest becomes 2⁻⁹..23 for all that half floats hold, 2⁻²⁴..65504: their
 * squares neither overflow nor vanish there. What the number is does not change cosines, so it need not be exact.
 */
function ofUsualSize(put: Put, features: tfl.SymbolicTensor, width: number): tfl.SymbolicTensor {
  const both = withNegatives(put, features, 'signs');
  const column = put('reshape', both, 'column', { targetShape: [2 * width, 1] });
  const largest = put('globalMaxPooling1d', column, 'largest');
  // Large ones come down to 6; then small ones, which 2¹⁴ brings up.
  const down = limiter(put, largest, 'down', 2 ** -8, 2 ** -6);
  const limited = put('multiply', [largest, down], 'limited');
  const up = put('rescaling', limiter(put, limited, 'up', 2 ** 4, 2 ** -7), 'raised', { scale: 2 ** 14 });
  return put('multiply', [features, put('multiply', [down, up], 'factor')], 'usual');
}

/**
 * √2 where a number, `[batch, 1]`, is small, and falling as its inverse where it is large: `√2 · beside / √((scale · number)² + beside²)`.
 * tfjs has no layer that divides, but a layer normalisation of both, beside their negatives, does.
 */
function limiter(
  put: Put,
  number: tfl.SymbolicTensor,
  part: string,
  scale: number,
  beside: number,
): tfl.SymbolicTensor {
  const constant = put('rescaling', number, `${part}_constant`, { scale: 0, offset: beside });
  const scaled = put('rescaling', number, `${part}_scaled`, { scale });
  const both = withNegatives(put, put('concatenate', [constant, scaled], `${part}_pair`), part);
  const config = { center: false, scale: false, epsilon: 0 };
  return firstOf(put, put('layerNormalization', both, `${part}_divided`, config), part, 4, 1);
}

/**
 * Features divided by their root mean square: a vector of length √width. tfjs has no layer for this, but a layer normalisation does
 * it for values whose mean is 0; so the features stand beside their negatives in it, which are cut off again.
 */
function divideByRootMeanSquare(put: Put, features: tfl.SymbolicTensor, width: number): tfl.SymbolicTensor {
  const both = withNegatives(put, features, 'all');
  // Added to the mean square, so that features of 0 have cosines of 0. Half floats have no number as small.
  const config = { trainable: false, epsilon: LEAST_LENGTH ** 2 / width };
  return firstOf(put, put('layerNormalization', both, 'divided', config), 'all', 2, width);
}

/** Numbers, and their negatives behind them: their mean is 0, and their largest number that of the absolute values. */
function withNegatives(put: Put, numbers: tfl.SymbolicTensor, part: string): tfl.SymbolicTensor {
  return put(
    'concatenate',
    [numbers, put('rescaling', numbers, `${part}_negative`, { scale: -1 })],
    `${part}_both`,
  );
}

/** The first of several vectors that stand side by side. */
function firstOf(
  put: Put,
  vectors: tfl.SymbolicTensor,
  part: string,
  count: number,
  width: number,
): tfl.SymbolicTensor {
  const rows = put('reshape', vectors, `${part}_rows`, { targetShape: [count, width, 1] });
  const cropping: [[number, number], [number, number]] = [
    [0, count - 1],
    [0, 0],
  ];
  return put('flatten', put('cropping2D', rows, `${part}_first`, { cropping }), `${part}_unit`);
}
