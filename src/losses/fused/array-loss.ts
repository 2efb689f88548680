import * as tf from '@tensorflow/tfjs-core';
import { canReadTensors } from '../assert-labels';
import { classStatistics } from '../class-statistics';
import type { LossWithGradient } from '../connected-heads';
import type { FusedLoss } from './fused-loss';
import { sampleLoss } from './sample-loss';
import type { Vectors } from './vectors';

/** How the loss is computed on a backend whose tensors are arrays in memory, which can be read without waiting. */
export interface ArrayBackend<Vector> {
  /** What it computes with. */
  vectors: Vectors<Vector>;
  /** The values of tensors; they may be overwritten when the backend runs again. */
  read(tensors: tf.Tensor[]): tf.TypedArray[];
  /** An array for a gradient; what it holds is undefined. */
  lendArray(size: number): LentArray;
}

/** An array for the gradient of a loss. */
export interface LentArray {
  values: Float32Array;
  /**
   * Makes a tensor of it. After the first time, the array may be lent to another loss.
   *
   * @throws Error where that has happened
   */
  toTensor(shape: [number, number]): tf.Tensor2D;
}

/** The loss on such a backend. Its gradient is computed with it; tensors are made of it only where it is asked for. */
export function arrayLoss<Vector>(
  backend: ArrayBackend<Vector>,
  inputs: tf.Tensor2D[],
  loss: FusedLoss,
): LossWithGradient {
  const classes = loss.samplesPerClass.length;
  const [batch, width] = inputs[0]!.shape;
  const headsOfInput = width / classes;
  const statistics = classStatistics(loss.samplesPerClass, loss.m, loss.gamma);
  const { heads, evaluate } = sampleLoss(backend.vectors, statistics, loss, loss.wholeSamples ?? batch);

  const gradients = inputs.map(({ size }) => backend.lendArray(size));
  const [labels, ...logits] = backend.read([loss.labels, ...inputs]);
  const weights = Array.from(labels!, (id) => statistics.weights[id]!);
  const sum = loss.wholeWeight ?? weights.reduce((total, weight) => total + weight, 0);
  const places = heads.map((head, i) => {
    const input = Math.floor(i / headsOfInput);
    const column = (i % headsOfInput) * classes;
    return { head, from: logits[input]!, to: gradients[input]!.values, column };
  });
  let value = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (const { head, from, column } of places) {
      const start = sample * width + column;
      head.set(from.subarray(start, start + classes));
    }
    value += evaluate(labels![sample]!, weights[sample]! / (loss.mean ? sum : 1));
    for (const { head, to, column } of places) to.set(head, sample * width + column);
  }
  return {
    value: tf.scalar(value),
    saved: [],
    gradient(upstream) {
      const isOne = canReadTensors() && upstream.dataSync()[0] === 1;
      return gradients.map((array) => {
        const gradient = array.toTensor([batch, width]);
        return isOne ? gradient : tf.mul(gradient, upstream);
      });
    },
  };
}
