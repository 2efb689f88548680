import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model } from '@tensorflow/tfjs-layers';
import { meanPositivePosterior } from 'mbib';
import { batchesInOrder, type ImageBatches, imagesOf, type Net, nextTurn } from 'mbib/jobs';
import type { HeadAccuracy, TestOutputs } from '../state/run';
import type { Heads } from './net-heads';

/** A net whose predictions are watched. */
export interface Observed {
  /** Computes the probabilities, the representation and, with heads, their logits in one pass. */
  model: LayersModel;
  headNames: readonly string[];
}

/** What an evaluation gives. */
export interface Evaluation {
  outputs: TestOutputs;
  heads: HeadAccuracy[] | undefined;
}

/** Makes the model that {@link testOutputs} asks. */
export function observedNet({ classifier, representation }: Net, heads: Heads | undefined): Observed {
  const outputs = [classifier.outputs[0]!, representation.outputs[0]!];
  if (heads) outputs.push(heads.logits);
  return { model: model({ inputs: classifier.inputs, outputs }), headNames: heads?.names ?? [] };
}

/**
 * Computes what the page shows of the test images: the predictions, the mean positive posterior, the representation of some, and how
 * often each head is right.
 *
 * @param sample the test images whose representation is returned
 * @param stop called between batches; when it returns true, the pass ends
 * @returns undefined where it was stopped
 */
export async function testOutputs(
  { model: observed, headNames }: Observed,
  test: ImageBatches,
  batchSize: number,
  sample: Int32Array,
  stop: () => boolean,
): Promise<Evaluation | undefined> {
  const parts: Float32Array[][] = [[], [], []];
  for await (const batch of batchesInOrder(test, batchSize)) {
    const outputs = tf.tidy(() => observed.predictOnBatch(imagesOf(test, batch)) as tf.Tensor[]);
    const values = await Promise.all(outputs.map((output) => output.data<'float32'>()));
    tf.dispose(outputs);
    values.forEach((value, i) => {
      parts[i]!.push(value);
    });
    await nextTurn();
    if (stop()) return undefined;
  }
  const { classes, labels } = test;
  const [p, z, logits] = parts.map(joined) as [Float32Array, Float32Array, Float32Array];
  const width = z.length / labels.length;
  const matrix = tf.tensor2d(p, [labels.length, classes]);
  const posterior = await meanPositivePosterior(labels, matrix, { fromLogits: false });
  matrix.dispose();
  return {
    outputs: { predictions: largest(p, classes), posterior, sample, z: rowsOf(z, width, sample), width },
    heads: headNames.length === 0 ? undefined : headAccuracies(headNames, largest(logits, classes), labels),
  };
}

/** @param predicted of every image, the predictions of all heads after each other */
function headAccuracies(
  names: readonly string[],
  predicted: Int32Array,
  labels: ArrayLike<number>,
): HeadAccuracy[] {
  const correct = names.map(() => 0);
  predicted.forEach((label, i) => {
    if (label === labels[Math.floor(i / names.length)]) correct[i % names.length]!++;
  });
  return names.map((name, head) => ({ name, accuracy: correct[head]! / labels.length }));
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
