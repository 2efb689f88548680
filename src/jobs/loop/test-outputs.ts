import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../data/batch-source';
import { labelsOf } from '../data/batch-tensors';
import type { RunOutputs } from '../log/outputs/run-outputs';
import { type BatchOutputs, batchOutputs } from './batch-outputs';
import { areFew, type Grouping, groupDistances, rowsOf } from './outputs/group-distances';
import { sampledImages } from './outputs/sampled-images';
import { overBatches } from './over-batches';
import type { Replicas } from './replicas/replicas';

/** Options of {@link testOutputs}. */
export interface TestOutputsOptions extends Grouping {
  /** Asked between batches; where it says true the pass ends without a result. */
  stop?: () => boolean;
  /** Copies of the net, where there are any: each computes whole batches, so that the outputs are the same. */
  replicas?: Replicas | undefined;
}

/**
 * What a net makes of the test images, in one pass: predictions, probabilities, the representation of a sample, and how far apart the
 * representations of the classes are. The predictions are those of `predictLabels`. Batch norm uses its running statistics and changes none.
 *
 * @param observed from {@link observedNet}
 * @param batchSize images at a time
 * @param options what the groups and the sample go by, and how the pass goes
 * @returns undefined where it was stopped
 *
 * @example
 * ```ts
 * import { buildNet, digitsNormalisation, loadDigits, observedNet, plainBatches, smallConvnet, testOutputs } from 'mbib/jobs';
 *
 * const test = plainBatches(loadDigits(), digitsNormalisation);
 * const samplesPerClass = [90, 60, 40, 27, 18, 12, 8, 5, 4, 2];
 * const net = buildNet('ce', smallConvnet({ seed: 0 }), ['stage3'], { samplesPerClass, seed: 0 });
 * const outputs = await testOutputs(observedNet(net), test, 250, { samplesPerClass });
 * console.log(outputs!.posterior); // ten mean probabilities
 * ```
 */
export async function testOutputs(
  observed: LayersModel,
  source: ImageBatches,
  batchSize: number,
  { stop = () => false, replicas, ...grouping }: TestOutputsOptions,
): Promise<RunOutputs | undefined> {
  const observe =
    replicas?.observer() ?? ((from: ImageBatches, batch: Batch) => batchOutputs(observed, from, batch));
  const sampled = new Set(sampledImages(source.labels, grouping.samplesPerClass));
  const measures = areFew(source.labels, observed.outputs[1]!.shape[1]!);
  const compute = async (batch: Batch) => {
    // A copy: a source may fill the same array with the next batch.
    const images = batch.indices.slice();
    const labels = labelsOf(source, batch);
    return keptRows(await observe(source, batch), images, labels, (image) => measures || sampled.has(image));
  };
  const together = replicas !== undefined;
  const parts = await overBatches(source, { batchSize, compute, together, stop });
  if (!parts) return undefined;
  const outputs = joinedRows(parts, source.classes);
  if (!measures || outputs.labels.length === 0) return outputs;
  const { labels, images, z } = outputs;
  const sample = Int32Array.from(images.keys()).filter((row) => sampled.has(images[row]!));
  return {
    ...outputs,
    distances: await groupDistances(labels, z, grouping),
    sample,
    z: rowsOf(z, z.length / labels.length, sample),
  };
}

/** What is kept of some images; `sample` counts within them. */
type OutputRows = Omit<RunOutputs, 'posterior' | 'distances'>;

/**
 * What is kept of the outputs of a batch.
 *
 * @param images numbers of the images in their source
 * @param isSampled whether the representation of an image is kept
 */
function keptRows(
  { classes, probabilities, z }: BatchOutputs,
  images: Int32Array,
  labels: Int32Array,
  isSampled: (image: number) => boolean,
): OutputRows {
  const { length } = images;
  const [columns, width] = [probabilities.length / length, z.length / length];
  // The softmax of float32 may come to a little more than 1.
  const probability = (row: number, k: number) => Math.min(1, probabilities[row * columns + k]!);
  const sample = Int32Array.from(images.keys()).filter((row) => isSampled(images[row]!));
  return {
    images,
    labels,
    predictions: classes,
    confidence: Float32Array.from(classes, (k, row) => probability(row, k)),
    truth: Float32Array.from(labels, (k, row) => probability(row, k)),
    sample,
    z: rowsOf(z, width, sample),
  };
}

/** Puts the rows of batches together, in their order. */
function joinedRows(parts: readonly OutputRows[], classes: number): RunOutputs {
  const ids = (name: 'images' | 'labels' | 'predictions') =>
    Int32Array.from(parts.flatMap((part) => Array.from(part[name])));
  const numbers = (name: 'confidence' | 'truth' | 'z') => {
    const all = new Float32Array(parts.reduce((sum, part) => sum + part[name].length, 0));
    let end = 0;
    for (const part of parts) {
      all.set(part[name], end);
      end += part[name].length;
    }
    return all;
  };
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
