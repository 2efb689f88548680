import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Net } from '../../../../src/jobs/nets/build-net';
import { expertsOf } from '../../../../src/jobs/nets/experts/experts-of';
import { buildFeatureNet } from '../../../../src/jobs/nets/frozen/feature-net';
import { buildFrozenNet } from '../../../../src/jobs/nets/frozen/frozen-net';
import { type Method, methods } from '../../../../src/jobs/nets/methods';
import { tolerance } from '../../../support/backend';
import { expectClose } from '../../../support/close';
import { testedMethods } from '../../support/tested-methods';
import { tinyConvnet } from '../../support/tiny-convnet';

const samplesPerClass = [20, 10, 5, 1];
const labels = [0, 3, 1, 1, 2];
const stages = ['stage1', 'stage2', 'stage3'];
const classifiers = [undefined, { cosine: 16 }] as const;

const someImages = () => tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
const someLabels = () => tf.tensor1d(labels, 'int32');
const sideBySide = (features: tf.Tensor | tf.Tensor[]) => tf.concat([features].flat(), 1);
const rows = async (tensor: tf.Tensor | tf.Tensor[]) => (await (tensor as tf.Tensor).array()) as number[][];

/** Neither networks of experts nor learning from a teacher is to be had on features. */
const onFeatures = testedMethods().filter((name) => {
  const { needsTeacher }: Method = methods[name];
  return expertsOf({ method: name }) === undefined && !needsTeacher;
});

/** Each with each classifier that it can have: ResLT is refused any but a linear one. */
const nets = onFeatures
  .flatMap((method) => classifiers.map((classifier) => ({ method, classifier })))
  .filter(({ method, classifier }) => method !== 'reslt' || classifier === undefined);

describe.each(nets)('$method with the classifier $classifier', ({ method, classifier }) => {
  const build = () =>
    buildFrozenNet(method, tinyConvnet(), stages, { samplesPerClass, seed: 0, zWidth: 6, classifier });

  test('computes the same from images and from features', async () => {
    const net = build();
    const features = sideBySide(net.encoder.predict(someImages()) as tf.Tensor[]);
    expect(features.shape).toEqual([5, net.widths.reduce((a, b) => a + b)]);
    const before = net.onFeatures.lossAndScores(features, someLabels());
    const direct = net.lossAndScores(someImages(), someLabels());
    expectClose(await before.loss.data(), await direct.loss.data(), { rtol: tolerance(1e-5) });
    expectClose((await rows(before.scores)).flat(), (await rows(direct.scores)).flat(), {
      rtol: tolerance(1e-5),
      atol: tolerance(1e-6),
    });
    const models = ({ classifier, representations: { v, z } }: Net) => [classifier, z, ...(v ? [v] : [])];
    const ofNet = models(net);
    for (const [i, model] of models(net.onFeatures).entries()) {
      const ofFeatures = await rows(model.predict(features));
      const ofImages = await rows(ofNet[i]!.predict(someImages()));
      expectClose(ofFeatures.flat(), ofImages.flat(), { rtol: tolerance(1e-5), atol: tolerance(1e-6) });
    }
  });

  test('learns with its heads and leaves the backbone as it is', async () => {
    const net = build();
    const { onFeatures } = net;
    const features = sideBySide(net.encoder.predict(someImages()) as tf.Tensor[]);
    const ofBackbone = await Promise.all(net.encoder.getWeights().map((weight) => weight.data()));
    const variables = onFeatures.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const loss = () => onFeatures.lossAndScores(features, someLabels()).loss;
    const optimizer = tf.train.sgd(0.01);
    const first = (await optimizer.minimize(loss, true, variables)!.data())[0]!;
    for (let step = 0; step < 5; step++) optimizer.minimize(loss, false, variables);
    expect((await tf.tidy(loss).data())[0]).toBeLessThan(first);
    expect(await Promise.all(net.encoder.getWeights().map((weight) => weight.data()))).toEqual(ofBackbone);
    const ofFeatures = await rows(onFeatures.classifier.predict(features));
    const ofImages = await rows(net.classifier.predict(someImages()));
    expectClose(ofFeatures.flat(), ofImages.flat(), { rtol: tolerance(1e-4), atol: tolerance(1e-5) });
  });

  test('frees everything', () => {
    const before = tf.memory().numTensors;
    build().dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('starts on features alone from the weights that it has on a backbone', async () => {
    const net = build();
    const alone = buildFeatureNet(method, net.widths, { samplesPerClass, seed: 0, zWidth: 6, classifier });
    const [a, b] = await Promise.all(
      [alone, net].map(({ headTrainer }) => Promise.all(headTrainer.weights.map((w) => w.read().data()))),
    );
    expect(a).toEqual(b);
    const columns = alone.featureClassifier.inputs[0]!.shape[1]!;
    expect(columns).toBe(net.widths.at(-1));
  });
});
