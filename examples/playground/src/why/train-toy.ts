import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, bibLoss } from 'mbib';
import { ToyNet } from './toy-net';
import { type Points, toyClasses } from './toy-points';

/** What is compared: plain cross entropy, the same with the logarithms of the counts added, and BIB. */
export const toyMethods = ['ce', 'balanced', 'bib'] as const;

/** @see toyMethods */
export type ToyMethod = (typeof toyMethods)[number];

const rounds = 40;
const learningRate = 0.12;
/** Keeps the weights small, as in every training of these jobs: with three points of a class they would grow without bounds. */
const weightDecay = 1e-3;
const seed = 1;

/**
 * Trains a small net on points by the losses of mbib, from the same initial weights each time, so that the same points give the same net.
 * It takes some tens of milliseconds.
 *
 * @param counts number of points of each class
 * @returns a function that gives the class of each place `[places, 2]`
 */
export function trainToy(
  method: ToyMethod,
  { places, labels }: Points,
  counts: readonly number[],
): (places: Float32Array) => Uint8Array<ArrayBuffer> {
  const net = new ToyNet(toyClasses.length, seed);
  const classes = tf.tensor1d(labels, 'int32');
  const gradientsOf = gradientsOfLoss(method, classes, counts);
  const step = adam(net.weights);
  for (let round = 0; round < rounds; round++) {
    const pass = net.pass(places);
    step(net.gradients(places, pass, gradientsOf(pass.v, pass.z)));
  }
  classes.dispose();
  return (asked) => {
    const { v, z } = net.pass(asked);
    // BIB answers by both of its heads together, the others by v alone.
    return largest(method === 'bib' ? v.map((value, i) => value + z[i]!) : v);
  };
}

type LogitGradients = (v: Float32Array, z: Float32Array) => { v: Float32Array; z?: Float32Array };

/** The gradients of a method's loss in the logits `[points, classes]`. */
export function gradientsOfLoss(
  method: ToyMethod,
  labels: tf.Tensor1D,
  counts: readonly number[],
): LogitGradients {
  const shape: [number, number] = [labels.size, counts.length];
  if (method === 'bib') {
    const gradients = tf.grads((v, z) => bibLoss(labels, v!, z!, counts));
    return (v, z) => {
      const [ofV, ofZ] = tf.tidy(() =>
        gradients([tf.tensor2d(v, shape), tf.tensor2d(z, shape)]).map((each) => each.dataSync()),
      );
      return { v: ofV as Float32Array, z: ofZ as Float32Array };
    };
  }
  // With τ = 0 no logarithm is added: plain cross entropy.
  const options = { m: 0, tau: method === 'ce' ? 0 : 1 };
  const gradient = tf.grad((v) => balancedSoftmaxLoss(labels, v, counts, options));
  return (v) => ({ v: tf.tidy(() => gradient(tf.tensor2d(v, shape)).dataSync()) as Float32Array });
}

/** Steps of Adam (Kingma and Ba 2015) on some arrays of weights, with its usual constants. */
function adam(weights: readonly Float32Array[]): (gradients: readonly Float32Array[]) => void {
  const [first, second] = [0, 1].map(() => weights.map(({ length }) => new Float32Array(length)));
  let steps = 0;
  return (gradients) => {
    steps++;
    const share = (1 + Math.cos((Math.PI * steps) / rounds)) / 2;
    const rate = (learningRate * share * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
    weights.forEach((values, layer) => {
      const [mean, square] = [first![layer]!, second![layer]!];
      for (let i = 0; i < values.length; i++) {
        const g = gradients[layer]![i]! + weightDecay * values[i]!;
        mean[i] = 0.9 * mean[i]! + 0.1 * g;
        square[i] = 0.999 * square[i]! + 0.001 * g * g;
        values[i]! -= (rate * mean[i]!) / (Math.sqrt(square[i]!) + 1e-7);
      }
    });
  };
}

/** The class with the largest logit of each row. */
function largest(logits: Float32Array): Uint8Array<ArrayBuffer> {
  const classes = toyClasses.length;
  return Uint8Array.from({ length: logits.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (logits[row * classes + k]! > logits[row * classes + best]!) best = k;
    }
    return best;
  });
}
