import * as tf from '@tensorflow/tfjs-core';
import { classStatistics } from '../class-statistics';
import type { LossWithGradient } from '../connected-heads';
import type { FusedLoss } from './fused-loss';
import { sampleLoss } from './sample-loss';
import { scaledGradients } from './scaled-gradients';

/**
 * The loss on a backend whose tensors are arrays in memory, computed in double precision by JavaScript.
 *
 * @param read gives the values of tensors, which may be overwritten when the backend runs again
 */
export function arrayLoss(
  inputs: tf.Tensor2D[],
  loss: FusedLoss,
  differentiated: boolean,
  read: (tensors: tf.Tensor[]) => tf.TypedArray[],
): LossWithGradient {
  const classes = loss.samplesPerClass.length;
  const [batch, width] = inputs[0]!.shape;
  const headsOfInput = width / classes;
  const statistics = classStatistics(loss.samplesPerClass, loss.m, loss.gamma, loss.tau);
  const { heads, evaluate } = sampleLoss(statistics, loss, loss.wholeSamples ?? batch, differentiated);

  const gradients = (differentiated ? inputs : []).map(({ size }) => new Float32Array(size));
  const [labels, ...logits] = read([loss.labels, ...inputs]);
  const weights = Array.from(labels!, (id) => statistics.weights[id]!);
  const sum = loss.wholeWeight ?? weights.reduce((total, weight) => total + weight, 0);
  // A whole batch of the weight 0 has no labelled sample: its mean is 0.
  const divisor = loss.mean ? sum || Infinity : 1;
  const places = heads.map((head, i) => {
    const input = Math.floor(i / headsOfInput);
    const column = (i % headsOfInput) * classes;
    return { head, from: logits[input]!, to: gradients[input], column };
  });
  let value = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (const { head, from, column } of places) {
      const start = sample * width + column;
      head.set(from.subarray(start, start + classes));
    }
    value += evaluate(labels![sample]!, weights[sample]! / divisor);
    for (const { head, to, column } of places) to?.set(head, sample * width + column);
  }
  return {
    value: tf.scalar(value),
    saved: [],
    gradient: (upstream) =>
      // A tensor may keep the array itself, without a copy. No kernel writes into it, so it can be in several tensors.
      scaledGradients(
        gradients.map((values) => () => tf.tensor2d(values, [batch, width])),
        upstream,
      ),
  };
}
