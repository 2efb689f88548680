import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../data/batch-source';
import { labelsOf } from '../data/batch-tensors';
import type { RunOutputs } from '../log/run-outputs';
import { type BatchOutputs, batchOutputs } from './batch-outputs';
import { overBatches } from './over-batches';
import type { Replicas } from './replicas/replicas';

/** The most images whose representation is kept: enough for a picture, and few enough to lay out and to keep. */
export const sampledOutputs = 500;

/**
 * What a net makes of the test images, in one pass: predictions, probabilities, and the representation of a sample. The
 * predictions are those of `predictLabels`. Batch norm uses its running statistics and changes none.
 *
 * @param observed from {@link observedNet}
 * @param batchSize images at a time
 * @param stop asked between batches; where it says true the pass ends without a result
 * @param replicas copies of the net, where there are any: each computes whole batches, so that the outputs are the same
 * @returns undefined where it was stopped
 *
 * @example
 * ```ts
 * import { buildNet, digitsNormalisation, loadDigits, observedNet, plainBatches, smallConvnet, testOutputs } from 'mbib/jobs';
 *
 * const test = plainBatches(loadDigits(), digitsNormalisation);
 * const samplesPerClass = [90, 60, 40, 27, 18, 12, 8, 5, 4, 2];
 * const net = buildNet('ce', smallConvnet({ seed: 0 }), ['stage3'], { samplesPerClass, seed: 0 });
 * const outputs = await testOutputs(observedNet(net), test, 250);
 * console.log(outputs!.posterior); // ten mean probabilities
 * ```
 */
export async function testOutputs(
  observed: LayersModel,
  source: ImageBatches,
  batchSize: number,
  stop: () => boolean = () => false,
  replicas?: Replicas,
): Promise<RunOutputs | undefined> {
  const observe =
    replicas?.observer() ?? ((from: ImageBatches, batch: Batch) => batchOutputs(observed, from, batch));
  const sampled = new Set(evenly(source.labels.length, sampledOutputs));
  const compute = async (batch: Batch) => {
    // A copy: a source may fill the same array with the next batch.
    const images = batch.indices.slice();
    const labels = labelsOf(source, batch);
    return rowsOf(await observe(source, batch), images, labels, sampled);
  };
  const together = replicas !== undefined;
  const parts = await overBatches(source, { batchSize, compute, together, stop });
  return parts && joinedRows(parts, source.classes);
}

/** What is kept of some images; `sample` counts within them. */
export type OutputRows = Omit<RunOutputs, 'posterior'>;

/**
 * What is kept of the outputs of a batch.
 *
 * @param images numbers of the images in their source
 * @param sampled numbers of those whose representation is kept
 */
export function rowsOf(
  { classes, probabilities, z }: BatchOutputs,
  images: Int32Array,
  labels: Int32Array,
  sampled: ReadonlySet<number>,
): OutputRows {
  const { length } = images;
  const [columns, width] = [probabilities.length / length, z.length / length];
  // The softmax of float32 may come to a little more than 1.
  const probability = (row: number, k: number) => Math.min(1, probabilities[row * columns + k]!);
  const sample = Int32Array.from(images.keys()).filter((row) => sampled.has(images[row]!));
  const kept = new Float32Array(sample.length * width);
  sample.forEach((row, i) => {
    kept.set(z.subarray(row * width, (row + 1) * width), i * width);
  });
  return {
    images,
    labels,
    predictions: classes,
    confidence: Float32Array.from(classes, (k, row) => probability(row, k)),
    truth: Float32Array.from(labels, (k, row) => probability(row, k)),
    sample,
    z: kept,
  };
}

/** Puts the rows of batches together, in their order. */
export function joinedRows(parts: readonly OutputRows[], classes: number): RunOutputs {
  const ids = (name: 'images' | 'labels' | 'predictions') =>
    Int32Array.from(parts.flatMap((part) => Array.from(part[name])));
  const numbers = (name: 'confidence' | 'truth' | 'z') =>
    Float32Array.from(parts.flatMap((part) => Array.from(part[name])));
  let before = 0;
  const sample = parts.flatMap((part) => {
    const rows = Array.from(part.sample, (row) => before + row);
    before += part.labels.length;
    return rows;
  });
  const [labels, truth] = [ids('labels'), numbers('truth')];
  return {
    images: ids('images'),
    labels,
    predictions: ids('predictions'),
    confidence: numbers('confidence'),
    truth,
    posterior: meansByClass(labels, truth, classes),
    sample: Int32Array.from(sample),
    z: numbers('z'),
  };
}

/** The mean over the images of each class; NaN for a class without any. */
function meansByClass(labels: Int32Array, values: Float32Array, classes: number): Float32Array {
  const sums = new Float64Array(classes);
  const counts = new Int32Array(classes);
  labels.forEach((label, i) => {
    sums[label]! += values[i]!;
    counts[label]!++;
  });
  return Float32Array.from(sums, (sum, k) => sum / counts[k]!);
}

/** Some of `count` things, evenly spaced, at most so many: their numbers. */
export function evenly(count: number, most: number): Int32Array {
  const length = Math.min(count, most);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * count) / length));
}
