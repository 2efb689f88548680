import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts } from 'mbib';
import { sgd } from 'mbib/training';
import { trainStep } from '../../../src/jobs/loop/train-step';
import { buildNet, type Net } from '../../../src/jobs/nets/build-net';
import { defaultLossOptions, type MethodName } from '../../../src/jobs/nets/methods';
import { resnet32 } from '../../../src/jobs/nets/resnet/resnet32';

/** Of CIFAR-100-LT. */
export const samplesPerClass = longTailedCounts({ classes: 100, max: 500, imbalanceFactor: 100 });
export const BATCH = 128;

/** The learning rate is that of a late epoch, so that random images do not make training diverge. */
export const optimizerOptions = { learningRate: 0.001, momentum: 0.9, weightDecay: 3e-4 };

/** A network in training, and one step of it. */
export interface Training {
  trainer: Net['trainer'];
  /** `[loss, number of correct predictions]`. */
  step(): tf.Tensor1D;
}

/** Random images and labels on the active backend. */
export function makeBatch(size = BATCH) {
  const ids = Int32Array.from({ length: size }, (_, i) => (7 * i) % samplesPerClass.length);
  return {
    images: tf.randomNormal<tf.Rank.R4>([size, 32, 32, 3], 0, 1, 'float32', 1),
    labels: tf.tensor1d(ids, 'int32'),
  };
}

/** ResNet-32 with the heads of a method. */
export function netOf(method: MethodName): Net {
  const options = { ...defaultLossOptions(method), samplesPerClass, seed: 0 };
  return buildNet(method, resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], options);
}

/** What moves its weights. */
export const optimizerOf = () => sgd(optimizerOptions);

/** ResNet-32 in training by a method of the examples. */
export function startTraining(
  method: 'mbib' | 'ce',
  { images, labels }: ReturnType<typeof makeBatch>,
): Training {
  const [net, optimizer] = [netOf(method), optimizerOf()];
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const step = () => tf.tidy(() => trainStep(net, optimizer, variables, images, labels));
  return { trainer: net.trainer, step };
}

/** Does a step and reads what it returns. */
export async function finishStep({ step }: Training): Promise<Float32Array> {
  const result = step();
  const values = await result.data<'float32'>();
  tf.dispose(result);
  return values;
}
