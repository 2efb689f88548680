import {
  type BatchOutputs,
  type ImageBatches,
  type ObservedNet,
  observedNet,
  testOutputs as outputsOf,
} from 'mbib/jobs';
import type { HeadAccuracy, TestOutputs } from '../state/run';
import type { Heads } from './net-heads';

/** A net whose predictions are watched. */
export interface Observed {
  /** Computes the probabilities, the representations and, with heads, their logits in one pass. */
  net: ObservedNet;
  headNames: readonly string[];
}

/** What an evaluation gives. */
export interface Evaluation {
  outputs: TestOutputs;
  heads: HeadAccuracy[] | undefined;
}

/** What {@link testOutputs} goes by. */
export interface EvaluationOptions {
  batchSize: number;
  /** The test images whose representation is returned. */
  sample: Int32Array;
  /** Training images of each class. */
  samplesPerClass: readonly number[];
  /** Called between batches; when it returns true, the pass ends. */
  stop: () => boolean;
}

/** Makes what {@link testOutputs} asks. */
export function observed(net: Parameters<typeof observedNet>[0], heads: Heads | undefined): Observed {
  return { net: observedNet(net, heads ? [heads.logits] : []), headNames: heads?.names ?? [] };
}

/**
 * Computes what the page shows of the test images: the predictions, the mean positive posterior, the representation of some, and how
 * often each head is right.
 *
 * @returns undefined where it was stopped
 */
export async function testOutputs(
  { net, headNames }: Observed,
  test: ImageBatches,
  { batchSize, ...options }: EvaluationOptions,
): Promise<Evaluation | undefined> {
  const correct = headNames.map(() => 0);
  const onBatch = ({ further: [logits] }: BatchOutputs, labels: Int32Array) => {
    if (!logits) return;
    largest(logits, test.classes).forEach((k, i) => {
      if (k === labels[Math.floor(i / correct.length)]) correct[i % correct.length]!++;
    });
  };
  // The page shows no distances.
  const found = await outputsOf(net, test, batchSize, { ...options, distances: false, onBatch });
  if (!found) return undefined;
  const { labels, predictions, posterior, sample, representations } = found;
  const accuracies = headNames.map((name, head) => ({ name, accuracy: correct[head]! / labels.length }));
  return {
    outputs: {
      predictions,
      posterior: Array.from(posterior, (mean) => (Number.isNaN(mean) ? null : mean)),
      sample,
      z: representations.z.values,
      width: net.widths.z,
    },
    heads: headNames.length === 0 ? undefined : accuracies,
  };
}

/** The column of the largest value of each row. */
function largest(matrix: Float32Array, columns: number): Int32Array {
  return Int32Array.from({ length: matrix.length / columns }, (_, row) => {
    const values = matrix.subarray(row * columns, (row + 1) * columns);
    return values.indexOf(values.reduce((most, value) => Math.max(most, value)));
  });
}
