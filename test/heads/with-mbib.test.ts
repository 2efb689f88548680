import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mbibLoss, withMBIB } from 'mbib';
import { sgd } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { onGpu, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { memoryHandler } from '../support/memory-handler';
import { read } from '../support/read';

const classes = 4;
const samplesPerClass = [40, 20, 5, 1];
const taps = ['stage1', 'stage2', 'stage3'];
/** Weights of one sign: a ReLU that no image gets through would make every output the same. */
const kernelInitializer = tfl.initializers.randomUniform({ minval: 0, maxval: 0.5, seed: 3 });
const conv = (filters: number, name: string, input: object = {}) =>
  tfl.layers.conv2d({
    filters,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    activation: 'relu',
    kernelInitializer,
    name,
    ...input,
  });

function functional(): tfl.LayersModel {
  const input = tfl.input({ shape: [8, 8, 1] });
  let x: tfl.SymbolicTensor = input;
  for (const [i, name] of taps.entries()) x = conv(3 + i, name).apply(x) as tfl.SymbolicTensor;
  const output = tfl.layers.dense({ units: 2 }).apply(tfl.layers.flatten().apply(x)) as tfl.SymbolicTensor;
  return tfl.model({ inputs: input, outputs: output });
}

function sequential(): tfl.LayersModel {
  return tfl.sequential({
    layers: [conv(3, 'stage1', { inputShape: [8, 8, 1] }), conv(4, 'stage2'), conv(5, 'stage3')],
  });
}

/** A trunk with stage1 and stage2 inside, then stage3. */
function nested(): tfl.LayersModel {
  const trunk = tfl.sequential({
    name: 'trunk',
    layers: [conv(3, 'stage1', { inputShape: [8, 8, 1] }), conv(4, 'stage2')],
  });
  const input = tfl.input({ shape: [8, 8, 1] });
  const scaled = tfl.layers.rescaling({ scale: 2, offset: 0 }).apply(input);
  return tfl.model({
    inputs: input,
    outputs: conv(5, 'stage3').apply(trunk.apply(scaled)) as tfl.SymbolicTensor,
  });
}

/** A sequential model whose first layer is a sequential model: tfjs takes the graph of the inner one over. */
function trunkFirst(): tfl.LayersModel {
  const trunk = tfl.sequential({
    layers: [conv(3, 'stage1', { inputShape: [8, 8, 1] }), conv(4, 'stage2')],
  });
  return tfl.sequential({ layers: [trunk, conv(5, 'stage3')] });
}

/** The same network after saving and loading. */
async function reloaded(): Promise<tfl.LayersModel> {
  const model = functional();
  const loaded = await copyOf(model);
  model.dispose();
  return loaded;
}

/** A model as another process would load it. */
async function copyOf(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  const handler = memoryHandler();
  await model.save(handler);
  return tfl.loadLayersModel(handler);
}

const backbones: Record<string, () => tfl.LayersModel | Promise<tfl.LayersModel>> = {
  functional,
  sequential,
  nested,
  'trunk first': trunkFirst,
  'saved and loaded': reloaded,
};
const images = () => tf.randomUniform([6, 8, 8, 1], 0, 1, 'float32', 7);
const ids = [0, 1, 2, 3, 0, 1];

describe.each(Object.entries(backbones))('a %s backbone', (_, build) => {
  it('gives a head to every tap, sharing its weights with the backbone', async () => {
    const backbone = await build();
    const net = withMBIB(backbone, taps, { classes, seed: 1 });
    const heads = 2 * 3 + 2 * 4 + 2 * 5 + (5 * 5 + 5) + 2 * 5 + classes * (3 + 1 + 4 + 1 + 5 + 1 + 5 + 1);
    const tapped = backbone.layers.filter(
      (layer) => !(layer instanceof tfl.layers.Layer && /dense/.test(layer.name)),
    );
    const shared = tapped.reduce((sum, layer) => sum + layer.countParams(), 0);
    const trained = net.trainer.trainableWeights.reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a! * b!, 1)!,
      0,
    );
    expect(trained).toBe(shared + heads);
    const [logits, joined, averaged, probabilities] = await read(() => {
      const x = images();
      const { taps: v, z } = net.logits(x);
      return [
        tf.concat([...v, z], 1),
        net.trainer.predict(x) as tf.Tensor,
        tf.softmax(tf.div(tf.add(v[2]!, z), 2)),
        net.classifier.predict(x) as tf.Tensor,
      ];
    });
    expectClose(joined!, logits!, { rtol: tolerance(1e-5), atol: 1e-6 });
    expectClose(probabilities!, averaged!, { rtol: tolerance(1e-5), atol: 1e-6 });
    net.dispose();
    backbone.dispose();
  });

  it('trains through fit with class ids and with one-hot targets, validated', async () => {
    const backbone = await build();
    const net = withMBIB(backbone, taps, { classes, seed: 1 });
    const optimizer = sgd({ learningRate: 0.01, momentum: 0.9 });
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass }), metrics: [net.accuracy] });
    const x = images();
    const asIds = tf.tensor2d(ids, [6, 1]);
    const asTargets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(ids, 'int32'), classes), 'float32'));
    for (const y of [asIds, asTargets]) {
      const { history } = await net.trainer.fit(x, y, { batchSize: 3, epochs: 1, validationData: [x, y] });
      expect(Object.keys(history).sort()).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss']);
      expect(
        Object.values(history)
          .flat()
          .every(Number.isFinite as (x: unknown) => boolean),
      ).toBe(true);
    }
    tf.dispose([x, asIds, asTargets]);
    optimizer.dispose();
    net.dispose();
    backbone.dispose();
  });

  it('splits into an encoder and a head trainer that have its layers', async () => {
    const start = tf.memory().numTensors;
    const backbone = await build();
    const net = withMBIB(backbone, taps, { classes, seed: 2 });
    const [whole, parts] = await read(() => {
      const x = images();
      const features = net.encoder.predict(x) as tf.Tensor[];
      expect(features.map(({ rank }) => rank)).toEqual([2, 2, 2]);
      return [net.trainer.predict(x) as tf.Tensor, net.headTrainer.predict(features) as tf.Tensor];
    });
    expectClose(parts!, whole!, { rtol: tolerance(1e-5), atol: tolerance(1e-6) });
    const own = new Set(net.trainer.weights);
    expect(net.headTrainer.weights.every((weight) => own.has(weight))).toBe(true);
    net.dispose();
    backbone.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it('refuses an output that is not that of its trainer', () => {
    const net = withMBIB(sequential(), taps, { classes });
    const loss = net.loss({ samplesPerClass });
    for (const columns of [classes, 3 * classes, 5 * classes]) {
      for (const compute of [loss, net.accuracy]) {
        const call = () => tf.tidy(() => void compute(tf.zeros([2]), tf.zeros([2, columns])));
        expect(call).toThrow(/output must be float32 \[batch, 16\], .* got float32 \[2,/);
      }
    }
    expect(() => loss(tf.zeros([2]), net.trainer.inputs[0] as never)).toThrow(/output must be a tensor/);
    net.dispose();
  });

  it('refuses classWeight in fit and fitDataset, which would weigh all samples alike', async () => {
    const net = withMBIB(sequential(), taps, { classes });
    net.trainer.compile({ optimizer: 'sgd', loss: net.loss({ samplesPerClass }) });
    const classWeight = { 0: 1, 1: 2, 2: 3, 3: 4 };
    const message = /classWeight must be left out, as the loss weighs classes/;
    const x = tf.zeros([2, 8, 8, 1]);
    await expect(net.trainer.fit(x, tf.zeros([2, 1]), { classWeight })).rejects.toThrow(message);
    await expect(net.trainer.fitDataset({} as never, { epochs: 1, classWeight } as never)).rejects.toThrow(
      message,
    );
    await expect(net.headTrainer.fit(x, x, { classWeight })).rejects.toThrow(message);
    net.dispose();
    x.dispose();
  });

  it('refuses losses and metrics of tfjs, which do not know its output', () => {
    const net = withMBIB(sequential(), taps, { classes });
    const loss = net.loss({ samplesPerClass });
    const compile = (given: object) => () =>
      net.trainer.compile({ optimizer: 'sgd', loss, ...given } as tfl.ModelCompileArgs);
    for (const metric of ['accuracy', 'acc', 'sparseCategoricalAccuracy', tfl.metrics.categoricalAccuracy]) {
      for (const metrics of [metric, [net.accuracy, metric], { mbib_logits: metric }]) {
        expect(compile({ metrics })).toThrow(
          /metrics must be \[net\.accuracy\], which knows the output of the heads/,
        );
      }
    }
    expect(compile({ loss: ['sparseCategoricalCrossentropy'] })).toThrow(
      /loss must be net\.loss\(.*got 'sparse/,
    );
    compile({ metrics: [net.accuracy] })();
    net.dispose();
  });

  it('refuses labels in accuracy that are none', () => {
    const net = withMBIB(sequential(), taps, { classes });
    const accuracy = (labels: unknown) => () =>
      tf.tidy(() => void net.accuracy(labels as tf.Tensor, tf.zeros([2, 4 * classes])));
    expect(accuracy([0, 1])).toThrow('labels must be a tensor, got [0,1]');
    expect(accuracy(tf.zeros([2, 5]))).toThrow(
      /labels must have shape \[2\], \[2, 1\] or \[2, 4\], got \[2,5\]/,
    );
    expect(accuracy(tf.zeros([3]))).toThrow(/labels must have shape/);
    if (!onGpu()) expect(accuracy(tf.tensor1d([0, 4]))).toThrow(/labels\[1\] must be a whole number/);
    net.dispose();
  });

  it('names an input that was disposed', () => {
    const net = withMBIB(sequential(), taps, { classes });
    const x = tf.zeros([2, 8, 8, 1]);
    x.dispose();
    expect(() => net.logits(x)).toThrow('the input must be a tensor in use, got a disposed one');
    net.dispose();
  });

  it('frees its heads and nothing else', async () => {
    const start = tf.memory().numTensors;
    const backbone = await build();
    const before = tf.memory().numTensors;
    const net = withMBIB(backbone, taps, { classes });
    net.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const [output] = await read(() => [backbone.predict(images()) as tf.Tensor]);
    expect(output!.every(Number.isFinite)).toBe(true);
    backbone.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it('leaves a classifier that loads as a plain model', async () => {
    const backbone = await build();
    const net = withMBIB(backbone, taps, { classes, seed: 2 });
    const loaded = await copyOf(net.classifier);
    const [ours, theirs] = await read(() => {
      const x = images();
      return [net.classifier.predict(x) as tf.Tensor, loaded.predict(x) as tf.Tensor];
    });
    expectClose(theirs!, ours!, { rtol: 1e-6 });
    loaded.dispose();
    net.dispose();
    backbone.dispose();
  });
});

describe('withMBIB', () => {
  it('taps layers, symbolic tensors, sequences and features', async () => {
    const input = tfl.input({ shape: [6, 3] });
    const sequence = tfl.layers.dense({ units: 4 });
    const features = tfl.layers.dense({ units: 5 });
    const tapped = sequence.apply(input) as tfl.SymbolicTensor;
    const backbone = tfl.model({
      inputs: input,
      outputs: features.apply(tfl.layers.flatten().apply(tapped)) as tfl.SymbolicTensor,
    });
    const net = withMBIB(backbone, [tapped, features], { classes, zWidth: 7, neck: false });
    expect(net.features.outputs.map(({ shape }) => shape)).toEqual([
      [null, 5],
      [null, 7],
    ]);
    const { taps: v, z } = net.logits(tf.zeros([2, 6, 3]));
    expect([...v, z].map(({ shape }) => shape)).toEqual(Array(3).fill([2, classes]));
    tf.dispose([v, z]);
    net.dispose();
    backbone.dispose();
  });

  it('taps a GraphModel, which stays frozen, and saves its head', async () => {
    const filter = tf.variable(tf.randomNormal([3, 3, 1, 2], 0, 1, 'float32', 1), false);
    const graph = {
      inputs: [{ shape: [-1, 8, 8, 1] }],
      execute: (x: tf.Tensor, nodes: string[]) => {
        const map = tf.relu(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'));
        const outputs = nodes.map((node) => (node === 'map' ? map : tf.mean(map, [1, 2])));
        return outputs.length === 1 ? outputs[0]! : outputs;
      },
    };
    const net = withMBIB(graph, ['map', 'pooled'], { classes, seed: 3 });
    const optimizer = sgd({ learningRate: 0.1 });
    const tapWeights = [0.3, 1];
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass, tapWeights }) });
    const x = images();
    const y = tf.tensor1d(ids);
    await net.trainer.fit(x, y, { epochs: 1 });
    const loaded = await copyOf(net.head);
    const [fromImages, fromTap, trained, fromFeatures] = await read(() => [
      net.classifier.predict(x) as tf.Tensor,
      loaded.predict(graph.execute(x, ['pooled'])) as tf.Tensor,
      net.trainer.predict(x) as tf.Tensor,
      net.headTrainer.predict(net.encoder.predict(x)) as tf.Tensor,
    ]);
    expectClose(fromTap!, fromImages!, { rtol: 1e-5 });
    expectClose(fromFeatures!, trained!, { rtol: 1e-5 });
    await expect(copyOf(net.classifier)).rejects.toThrow(/save `head`, which takes its 'pooled'/);
    tf.dispose([x, y, filter]);
    loaded.dispose();
    optimizer.dispose();
    net.dispose();
  });

  it.each([false, true])('has a summary of its trainers, frozen: %s', (frozen) => {
    const backbone = functional();
    const net = withMBIB(backbone, taps, { classes, frozen });
    for (const model of [net.trainer, net.headTrainer]) {
      const lines: string[] = [];
      model.summary(undefined, undefined, (line) => lines.push(String(line)));
      expect(lines.join('\n')).toMatch(/Trainable params: [1-9]/);
    }
    net.dispose();
    backbone.dispose();
  });

  it('has the loss of mbibLoss in its trainer', async () => {
    const backbone = functional();
    const net = withMBIB(backbone, taps, { classes, seed: 1 });
    const [inTrainer, ofLogits] = await read(() => {
      const x = images();
      const labels = tf.tensor1d(ids, 'int32');
      const { taps: v, z } = net.logits(x);
      return [
        net.loss({ samplesPerClass, beta: 2 })(labels, net.trainer.predict(x) as tf.Tensor),
        mbibLoss(labels, v, z, samplesPerClass, { beta: 2 }),
      ];
    });
    expectClose(inTrainer!, ofLogits!, { rtol: tolerance(1e-5) });
    net.dispose();
    backbone.dispose();
  });

  it('gives the same heads for the same seed', async () => {
    const backbone = functional();
    const nets = [5, 5, 6].map((seed) => withMBIB(backbone, taps, { classes, seed }));
    const [first, same, other] = await read(() => {
      const x = images();
      return nets.map((net) => net.classifier.predict(x) as tf.Tensor);
    });
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
    for (const net of nets) net.dispose();
    backbone.dispose();
  });

  const backbone = functional();
  it.each<[string, () => unknown, RegExp]>([
    [
      'an unknown layer',
      () => withMBIB(backbone, ['stage9'], { classes }),
      /tapLayers\[0\] must be an output .* 'stage3' \[null,1,1,5\].* got 'stage9'/,
    ],
    ['no taps', () => withMBIB(backbone, [], { classes }), /tapLayers must be an array/],
    ['a single class', () => withMBIB(backbone, taps, { classes: 1 }), /options.classes .* got 1/],
    [
      'an unknown option',
      () => withMBIB(backbone, taps, { classes, width: 3 } as never),
      /options must hold .*zWidth.* only, got width/,
    ],
    [
      'an unknown option of the neck',
      () => withMBIB(backbone, taps, { classes, neck: { eps: 1 } as never }),
      /options\.neck must hold epsilon, momentum only, got eps/,
    ],
    [
      'a neck of NaN',
      () => withMBIB(backbone, taps, { classes, neck: { epsilon: Number.NaN } }),
      /options\.neck\.epsilon must be a finite number, got NaN/,
    ],
    ['no backbone', () => withMBIB(undefined as never, taps, { classes }), /backbone must be/],
    [
      'another number of counts',
      () => withMBIB(backbone, taps, { classes }).loss({ samplesPerClass: [1, 2, 3] }),
      /samplesPerClass must hold one count for each class, got \[1,2,3\]/,
    ],
    [
      'a count of zero',
      () => withMBIB(backbone, taps, { classes }).loss({ samplesPerClass: [1, 2, 0, 1] }),
      /samplesPerClass\[2\] .* got 0/,
    ],
    [
      'a width that is no whole number',
      () => withMBIB(backbone, taps, { classes, zWidth: 1.5 }),
      /options.zWidth/,
    ],
    [
      'another thing as a backbone',
      () => withMBIB({} as tfl.LayersModel, taps, { classes }),
      /backbone must be/,
    ],
    ['a seed NaN', () => withMBIB(backbone, taps, { classes, seed: Number.NaN }), /options.seed/],
  ])('names %s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  it('names a layer that occurs twice', () => {
    const inner = tfl.sequential({ layers: [conv(2, 'twin', { inputShape: [4, 4, 2] })] });
    const input = tfl.input({ shape: [8, 8, 1] });
    const outer = tfl.model({
      inputs: input,
      outputs: inner.apply(conv(2, 'twin').apply(input)) as tfl.SymbolicTensor,
    });
    expect(() => withMBIB(outer, ['twin'], { classes })).toThrow(
      /tapLayers\[0\] must be one output .* got 2 'twin'/,
    );
  });
});
