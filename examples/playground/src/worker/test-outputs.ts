import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model } from '@tensorflow/tfjs-layers';
import { meanPositivePosterior } from 'mbib';
import { batchesInOrder, type ImageBatches, imagesOf, type Net, nextTurn } from 'mbib/jobs';
import type { TestOutputs } from './messages';

/** A model that computes the probabilities and the representation of images in one pass. */
export function observedNet({ classifier, representation }: Net): LayersModel {
  return model({
    inputs: classifier.inputs,
    outputs: [classifier.outputs[0]!, representation.outputs[0]!],
  });
}

/**
 * Computes what the page shows of the test images: the predictions, the mean positive posterior, and the representation of some.
 *
 * @param observed from {@link observedNet}
 * @param sample the test images whose representation is returned
 * @param stop called between batches; when it returns true, the pass ends
 * @returns undefined where it was stopped
 */
export async function testOutputs(
  observed: LayersModel,
  test: ImageBatches,
  batchSize: number,
  sample: Int32Array,
  stop: () => boolean,
): Promise<TestOutputs | undefined> {
  const probabilities: Float32Array[] = [];
  const representations: Float32Array[] = [];
  for await (const batch of batchesInOrder(test, batchSize)) {
    const outputs = tf.tidy(() => observed.predictOnBatch(imagesOf(test, batch)) as tf.Tensor[]);
    const [p, z] = await Promise.all(outputs.map((output) => output.data<'float32'>()));
    tf.dispose(outputs);
    probabilities.push(p!);
    representations.push(z!);
    await nextTurn();
    if (stop()) return undefined;
  }
  const { classes, labels } = test;
  const p = joined(probabilities);
  const z = joined(representations);
  const width = z.length / labels.length;
  const matrix = tf.tensor2d(p, [labels.length, classes]);
  const posterior = await meanPositivePosterior(labels, matrix, { fromLogits: false });
  matrix.dispose();
  return { predictions: largest(p, classes), posterior, z: rowsOf(z, width, sample), width };
}

function joined(parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

function rowsOf(matrix: Float32Array, width: number, rows: Int32Array): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    chosen.set(matrix.subarray(row * width, (row + 1) * width), i * width);
  });
  return chosen;
}

/** The column of the largest value of each row. */
function largest(matrix: Float32Array, columns: number): Int32Array {
  return Int32Array.from({ length: matrix.length / columns }, (_, row) => {
    const values = matrix.subarray(row * columns, (row + 1) * columns);
    return values.indexOf(values.reduce((most, value) => Math.max(most, value)));
  });
}
