import '../../src/accelerate';
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { listTaps, type MbibModel, mbibLoss, withMBIB } from 'mbib';
import { sgd } from 'mbib/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadInceptionV3, loadMobileNetV2, loadMobileNetV2Graph } from '../support/pretrained-models';
import '../support/setup/wasm';

const classes = 5;
const samplesPerClass = [50, 20, 10, 5, 2];
const size = 224;

type Backbone = Awaited<ReturnType<typeof loadMobileNetV2 | typeof loadMobileNetV2Graph>>;

const models: Record<string, { load(): Promise<Backbone>; size: number; batch: number }> = {
  MobileNetV2: { load: loadMobileNetV2, size, batch: 16 },
  'MobileNetV2-1.4, a GraphModel': { load: loadMobileNetV2Graph, size, batch: 16 },
  // Its batch normalisations have no scale, which tfjs cannot take a gradient through. It declares 299 pixels. Few of them, since
  // they take long: with 16 a step and a prediction take the same 410 MB, too.
  InceptionV3: { load: loadInceptionV3, size: 299, batch: 2 },
};

/** A hash of every weight and running statistic. */
function bitsOf(backbone: Backbone): string {
  const tensors =
    'layers' in backbone
      ? backbone.weights.map((weight) => weight.read())
      : Object.values(backbone.weights).flat();
  const hash = createHash('sha256');
  for (const tensor of tensors) hash.update(new Uint8Array(tensor.dataSync().buffer));
  return hash.digest('hex');
}

async function peakBytes(run: () => Promise<unknown> | unknown): Promise<number> {
  // tf.profile gives one object for all of its calls, so the number is taken out of it at once.
  const { peakBytes } = await tf.profile(async () => {
    await run();
  });
  return peakBytes;
}

describe.each(Object.entries(models))('%s, frozen, on wasm', (_, model) => {
  let backbone: Backbone;
  let net: MbibModel;
  let x: tf.Tensor;
  const y = () =>
    tf.tensor1d(
      Array.from({ length: model.batch }, (_, i) => i % classes),
      'int32',
    );
  beforeAll(async () => {
    backbone = await model.load();
    const taps = listTaps(backbone).filter(({ shape }) => shape[1]! > 1);
    net = withMBIB(
      backbone,
      taps.slice(-3).map(({ name }) => name),
      { classes, zWidth: 128, seed: 1, frozen: true },
    );
    x = tf.randomUniform([model.batch, model.size, model.size, 3], -1, 1, 'float32', 1);
  });
  afterAll(() => {
    net.dispose();
    x.dispose();
  });

  it('trains its heads in fit and in minimize, and keeps every bit of the backbone', async () => {
    const before = bitsOf(backbone);
    const labels = y();
    const optimizer = sgd({ learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4 });
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass }) });
    const first = (await net.trainer.trainOnBatch(x, labels)) as number;
    const tensors = tf.memory().numTensors;
    optimizer.minimize(() => {
      const { taps, z } = net.logits(x, { training: true });
      return mbibLoss(labels, taps, z, samplesPerClass);
    });
    expect(tf.memory().numTensors).toBe(tensors);
    const last = (await net.trainer.trainOnBatch(x, labels)) as number;
    expect(last).toBeLessThan(first);
    expect(bitsOf(backbone)).toBe(before);
    expect(new Set(net.trainer.trainableWeights)).toEqual(new Set(net.headTrainer.trainableWeights));
    labels.dispose();
    optimizer.dispose();
  });

  it('needs at most 1.3 times the memory of a prediction for a step', async () => {
    const labels = y();
    net.trainer.compile({ optimizer: 'sgd', loss: net.loss({ samplesPerClass }) });
    const predict = await peakBytes(() => tf.dispose(net.classifier.predict(x)));
    const step = await peakBytes(() => net.trainer.trainOnBatch(x, labels));
    expect(step / predict).toBeLessThan(1.3);
    labels.dispose();
  });
});

describe('a GraphModel with three taps', () => {
  it('is computed once a step, not once a tap', async () => {
    const graph = await loadMobileNetV2Graph();
    const taps = listTaps(graph)
      .slice(-4, -1)
      .map(({ name }) => name);
    const net = withMBIB(graph, taps, { classes, zWidth: 8, seed: 1 });
    const convolutions = async (run: () => Promise<unknown> | unknown) => {
      const { kernels } = await tf.profile(async () => {
        await run();
      });
      return kernels.filter(({ name }) => name === 'FusedConv2D').length;
    };
    const x = tf.zeros([1, size, size, 3]);
    const y = tf.tensor1d([0], 'int32');
    net.trainer.compile({ optimizer: 'sgd', loss: net.loss({ samplesPerClass }) });
    const once = await convolutions(() => tf.dispose(graph.execute(x, taps.at(-1)!)));
    expect(once).toBeGreaterThan(20);
    expect(await convolutions(() => net.trainer.trainOnBatch(x, y))).toBe(once);
    expect(await convolutions(() => tf.dispose(net.encoder.predict(x)))).toBe(once);
    tf.dispose([x, y]);
    net.dispose();
  });
});

describe('features computed once', () => {
  it('make an epoch at least 30 times cheaper than the frozen trainer has it, and the classifier knows what they taught', async () => {
    const backbone = (await loadMobileNetV2()) as tfl.LayersModel;
    const net = withMBIB(backbone, ['block_6_expand_relu', 'block_13_expand_relu', 'out_relu'], {
      classes,
      zWidth: 128,
      seed: 1,
      frozen: true,
    });
    const images = tf.randomUniform([32, size, size, 3], -1, 1, 'float32', 2);
    const labels = tf.tensor1d(
      Array.from({ length: 32 }, (_, i) => i % classes),
      'int32',
    );
    const features = net.encoder.predict(images) as tf.Tensor[];
    const loss = net.loss({ samplesPerClass });
    const before = (await read(net.classifier, images)).slice();
    net.headTrainer.compile({ optimizer: sgd({ learningRate: 0.01 }), loss });
    net.trainer.compile({ optimizer: sgd({ learningRate: 0.01 }), loss });
    // The first step of each compiles what it needs.
    await net.headTrainer.trainOnBatch(features, labels);
    await net.trainer.trainOnBatch(images, labels);
    // Of the processor, not of the clock: other work on the machine does not count.
    const seconds = async (epoch: () => Promise<unknown>) => {
      const start = process.cpuUsage();
      await epoch();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1e6;
    };
    const cached = await seconds(() => net.headTrainer.fit(features, labels, { batchSize: 32, epochs: 5 }));
    const whole = await seconds(() => net.trainer.fit(images, labels, { batchSize: 32, epochs: 1 }));
    expect(whole / (cached / 5)).toBeGreaterThan(30);
    expect(await read(net.classifier, images)).not.toEqual(before);
    tf.dispose([images, labels, features]);
    net.dispose();
    backbone.dispose();
  });
});

async function read(model: tfl.LayersModel, x: tf.Tensor): Promise<Float32Array> {
  const output = model.predict(x) as tf.Tensor;
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}
