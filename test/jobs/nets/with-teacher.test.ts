import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { diveLoss } from 'mbib/baselines';
import { sgd } from 'mbib/training';
import { expect, test } from 'vitest';
import type { StepBatch } from '../../../src/jobs/loop/step-batch';
import { trainOnBatch } from '../../../src/jobs/loop/train-step';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { buildFeatureNet } from '../../../src/jobs/nets/frozen/feature-net';
import { withTeacher } from '../../../src/jobs/nets/with-teacher';
import { tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';
import { tinyConvnet } from '../support/tiny-convnet';

const counts = [40, 10, 20, 2];
const task = { samplesPerClass: counts, seed: 0 };
const labels = Int32Array.of(0, 3, 1, 1, 2, 0, 0, 2);
const images: StepBatch = {
  pixels: Float32Array.from({ length: labels.length * 32 }, (_, i) => Math.sin(i * i)),
  imageShape: [4, 4, 2],
  labels,
  progress: 0,
};
const mixed: StepBatch = { ...images, mixed: { labels: Int32Array.from(labels).reverse(), share: 0.3 } };

/** Probabilities that depend on the images; of the first class it is always 0. */
const teacher = (pixels: tf.Tensor) => {
  const sum = tf.sum(tf.reshape(pixels, [-1, 32]), 1, true);
  const probabilities = tf.softmax(tf.mul(sum, tf.tensor2d([[0, 1, -1, 0.5]])));
  return tf.mul(probabilities, tf.tensor2d([[0, 1, 1, 1]])) as tf.Tensor2D;
};

test.each([
  ['plain', images],
  ['mixed', mixed],
])(
  'a training step on a %s batch has the loss of diveLoss, of the logits of the teacher for its images',
  async (_, batch) => {
    const net = buildNet('dive', tinyConvnet(), ['stage1', 'stage2', 'stage3'], task);
    const asked: [tf.Tensor, number][] = [];
    const taught = withTeacher(net, (pixels) => {
      asked.push([tf.keep(tf.clone(pixels)), tf.engine().state.gradientDepth]);
      return teacher(pixels);
    });
    const pixels = tf.tensor(batch.pixels, [labels.length, 4, 4, 2]);
    const ids = [labels, batch.mixed?.labels ?? labels].map((each) => tf.tensor1d(each));
    const logits = net.trainer.apply(pixels, { training: true }) as tf.Tensor;
    const known = await Promise.all(
      ids.map(async (each) => {
        const own = tf.log(tf.maximum(teacher(pixels), 1e-30));
        const loss = diveLoss(each, own, logits, counts, { alpha: 0.5, temperature: 2, power: 0.5 });
        return (await loss.data())[0]!;
      }),
    );
    const share = batch.mixed?.share ?? 1;
    const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = sgd({ learningRate: 0.1 });
    const step = () => trainOnBatch(taught, optimizer, variables, batch, labels.length);
    const [loss] = await step().data();
    expectClose(loss!, share * known[0]! + (1 - share) * known[1]!, { rtol: tolerance(1e-4) });
    // The very images, outside of the gradient.
    expectClose(await asked[0]![0].data(), batch.pixels, { rtol: tolerance(1e-6), atol: 1e-6 });
    expect(asked.map(([, depth]) => depth)).toEqual([0]);
    const { numTensors } = tf.memory();
    step().dispose();
    // What the test keeps of the images, and nothing else.
    expect(tf.memory().numTensors).toBe(numTensors + 1);
  },
);

test('a net with a teacher has the models of the net, also those that are made when they are asked for', () => {
  const net = buildNet('dive', tinyConvnet(), ['stage1', 'stage2', 'stage3'], task);
  const taught = withTeacher(net, teacher);
  expect(taught.encoder).toBe(net.encoder);
  expect({ ...taught }).toMatchObject({ method: 'dive', trainer: net.trainer, taught: taught.taught });
  expect(net.taught).toBe(undefined);
  net.dispose();
});

test('a method that needs a teacher says so where it has none', () => {
  const net = buildNet('dive', tinyConvnet(), ['stage3'], task);
  expect(() => net.lossAndScores(tf.zeros([8, 4, 4, 2]), tf.tensor1d(labels))).toThrow(
    new TypeError(
      'context.teacher must be given for the method dive, which learns from a teacher: its logits of the images, [batch, K]; got nothing. ' +
        'trainEpoch gives them to a net that withTeacher has made.',
    ),
  );
  expect(() => buildFeatureNet('dive', [8], task)).toThrow(
    'method must be one that learns from features alone: the teacher of DiVE looks at the images of each step',
  );
});
