import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { disAlign } from 'mbib/baselines';
import { beforeAll, expect, test } from 'vitest';
import { buildNet } from '../../../../src/jobs/nets/build-net';
import { buildFeatureNet } from '../../../../src/jobs/nets/frozen/feature-net';
import { buildFrozenNet } from '../../../../src/jobs/nets/frozen/frozen-net';
import { linearTail } from '../../../../src/jobs/run/finetune/linear-tail';
import { alignedLogits, linearLogits } from '../../../../src/jobs/run/finetune/stage-head';
import { expectClose } from '../../../support/close';
import { tinyConvnet } from '../../support/tiny-convnet';
import { startCpu } from '../../support/tiny-model';

const methods = ['ce', 'bsce', 'bib', 'mbib'] as const;
const stages = ['stage1', 'stage2', 'stage3'];
const task = { samplesPerClass: [20, 6, 2], seed: 3 };

beforeAll(startCpu);

test.each(methods)('the classifier of %s, taken apart and put together, gives the same', (method) => {
  const net = buildNet(method, tinyConvnet(), stages, task);
  const onFeatures = buildFeatureNet(method, [4, 5], task);
  const frozen = buildFrozenNet(method, tinyConvnet(), stages, task);
  const classifiers = [net, onFeatures, frozen, frozen.onFeatures].map(({ classifier }) => classifier);
  for (const classifier of [...classifiers, frozen.head]) {
    const tail = linearTail(classifier);
    const linear = tail.linear();
    expect(linear.kernel.shape).toEqual([tail.features.outputs[0]!.shape[1], 3]);
    const again = tail.withLogits(linearLogits(linear));
    const input = tf.randomNormal(
      [5, ...(classifier.inputs[0]!.shape.slice(1) as number[])],
      0,
      1,
      'float32',
      7,
    );
    const [before, after] = [classifier, again].map((model) => model.predict(input) as tf.Tensor);
    expectClose(after!, before!, { rtol: 1e-5, atol: 1e-6 });
  }
});

test("DisAlign's logits by stock layers are those of the stage", () => {
  const kernel = tf.randomNormal([4, 3], 0, 1, 'float32', 1);
  const stage = disAlign({ kernel, bias: tf.tensor1d([0.1, -0.2, 0.3]) }, [20, 6, 2]);
  for (const [i, variable] of Object.values(stage.variables).entries()) {
    variable.assign(tf.randomNormal(variable.shape, 0, 1, 'float32', i + 2));
  }
  const input = tfl.input({ shape: [4] });
  const logits = alignedLogits({ kernel, bias: tf.tensor1d([0.1, -0.2, 0.3]) }, stage.variables);
  const model = tfl.model({ inputs: input, outputs: logits(input) });
  const features = tf.randomNormal([6, 4], 0, 1, 'float32', 9) as tf.Tensor2D;
  expectClose(model.predict(features) as tf.Tensor, stage.logits(features), { rtol: 1e-5, atol: 1e-5 });
});

test.each([
  ['a layer of the class Dense', tfl.layers.dense({ units: 3 })],
  ['a layer of the class ReLU and a softmax', tfl.layers.reLU()],
])('a classifier that ends in %s is refused', (end, layer) => {
  const input = tfl.input({ shape: [4] });
  const last = layer.apply(input) as tfl.SymbolicTensor;
  const outputs = end.includes('softmax') ? (tfl.layers.softmax().apply(last) as tfl.SymbolicTensor) : last;
  expect(() => linearTail(tfl.model({ inputs: input, outputs }))).toThrow(
    new RangeError(
      `A second stage needs a classifier that ends in a linear layer and a softmax; that of this run ends in ${end}.`,
    ),
  );
});

test('the classifier of SADE + MBIB, a mean of means, is taken apart and put together', () => {
  const { classifier } = buildNet('sade-mbib', tinyConvnet(3), stages, task);
  const tail = linearTail(classifier);
  const again = tail.withLogits(linearLogits(tail.linear()));
  const input = tf.randomNormal(
    [5, ...(classifier.inputs[0]!.shape.slice(1) as number[])],
    0,
    1,
    'float32',
    7,
  );
  const [before, after] = [classifier, again].map((model) => model.predict(input) as tf.Tensor);
  expectClose(after!, before!, { rtol: 1e-5, atol: 1e-6 });
});
