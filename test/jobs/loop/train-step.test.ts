import * as tf from '@tensorflow/tfjs-core';
import { sgd } from 'mbib/training';
import { describe, expect, test } from 'vitest';
import type { StepBatch } from '../../../src/jobs/loop/step-batch';
import { trainOnBatch } from '../../../src/jobs/loop/train-step';
import { type Net, wholeBatchOf } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions, type MethodName, methods } from '../../../src/jobs/nets/methods';
import type { Method } from '../../../src/jobs/nets/methods/method';
import { mixedLoss } from '../../../src/jobs/nets/methods/mixed-loss';
import { testedMethods } from '../support/tested-methods';

const samplesPerClass = [90, 20, 4];
const labels = Int32Array.of(0, 2, 1, 0, 0, 1, 2, 0);
const heads = 4;

const sines = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * i + phase));

/** Eight images of five numbers, and the same ones where Remix has mixed them: two have but one label. */
const plain: StepBatch = { pixels: sines(labels.length * 5, 0.5), imageShape: [5], labels, progress: 0.9 };
const batches: Record<string, StepBatch> = {
  plain,
  mixed: { ...plain, mixed: { labels: Int32Array.of(0, 1, 1, 2, 0, 2, 0, 1), share: 0.3 } },
};

/** The loss of a method on linear heads: a net without batch normalisation. */
function linearNet(name: MethodName): { net: Net; variables: tf.Variable[] } {
  const method: Method = methods[name];
  const { classifier } = method;
  const options = defaultLossOptions(name) as unknown as Record<string, number>;
  const length = method.experts?.(options) ?? heads;
  const variables = Array.from({ length }, (_, head) => tf.variable(tf.tensor(sines(15, head), [5, 3])));
  const net = {
    method: name,
    wholeBatch: wholeBatchOf(method, samplesPerClass, options),
    // For methods that learn from a teacher; the others do not read it.
    taught: (images) => tf.matMul(images as tf.Tensor2D, tf.tensor2d(sines(15, 9), [5, 3])),
    lossAndScores(images, ids, { whole, progress = 0, mixed, teacher } = {}) {
      const logits = variables.map((kernel) =>
        tf.matMul(images as tf.Tensor2D, kernel as tf.Tensor2D),
      ) as tf.Tensor2D[];
      const batch = { labels: ids, logits, samplesPerClass, options, classifier, whole, progress, teacher };
      return { loss: mixedLoss(method.loss, batch, mixed), scores: logits[0]! };
    },
  } as Partial<Net> as Net;
  return { net, variables };
}

/** The gradient by the kernels, which a step of learning rate 1 takes off them, and `[loss, correct]`. */
async function stepOf(name: MethodName, batch: StepBatch, microBatch: number) {
  const { net, variables } = linearNet(name);
  const before = await Promise.all(variables.map((kernel) => kernel.data().then((data) => data.slice())));
  const optimizer = sgd({ learningRate: 1 });
  const result = trainOnBatch(net, optimizer, variables, batch, microBatch);
  const after = await Promise.all(variables.map((kernel) => kernel.data()));
  const gradient = after.flatMap((values, head) =>
    Array.from(values, (value, i) => before[head]![i]! - value),
  );
  const lossAndCorrect = Array.from(await result.data());
  tf.dispose([result, variables]);
  optimizer.dispose();
  return { gradient, lossAndCorrect };
}

const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, i) => value - b[i]!));

const decomposing = testedMethods().filter((name) => methods[name].decomposes);

describe.each(decomposing)('a step of %s', (name) => {
  test.each(
    Object.keys(batches).flatMap((kind) => [2, 3, 4, 7].map((microBatch) => [kind, microBatch] as const)),
  )(
    'on a %s batch in parts of %d has the loss, the hits and the gradient of the whole',
    async (kind, microBatch) => {
      const whole = await stepOf(name, batches[kind]!, labels.length);
      const parts = await stepOf(name, batches[kind]!, microBatch);
      const norm = Math.hypot(...whole.gradient);
      expect(norm).toBeGreaterThan(0.01);
      expect(distance(whole.gradient, parts.gradient)).toBeLessThan(1e-5 * norm);
      expect(Math.abs(parts.lossAndCorrect[0]! / whole.lossAndCorrect[0]! - 1)).toBeLessThan(1e-5);
      expect(parts.lossAndCorrect[1]).toBe(whole.lossAndCorrect[1]);
    },
  );

  test('on a mixed batch has the loss and the gradient of both labels, each by its share', async () => {
    const { mixed } = batches.mixed!;
    const both = await stepOf(name, batches.mixed!, labels.length);
    const own = await stepOf(name, plain, labels.length);
    const other = await stepOf(name, { ...plain, labels: mixed!.labels }, labels.length);
    const blend = (a: number, b: number) => 0.3 * a + 0.7 * b;
    const expected = own.gradient.map((value, i) => blend(value, other.gradient[i]!));
    expect(distance(own.gradient, other.gradient)).toBeGreaterThan(0.01);
    expect(distance(both.gradient, expected)).toBeLessThan(1e-5 * Math.hypot(...expected));
    const loss = blend(own.lossAndCorrect[0]!, other.lossAndCorrect[0]!);
    expect(Math.abs(both.lossAndCorrect[0]! / loss - 1)).toBeLessThan(1e-5);
    // The second labels have the larger share.
    expect(both.lossAndCorrect[1]).toBe(other.lossAndCorrect[1]);
  });
});

test('parts leave no tensor behind, and a loss that is not made up of parts is refused by name', async () => {
  const { net, variables } = linearNet('mbib');
  const optimizer = sgd({ learningRate: 0.1 });
  const step = (of = net) => tf.dispose(trainOnBatch(of, optimizer, variables, batches.mixed!, 3));
  step();
  const { numTensors } = tf.memory();
  step();
  expect(tf.memory().numTensors).toBe(numTensors);
  const whole = {
    ...net,
    wholeBatch: wholeBatchOf({ ...methods.mbib, decomposes: false } as Method, samplesPerClass, {}),
  };
  expect(() => step(whole)).toThrow('microBatch must be left out for mbib');
  tf.dispose(variables);
  optimizer.dispose();
});
