import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Takes some columns of a matrix: features of one tap out of those of all, side by side. */
class Columns extends layers.Layer {
  static className = 'MbibColumns';

  constructor(
    private readonly start: number,
    private readonly width: number,
  ) {
    super({});
  }

  override computeOutputShape(shape: number[]): number[] {
    return [shape[0]!, this.width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [matrix] = Array.isArray(inputs) ? inputs : [inputs];
    return tf.slice(matrix!, [0, this.start], [-1, this.width]);
  }
}

/**
 * A model that takes a matrix apart.
 *
 * @param widths of the parts, from left to right
 * @param taken how many of the last parts it gives
 * @returns from `[batch, Σ widths]` to one output `[batch, width]` for each part that it gives
 *
 * @example
 * ```ts
 * const taps = columnsModel([40, 112, 1280], 3).predict(features); // three tensors
 * ```
 */
export function columnsModel(widths: readonly number[], taken: number): LayersModel {
  const matrix = input({ shape: [widths.reduce((sum, width) => sum + width)] });
  const starts = widths.map((_, tap) => widths.slice(0, tap).reduce((sum, width) => sum + width, 0));
  const outputs = widths.map(
    (width, tap) => new Columns(starts[tap]!, width).apply(matrix) as SymbolicTensor,
  );
  return model({ inputs: matrix, outputs: outputs.slice(-taken) });
}
