import * as tf from '@tensorflow/tfjs-core';
import { sgd } from 'mbib/training';
import { describe, expect, test } from 'vitest';
import type { StepBatch } from '../../../src/jobs/loop/step-batch';
import { trainStep, trainStepInParts } from '../../../src/jobs/loop/train-step';
import { type Net, wholeBatchOf } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions, type MethodName, methodNames, methods } from '../../../src/jobs/nets/methods';
import type { Method } from '../../../src/jobs/nets/methods/method';

const samplesPerClass = [90, 20, 4];
const labels = Int32Array.of(0, 2, 1, 0, 0, 1, 2, 0);
const heads = 4;

/** Late, when losses that change on the way have done so. */
const progress = 0.9;

const sines = (shape: number[], phase: number) =>
  tf.tensor(
    Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) =>
      Math.sin(i * i + phase),
    ),
    shape,
  );

/** The loss of a method on linear heads: a net without batch normalisation. */
function linearNet(name: MethodName): { net: Net; variables: tf.Variable[] } {
  const method: Method = methods[name];
  const { classifier } = method;
  const options = defaultLossOptions(name) as unknown as Record<string, number>;
  const length = method.experts?.(options) ?? heads;
  const variables = Array.from({ length }, (_, head) => tf.variable(sines([5, 3], head)));
  const net = {
    method: name,
    wholeBatch: wholeBatchOf(method, samplesPerClass, options),
    lossAndScores(images, ids, { whole, progress = 0 } = {}) {
      const logits = variables.map((kernel) =>
        tf.matMul(images as tf.Tensor2D, kernel as tf.Tensor2D),
      ) as tf.Tensor2D[];
      return {
        loss: method.loss({ labels: ids, logits, samplesPerClass, options, classifier, whole, progress }),
        scores: logits[0]!,
      };
    },
  } as Partial<Net> as Net;
  return { net, variables };
}

async function batchOf(images: tf.Tensor): Promise<StepBatch> {
  const pixels = await images.data<'float32'>();
  return { pixels, imageShape: images.shape.slice(1), labels, progress };
}

/** The gradient by the kernels, which a step of learning rate 1 takes off them, and `[loss, correct]`. */
async function stepOf(name: MethodName, microBatch: number) {
  const { net, variables } = linearNet(name);
  const before = await Promise.all(variables.map((kernel) => kernel.data().then((data) => data.slice())));
  const optimizer = sgd({ learningRate: 1 });
  const images = sines([labels.length, 5], 0.5);
  const batch = await batchOf(images);
  const result = tf.tidy(() =>
    microBatch < labels.length
      ? trainStepInParts(net, optimizer, variables, batch, microBatch)
      : trainStep(net, optimizer, variables, images, tf.tensor1d(labels), { progress }),
  );
  const after = await Promise.all(variables.map((kernel) => kernel.data()));
  const gradient = after.flatMap((values, head) =>
    Array.from(values, (value, i) => before[head]![i]! - value),
  );
  const lossAndCorrect = Array.from(await result.data());
  tf.dispose([images, result, variables]);
  optimizer.dispose();
  return { gradient, lossAndCorrect };
}

const decomposing = methodNames.filter((name) => methods[name].decomposes);

describe.each(decomposing)('a step of %s in parts', (name) => {
  test.each([2, 3, 4, 7])(
    'of %d images has the loss, the hits and the gradient of the whole batch',
    async (microBatch) => {
      const whole = await stepOf(name, labels.length);
      const parts = await stepOf(name, microBatch);
      const norm = Math.hypot(...whole.gradient);
      expect(norm).toBeGreaterThan(0.01);
      expect(Math.hypot(...whole.gradient.map((value, i) => value - parts.gradient[i]!))).toBeLessThan(
        1e-5 * norm,
      );
      expect(Math.abs(parts.lossAndCorrect[0]! / whole.lossAndCorrect[0]! - 1)).toBeLessThan(1e-5);
      expect(parts.lossAndCorrect[1]).toBe(whole.lossAndCorrect[1]);
    },
  );
});

test('parts leave no tensor behind, and a loss that is not made up of parts is refused by name', async () => {
  const { net, variables } = linearNet('mbib');
  const optimizer = sgd({ learningRate: 0.1 });
  const images = sines([labels.length, 5], 0.5);
  const batch = await batchOf(images);
  const step = () => tf.dispose(trainStepInParts(net, optimizer, variables, batch, 3));
  step();
  const { numTensors } = tf.memory();
  step();
  expect(tf.memory().numTensors).toBe(numTensors);
  const whole = {
    ...net,
    wholeBatch: wholeBatchOf({ ...methods.mbib, decomposes: false } as Method, samplesPerClass, {}),
  };
  expect(() => trainStepInParts(whole, optimizer, variables, batch, 3)).toThrow(
    'microBatch must be left out for mbib',
  );
  tf.dispose([images, variables]);
  optimizer.dispose();
});
