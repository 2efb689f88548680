import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { describe, expect, it } from 'vitest';
import { batchNormGradient } from '../../../src/accelerate/gradients/batch-norm-gradient';
import { tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';

const epsilon = 1e-3;
const shape: [number, number, number, number] = [3, 4, 5, 6];
const channels = 6;
const size = 360;

const wave = (length: number, frequency: number, offset = 0) =>
  Float32Array.from({ length }, (_, i) => offset + Math.sin(frequency * i));
const x = wave(size, 1.3);
const dy = wave(size, 0.7);
const mean = wave(channels, 1, 0.2);
const variance = wave(channels, 2, 1.5);
const scale = wave(channels, 3, 1.2);
const offset = wave(channels, 4);

/** The sum over all positions of a channel, in float64. */
function overPositions(value: (position: number, channel: number) => number): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let i = channel; i < size; i += channels) sum += value(i, channel);
    return sum;
  });
}

const deviation = (channel: number) => Math.sqrt(variance[channel]! + epsilon);

/** The derivatives of Σ dy · y with y = scale · (x − mean) / √(variance + ε) + offset, from the definition. */
const expected = {
  x: Array.from(dy, (value, i) => (value * scale[i % channels]!) / deviation(i % channels)),
  mean: overPositions((i, c) => (-dy[i]! * scale[c]!) / deviation(c)),
  variance: overPositions((i, c) => (-0.5 * dy[i]! * scale[c]! * (x[i]! - mean[c]!)) / deviation(c) ** 3),
  offset: overPositions((i) => dy[i]!),
  scale: overPositions((i, c) => (dy[i]! * (x[i]! - mean[c]!)) / deviation(c)),
};

const close = () => ({ rtol: tolerance(1e-5), atol: tolerance(1e-5) });

describe('the gradient of batch normalisation', () => {
  it('is registered in place of the stock one', () => {
    expect(tf.getGradient(tf.FusedBatchNorm)).toBe(batchNormGradient);
  });

  it.each([
    ['[channels]', [channels]],
    ['[1, 1, 1, channels]', [1, 1, 1, channels]],
  ])('equals the derivatives of the definition for statistics of shape %s', async (_, statisticsShape) => {
    const before = tf.memory();
    const inputs = [
      tf.tensor(x, shape),
      ...[mean, variance, offset, scale].map((values) => tf.tensor(values, statisticsShape)),
    ];
    const gradients = tf.grads((input, m, v, b, g) =>
      tf.sum(
        tf.mul(
          tf.batchNorm4d(
            input as tf.Tensor4D,
            m as tf.Tensor1D,
            v as tf.Tensor1D,
            b as tf.Tensor1D,
            g as tf.Tensor1D,
            epsilon,
          ),
          tf.tensor(dy, shape),
        ),
      ),
    )(inputs);
    const names = ['x', 'mean', 'variance', 'offset', 'scale'] as const;
    for (const [i, name] of names.entries()) {
      expect(gradients[i]!.shape).toEqual(inputs[i]!.shape);
      expectClose(await gradients[i]!.data(), expected[name], close());
    }
    tf.dispose([...inputs, ...gradients]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  it('in training, through the moments of the batch, is (dy − ⟨dy⟩ − x̂·⟨dy·x̂⟩) / σ', async () => {
    const count = size / channels;
    const means = overPositions((i) => x[i]! / count);
    const deviations = overPositions((i, c) => (x[i]! - means[c]!) ** 2 / count).map((v) =>
      Math.sqrt(v + epsilon),
    );
    const normalised = Array.from(
      x,
      (value, i) => (value - means[i % channels]!) / deviations[i % channels]!,
    );
    const meanDy = overPositions((i) => dy[i]! / count);
    const meanProduct = overPositions((i) => (dy[i]! * normalised[i]!) / count);
    const closedForm = Array.from(dy, (value, i) => {
      const c = i % channels;
      return (value - meanDy[c]! - normalised[i]! * meanProduct[c]!) / deviations[c]!;
    });
    const before = tf.memory().numTensors;
    const gradient = tf.tidy(() => {
      const [ones, zeros] = [tf.ones([channels]), tf.zeros([channels])] as [tf.Tensor1D, tf.Tensor1D];
      const loss = (input: tf.Tensor) => {
        const { mean, variance } = tf.moments(input, [0, 1, 2]) as {
          mean: tf.Tensor1D;
          variance: tf.Tensor1D;
        };
        const y = tf.batchNorm4d(input as tf.Tensor4D, mean, variance, zeros, ones, epsilon);
        return tf.sum(tf.mul(y, tf.tensor(dy, shape)));
      };
      return tf.grad(loss)(tf.tensor4d(x, shape));
    });
    expectClose(await gradient.data(), closedForm, close());
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
