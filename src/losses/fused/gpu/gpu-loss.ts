import * as tf from '@tensorflow/tfjs-core';
import { classStatistics } from '../class-statistics';
import type { FusedImplementation } from '../fused-loss';
import type { GpuProgram } from './gpu-program';
import { differentiate, evaluateParts, even, normalise, stackHeads, weighSamples } from './gpu-programs';

/** Runs a program on the active backend and returns the matrix that it computes. */
export type RunProgram = (program: GpuProgram, inputs: tf.Tensor[]) => tf.TensorInfo;

/** The loss on a GPU, by one program for each matrix of `gpu-programs.ts`. What runs a program depends on the backend. */
export function gpuLoss(runProgram: RunProgram): FusedImplementation {
  return (inputs, { samplesPerClass, labels, headWeights, m, mean, connections, gamma }) => {
    const [batch, width] = inputs[0]!.shape;
    const classes = samplesPerClass.length;
    const { counts, weights, inverseTemperatures } = classStatistics(samplesPerClass, m, gamma);
    const ones = counts.map(() => 1);
    const shape = { batch, heads: headWeights.length, classes, connections };
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
          [weight, head * even(batch)],
          [0, 0],
        ]),
        ...connections.flatMap(([teacher, student, weight]) => [
          [weight / batch, teacher * even(batch)],
          [student * even(batch), 0],
        ]),
      ]),
    };
    const run = (program: GpuProgram) => {
      const tensors = program.inputs.map((name) => matrices[name]!);
      return tf.engine().makeTensorFromTensorInfo(runProgram(program, tensors)) as tf.Tensor2D;
    };
    matrices.Logits = run(stackHeads(shape, width / classes));
    matrices.Samples = run(weighSamples(shape, mean));
    matrices.Normalisers = run(normalise(shape));
    const value = tf.sum(run(evaluateParts(shape)));
    const gradients = headWeights.map((_, head) => run(differentiate(shape, head)));
    // The largest matrix. Freed now, before what is saved for the backward pass is made of the gradients.
    matrices.Logits.dispose();
    return {
      value,
      saved: inputs.length === gradients.length ? gradients : [tf.concat(gradients, 1)],
      gradient: (upstream, saved) => saved.map((gradient) => tf.mul(gradient, upstream)),
    };
  };
}
