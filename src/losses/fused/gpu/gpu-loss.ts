import * as tf from '@tensorflow/tfjs-core';
import { rangeOfTensors } from '../../../half-floats';
import { type ClassStatistics, classStatistics } from '../../class-statistics';
import type { FusedImplementation, FusedLoss } from '../fused-loss';
import { type GpuProgram, stagesOf } from './gpu-program';
import {
  differentiate,
  evaluateParts,
  even,
  normalise,
  stackHeads,
  TOTAL_COUNT,
  weighSamples,
} from './gpu-programs';

/** How a backend runs programs. */
export interface Gpu {
  /** How many parts of a block the threads that compute them can merge. */
  together(): number;
  /** Runs a program on the active backend and returns the matrix that it computes. */
  run(program: GpuProgram, inputs: tf.TensorInfo[]): tf.TensorInfo;
}

/** The loss on a GPU, by one program or two for each matrix of `gpu-programs.ts`. */
export function gpuLoss(gpu: Gpu): FusedImplementation {
  return (inputs, loss) => {
    const { samplesPerClass, labels, headWeights, mean, connections, wholeWeight } = loss;
    const [batch, width] = inputs[0]!.shape;
    const samples = loss.wholeSamples ?? batch;
    const classes = samplesPerClass.length;
    const { relativeCounts, weights, inverseTemperatures } = statisticsOf(loss);
    const scale = TOTAL_COUNT / relativeCounts.reduce((sum, count) => sum + count, 0);
    const counts = relativeCounts.map((count) => count * scale);
    const ones = counts.map(() => 1);
    // A whole batch of the weight 0 has no labelled sample: its mean is 0.
    const share = !mean || wholeWeight === undefined ? 1 : wholeWeight === 0 ? 0 : 1 / wholeWeight;
    const [largest] = rangeOfTensors();
    const shape = { batch, heads: headWeights.length, classes, connections, lowest: -largest };
    const matrices: Record<string, tf.Tensor> = {
      ...Object.fromEntries(inputs.map((input, i) => [`Part${i}`, input])),
      Labels: tf.reshape(labels, [batch, 1]),
      Weights: tf.tensor2d([[...weights, Number.NaN]]),
      Classes: tf.tensor2d(
        [
          [...counts, 0],
          [...ones, 1],
          [...ones, 0],
          [...inverseTemperatures, inverseTemperatures[classes - 1]!],
        ].map((row) => row.slice(0, even(classes))),
      ),
      Terms: tf.tensor2d([
        ...headWeights.flatMap((weight, head) => [
          [weight * share, head],
          [0, 0],
        ]),
        ...connections.flatMap(([teacher, student, weight]) => [
          [weight / samples, teacher],
          [student, 0],
        ]),
      ]),
    };
    const run = (program: GpuProgram) => runStages(gpu, program, matrices);
    matrices.Logits = run(stackHeads(shape, width / classes));
    matrices.Samples = run(weighSamples(shape, mean && wholeWeight === undefined));
    matrices.Normalisers = run(normalise(shape));
    const parts = run(evaluateParts(shape));
    const value = tf.sum(parts);
    parts.dispose();
    const backend = tf.getBackend();
    const names = ['Logits', 'Samples', 'Normalisers', 'Classes', 'Terms'];
    return {
      value,
      saved: names.map((name) => matrices[name]!),
      // The matrices are read again for the gradients, which so are of their final size at once, and are computed if asked for.
      gradient(upstream, saved) {
        assertSameBackend(backend);
        const read = Object.fromEntries(names.map((name, i) => [name, saved[i]!]));
        read.Upstream = tf.reshape(upstream, [1, 1]);
        const gradients = headWeights.map((_, head) => runStages(gpu, differentiate(shape, head), read));
        return inputs.length === gradients.length ? gradients : [tf.concat(gradients, 1)];
      },
    };
  };
}

function statisticsOf({ samplesPerClass, m, gamma, tau }: FusedLoss): ClassStatistics {
  return classStatistics(samplesPerClass, m, gamma, tau);
}

function runStages(
  { together, run }: Gpu,
  program: GpuProgram,
  matrices: Record<string, tf.Tensor>,
): tf.Tensor2D {
  const [first, merging] = stagesOf(program, together());
  let matrix = run(
    first!,
    first!.inputs.map((name) => matrices[name]!),
  );
  if (merging) {
    const parts = matrix;
    matrix = run(merging, [parts]);
    tf.backend().disposeData(parts.dataId);
  }
  return tf.engine().makeTensorFromTensorInfo(matrix) as tf.Tensor2D;
}

function assertSameBackend(backend: string): void {
  if (tf.getBackend() !== backend) {
    throw new Error(
      `mbib: the loss was computed on ${backend}, and its gradient is asked for on ${tf.getBackend()}: call tf.setBackend before the loss, not between the two.`,
    );
  }
}
