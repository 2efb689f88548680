import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { type MbibModel, mbibLoss, withMBIB } from 'mbib';
import { sgd } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { onGpu } from '../support/backend';
import { read } from '../support/read';

const samplesPerClass = [9, 3, 1];
const ids = [0, 1, 2, 0];
const tapWeights = [0.3, 1];

/** How a test puts layers one after the other in a model. */
type Stack = (name: string, layers: tfl.layers.Layer[]) => tfl.Sequential;
/** How a test makes a layer. */
type Make = (layer: tfl.layers.Layer) => tfl.layers.Layer;

const inputShape = [6, 6, 2];
const conv = (name: string, input = {}) =>
  tfl.layers.conv2d({ name, filters: 3, kernelSize: 3, padding: 'same', ...input });
const norm = () => tfl.layers.batchNormalization({});
const gru = (name: string, input = {}) =>
  tfl.layers.gru({ name, units: 3, returnSequences: true, recurrentInitializer: 'glorotUniform', ...input });

/** Backbones with two taps. */
const structures: Record<
  string,
  { taps: string[]; shape: number[]; build(stack: Stack, make: Make): tfl.Sequential }
> = {
  flat: {
    taps: ['a', 'b'],
    shape: inputShape,
    build: (stack, make) => stack('flat', [make(conv('a', { inputShape })), make(norm()), make(conv('b'))]),
  },
  nested: {
    taps: ['trunk', 'b'],
    shape: inputShape,
    build: (stack, make) => {
      const trunk = stack('trunk', [make(conv('a', { inputShape })), make(norm())]);
      return stack('whole', [trunk, make(conv('b'))]);
    },
  },
  'doubly nested': {
    taps: ['outer', 'b'],
    shape: inputShape,
    build: (stack, make) => {
      const inner = stack('inner', [make(conv('a', { inputShape })), make(norm())]);
      const outer = stack('outer', [inner, make(conv('c'))]);
      return stack('whole', [outer, make(conv('b'))]);
    },
  },
  'tap inside': {
    taps: ['a', 'b'],
    shape: inputShape,
    build: (stack, make) => {
      const trunk = stack('trunk', [make(conv('a', { inputShape })), make(norm())]);
      return stack('whole', [trunk, make(conv('b'))]);
    },
  },
  GRU: {
    taps: ['a', 'b'],
    shape: [5, 2],
    build: (stack, make) => stack('gru', [make(gru('a', { inputShape: [5, 2] })), make(gru('b'))]),
  },
};

/** The layers of a model that are no models, those of models in it among them. */
function leaves(model: tfl.LayersModel): tfl.layers.Layer[] {
  return model.layers.flatMap((layer) => ('layers' in layer ? leaves(layer as tfl.LayersModel) : [layer]));
}

const frozenWhen = ['built', 'unbuilt'] as const;
const frozenHow = ['layers', 'model', 'frozen'] as const;

/** A backbone that was frozen in some way, before or after its layers had weights. */
function frozenBackbone(
  { build }: (typeof structures)[string],
  when: (typeof frozenWhen)[number],
  how: (typeof frozenHow)[number],
): tfl.LayersModel {
  const backbone = build(
    (name, layers) => {
      const model = tfl.sequential({ name });
      if (when === 'unbuilt' && how === 'model') model.trainable = false;
      for (const layer of layers) model.add(layer);
      return model;
    },
    (layer) => {
      if (when === 'unbuilt' && how === 'layers') layer.trainable = false;
      return layer;
    },
  );
  if (when === 'built' && how === 'layers') for (const layer of leaves(backbone)) layer.trainable = false;
  if (when === 'built' && how === 'model') backbone.trainable = false;
  return backbone;
}

/** Ways to take a step. */
const steps: Record<string, (net: MbibModel, x: tf.Tensor) => Promise<void>> = {
  async fit(net, x) {
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 });
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass, tapWeights }) });
    const y = tf.tensor1d(ids);
    await net.trainer.fit(x, y, { batchSize: 4, epochs: 1 });
    y.dispose();
    optimizer.dispose();
  },
  async fitDataset(net, x) {
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 });
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass, tapWeights }) });
    // What tfjs-layers uses of a data set of tfjs-data.
    const batches = {
      iterator: async () => ({
        next: async () => ({ value: { xs: tf.clone(x), ys: tf.tensor1d(ids) }, done: false }),
      }),
    };
    await net.trainer.fitDataset(batches as never, { epochs: 1, batchesPerEpoch: 1 });
    optimizer.dispose();
  },
  async minimize(net, x) {
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 });
    const y = tf.tensor1d(ids, 'int32');
    optimizer.minimize(() => {
      const { taps, z } = net.logits(x, { training: true });
      return mbibLoss(y, taps, z, samplesPerClass, { tapWeights });
    });
    y.dispose();
    optimizer.dispose();
  },
};

/** The numbers of all weights of some layers. */
const numbersOf = (layers: tfl.layers.Layer[]) =>
  Promise.all(
    layers.flatMap(({ weights }) => weights).map(async (weight) => [...(await weight.read().data())]),
  );

const matrix = Object.keys(structures).flatMap((structure) =>
  frozenWhen.flatMap((when) =>
    frozenHow.flatMap((how) => Object.keys(steps).map((step) => [structure, when, how, step] as const)),
  ),
);

describe('a backbone that is not trainable keeps its weights', () => {
  it.each(matrix)('%s, %s, by %s, in %s', async (structure, when, how, step) => {
    const start = tf.memory().numTensors;
    const { taps, shape } = structures[structure]!;
    const backbone = frozenBackbone(structures[structure]!, when, how);
    const net = withMBIB(backbone, taps, { classes: 3, seed: 1, frozen: how === 'frozen' });
    const layers = leaves(backbone);
    const statistics = layers.filter((layer) => layer.getClassName() === 'BatchNormalization');
    const others = layers.filter((layer) => !statistics.includes(layer));
    const before = [
      await numbersOf(others),
      await numbersOf(statistics),
      await numbersOf(net.headTrainer.layers),
    ];
    const x = tf.randomUniform([4, ...shape], 0, 1, 'float32', 3);
    await steps[step]!(net, x);
    const after = [
      await numbersOf(others),
      await numbersOf(statistics),
      await numbersOf(net.headTrainer.layers),
    ];
    expect(after[0]).toEqual(before[0]);
    if (how === 'frozen') expect(after[1]).toEqual(before[1]);
    else {
      // tfjs updates the running statistics of a batch normalisation in training calls, trainable or not.
      const scales = ([gamma, beta]: number[][]) => [gamma, beta];
      expect(scales(after[1]!)).toEqual(scales(before[1]!));
    }
    expect(after[2]).not.toEqual(before[2]);
    expect(after.flat(2).every(Number.isFinite)).toBe(true);
    x.dispose();
    net.dispose();
    backbone.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });
});

describe('trainable is read at each step', () => {
  it.each(['fit', 'minimize'])('a thawed layer learns, a frozen one stops, in %s', async (step) => {
    const inner = tfl.sequential({
      name: 'inner',
      layers: [tfl.layers.dense({ name: 'first', units: 4, inputShape: [3], activation: 'tanh' })],
    });
    const backbone = tfl.sequential({ layers: [inner, tfl.layers.dense({ name: 'second', units: 4 })] });
    const net = withMBIB(backbone, ['first', 'second'], { classes: 3, seed: 1 });
    const loss = net.loss({ samplesPerClass, tapWeights });
    const optimizer = tf.train.sgd(0.1);
    net.trainer.compile({ optimizer, loss });
    const x = tf.randomUniform([4, 3], -1, 1, 'float32', 3);
    const y = tf.tensor1d(ids, 'int32');
    const takeStep = async () => {
      // The same compiled trainer all along: what is trainable is not asked when it is compiled.
      if (step === 'fit') await net.trainer.trainOnBatch(x, y);
      else
        optimizer.minimize(() => loss(y, net.trainer.apply(x, { training: true }) as tf.Tensor) as tf.Scalar);
    };
    const moves = async () => {
      const before = await Promise.all(leaves(backbone).map((layer) => numbersOf([layer])));
      await takeStep();
      const after = await Promise.all(leaves(backbone).map((layer) => numbersOf([layer])));
      return after.map((numbers, i) => JSON.stringify(numbers) !== JSON.stringify(before[i]));
    };
    expect(await moves()).toEqual([true, true]);
    inner.trainable = false;
    expect(await moves()).toEqual([false, true]);
    backbone.trainable = false;
    expect(await moves()).toEqual([false, false]);
    backbone.trainable = true;
    inner.trainable = true;
    expect(await moves()).toEqual([true, true]);
    tf.dispose([x, y]);
    net.dispose();
    backbone.dispose();
  });

  it.each(['fit', 'minimize'])(
    'the weights that move are those that tfjs calls trainable, in %s',
    async (step) => {
      /** A tree of models with layers as leaves; each is frozen before or after it has weights, or not. */
      const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
        tree: fc.record(
          {
            frozen: fc.constantFrom('before', 'after', 'never', 'never'),
            children: fc.oneof(
              { maxDepth: 2 },
              fc.constant([]),
              fc.array(tie('tree') as fc.Arbitrary<Tree>, { minLength: 1, maxLength: 2 }),
            ),
          },
          { noNullPrototype: true },
        ) as fc.Arbitrary<Tree>,
      }));
      await fc.assert(
        fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 3 }), async (children) => {
          const backbone = modelOf({ frozen: 'never', children });
          const last = leaves(backbone).at(-1)!;
          const net = withMBIB(backbone, [last], { classes: 3, seed: 1 });
          const all = leaves(backbone).flatMap(({ weights }) => weights);
          const x = tf.randomUniform([4, 3], -1, 1, 'float32', 3);
          const values = () => read(() => all.map((weight) => tf.clone(weight.read())));
          const before = await values();
          const trainable = new Set(backbone.trainableWeights);
          const y = tf.tensor1d(ids, 'int32');
          const loss = net.loss({ samplesPerClass });
          if (step === 'fit') {
            net.trainer.compile({ optimizer: 'sgd', loss });
            await net.trainer.trainOnBatch(x, y);
          } else {
            const optimizer = tf.train.sgd(0.1);
            optimizer.minimize(() => {
              const { taps, z } = net.logits(x, { training: true });
              return mbibLoss(y, taps, z, samplesPerClass);
            });
            optimizer.dispose();
          }
          const after = await values();
          const moved = all.filter((_, i) => JSON.stringify(after[i]) !== JSON.stringify(before[i]));
          tf.dispose([x, y]);
          net.dispose();
          backbone.dispose();
          expect(moved.map(({ originalName }) => originalName)).toEqual(
            all.filter((weight) => trainable.has(weight)).map(({ originalName }) => originalName),
          );
        }),
        { numRuns: onGpu() ? 6 : 20 },
      );
    },
  );
});

interface Tree {
  frozen: 'before' | 'after' | 'never';
  children: Tree[];
}

function modelOf({ frozen, children }: Tree): tfl.Sequential {
  const model = tfl.sequential();
  if (frozen === 'before') model.trainable = false;
  for (const child of children) {
    if (child.children.length > 0) model.add(modelOf(child));
    else {
      const layer = tfl.layers.dense({ units: 3, inputShape: [3], activation: 'tanh' });
      if (child.frozen === 'before') layer.trainable = false;
      model.add(layer);
      if (child.frozen === 'after') layer.trainable = false;
    }
  }
  if (frozen === 'after') model.trainable = false;
  return model;
}
