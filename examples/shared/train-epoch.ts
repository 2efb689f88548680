import * as tf from '@tensorflow/tfjs-core';
import type { Schedule, Sgd } from 'mbib/training';
import { augmentCrop, type CropAugmentation } from './augment';
import { batchOrder } from './batches';
import type { ImageSet } from './image-set';
import type { Net } from './methods';
import { randomStream } from './random-streams';
import { StepMeter } from './step-meter';

/** How a net is trained: the implementation details of a paper. */
export interface Recipe {
  net: Net;
  optimizer: Sgd;
  /** Applied at every step. */
  schedule: Schedule;
  batchSize: number;
  train: ImageSet;
  test: ImageSet;
  /** What the loss and the groups of the metrics count by. */
  samplesPerClass: readonly number[];
  /** Of the training images; the test images are normalised alike. */
  augmentation: CropAugmentation;
}

/** Where the loop stands; it counts up as the epoch goes on. */
interface EpochPosition {
  epoch: number;
  step: number;
  sums: StepMeter['sums'];
}

/**
 * Trains the rest of one epoch, from `position.step` on. Order and augmentation derive from seed, epoch and step alone,
 * so that it makes no difference how often the epoch was interrupted.
 *
 * @param position counted up in place; complete at every moment that `stop` is asked
 * @param onStep after every step
 * @param stop asked after every step; where it says true the epoch ends early
 */
export async function trainEpoch(
  { net, optimizer, schedule, batchSize, train, augmentation }: Recipe,
  seed: number,
  position: EpochPosition,
  onStep: () => void,
  stop: () => boolean,
): Promise<void> {
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const order = batchOrder(train.labels.length, batchSize, seed, position.epoch);
  const meter = new StepMeter(position.sums);
  while (position.step < order.length) {
    const start = performance.now();
    const indices = order[position.step]!;
    const random = randomStream(seed, 'augmentation', position.epoch * order.length + position.step);
    const pixels = augmentCrop(train, indices, augmentation, random);
    optimizer.setLearningRate(schedule(position.epoch + position.step / order.length));
    const lossAndCorrect = tf.tidy(() => {
      const images = tf.tensor4d(pixels, [indices.length, train.height, train.width, train.channels]);
      const labels = tf.tensor1d(
        indices.map((index) => train.labels[index]!),
        'int32',
      );
      return trainStep(net, optimizer, variables, images, labels);
    });
    meter.add(lossAndCorrect, indices.length);
    position.step++;
    if (meter.due || position.step === order.length) await meter.read();
    position.sums.seconds += (performance.now() - start) / 1000;
    onStep();
    // Steps on wasm and cpu never yield; signals are heard between two turns of the event loop.
    await new Promise(setImmediate);
    if (stop()) break;
  }
  await meter.read();
}

/** One update of the variables. Returns `[loss, number of correct predictions]`. */
function trainStep(
  net: Net,
  optimizer: Sgd,
  variables: tf.Variable[],
  images: tf.Tensor4D,
  labels: tf.Tensor1D,
): tf.Tensor1D {
  let correct: tf.Tensor | undefined;
  const loss = optimizer.minimize(
    () => {
      const { loss, scores } = net.lossAndScores(images, labels);
      correct = tf.keep(tf.sum(tf.cast(tf.equal(tf.argMax(scores, -1), labels), 'float32')));
      return loss;
    },
    true,
    variables,
  )!;
  const result = tf.stack([loss, correct!]) as tf.Tensor1D;
  tf.dispose(correct!);
  return result;
}
