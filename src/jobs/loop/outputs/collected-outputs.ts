import type { Batch, ImageBatches } from '../../data/batch-source';
import { labelsOf } from '../../data/batch-tensors';
import {
  type ByRepresentation,
  mapRepresentations,
  representationNames,
} from '../../log/outputs/representations';
import type { RunOutputs, TestedRepresentation } from '../../log/outputs/run-outputs';
import type { BatchOutputs } from '../batch-outputs';
import { areFew, type Grouping, groupDistances, rowsOf } from './group-distances';
import { sampledImages } from './sampled-images';

/** What is collected. */
export interface CollectOptions extends Grouping {
  /** Numbers of the images whose representations are kept. Default: at most 50 of each of ten classes. */
  sample?: Int32Array | undefined;
  /** Whether distances between representations are measured, where the images are few enough. Default true. */
  distances?: boolean | undefined;
}

/** The rows of a representation that are kept until its distances are measured. */
interface KeptRows {
  width: number;
  /** Whether distances are measured, and all rows are kept for it; else those of the sample alone. */
  measured: boolean;
  values: Float32Array;
}

/** Puts the outputs of batches together, whichever of them comes first. */
export class CollectedOutputs {
  private readonly images: Int32Array;
  private readonly labels: Int32Array;
  private readonly predictions: Int32Array;
  private readonly confidence: Float32Array;
  private readonly truth: Float32Array;
  private readonly grouping: Grouping;
  private readonly sampled: ReadonlySet<number>;
  private readonly kept: ByRepresentation<KeptRows>;
  /** The rows of the sample so far. */
  private readonly sample: number[] = [];
  /** Number of rows so far. */
  private rows = 0;

  /**
   * @param source of the images, each of which it gives once at most
   * @param widths of the representations
   */
  constructor(
    private readonly source: ImageBatches,
    widths: ByRepresentation<number>,
    { sample, distances: measures = true, ...grouping }: CollectOptions,
  ) {
    const { labels } = source;
    this.grouping = grouping;
    const [ids, numbers] = [() => new Int32Array(labels.length), () => new Float32Array(labels.length)];
    [this.images, this.labels, this.predictions] = [ids(), ids(), ids()];
    [this.confidence, this.truth] = [numbers(), numbers()];
    this.sampled = new Set(sample ?? sampledImages(labels, grouping.samplesPerClass));
    this.kept = mapRepresentations(widths, (width) => {
      const measured = measures && areFew(labels, width);
      const rows = measured ? labels.length : this.sampled.size;
      return { width, measured, values: new Float32Array(rows * width) };
    });
  }

  /**
   * Reserves the rows of a batch. Rows are in the order of these calls.
   *
   * @returns takes the outputs of the batch
   */
  reserve(batch: Batch): (outputs: BatchOutputs) => void {
    const [first, before] = [this.rows, this.sample.length];
    const labels = labelsOf(this.source, batch);
    this.images.set(batch.indices, first);
    this.labels.set(labels, first);
    const own = Array.from(batch.indices.keys()).filter((i) => this.sampled.has(batch.indices[i]!));
    this.sample.push(...own.map((i) => first + i));
    this.rows += labels.length;
    return (outputs) => {
      this.takePredictions(outputs, labels, first);
      for (const name of representationNames(this.kept)) {
        const { width, measured, values } = this.kept[name]!;
        const given = outputs.representations[name]!;
        if (measured) values.set(given, first * width);
        else values.set(rowsOf(given, width, own), before * width);
      }
    };
  }

  /** All of it, once every batch's outputs have been taken. */
  async outputs(): Promise<RunOutputs> {
    const { rows, source, kept } = this;
    const [labels, truth] = [this.labels.slice(0, rows), this.truth.slice(0, rows)];
    const sample = Int32Array.from(this.sample);
    const measure = async ({ width, measured, values }: KeptRows): Promise<TestedRepresentation> => {
      if (!measured || rows === 0) return { values: values.slice(0, sample.length * width) };
      const distances = await groupDistances(labels, values.subarray(0, rows * width), this.grouping);
      return { values: rowsOf(values, width, sample), distances };
    };
    const v = kept.v && (await measure(kept.v));
    return {
      images: this.images.slice(0, rows),
      labels,
      predictions: this.predictions.slice(0, rows),
      confidence: this.confidence.slice(0, rows),
      truth,
      posterior: meansByClass(labels, truth, source.classes),
      sample,
      representations: { ...(v && { v }), z: await measure(kept.z) },
    };
  }

  private takePredictions({ classes, probabilities }: BatchOutputs, labels: Int32Array, first: number): void {
    const columns = probabilities.length / labels.length;
    // The softmax of float32 may come to a little more than 1.
    const probability = (i: number, k: number) => Math.min(1, probabilities[i * columns + k]!);
    this.predictions.set(classes, first);
    for (const [i, label] of labels.entries()) {
      this.confidence[first + i] = probability(i, classes[i]!);
      this.truth[first + i] = probability(i, label);
    }
  }
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
