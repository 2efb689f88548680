import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { loadMBIB, loadMBIBHeads, type MbibModel, mbibHeads, mbibLoss, withMBIB } from 'mbib';
import { adamW, sgd } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close';
import { memoryHandler } from '../support/memory-handler';
import { read } from '../support/read';

const samplesPerClass = [9, 3, 1];
const tapWeights = [0.3, 1];
const taps = ['trunk/low', 'high'];
const ids = [0, 1, 2, 0];

function backboneOf(): tfl.Sequential {
  const kernelInitializer = tfl.initializers.glorotUniform({ seed: 5 });
  const trunk = tfl.sequential({
    name: 'trunk',
    layers: [
      tfl.layers.conv2d({ name: 'low', filters: 3, kernelSize: 3, inputShape: [6, 6, 2], kernelInitializer }),
      tfl.layers.batchNormalization({ name: 'norm' }),
    ],
  });
  const high = tfl.layers.conv2d({ name: 'high', filters: 4, kernelSize: 3, kernelInitializer });
  return tfl.sequential({ layers: [trunk, high] });
}

const batches = () => [1, 2, 3].map((seed) => tf.randomUniform([4, 6, 6, 2], 0, 1, 'float32', seed));

/** Ways to take steps, and the losses of each. */
const ways: Record<string, (net: MbibModel, optimizer: tf.Optimizer) => Promise<number[]>> = {
  async fit(net, optimizer) {
    const y = tf.tensor1d(ids);
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass, tapWeights }) });
    const losses: number[] = [];
    for (const x of batches()) {
      losses.push((await net.trainer.trainOnBatch(x, y)) as number);
      x.dispose();
    }
    y.dispose();
    return losses;
  },
  async minimize(net, optimizer) {
    const y = tf.tensor1d(ids, 'int32');
    const losses: number[] = [];
    for (const x of batches()) {
      const loss = optimizer.minimize(() => {
        const logits = net.logits(x, { training: true });
        return mbibLoss(y, logits.taps, logits.z, samplesPerClass, { tapWeights });
      }, true)!;
      losses.push((await loss.data())[0]!);
      tf.dispose([x, loss]);
    }
    y.dispose();
    return losses;
  },
};

const optimizers: Record<string, () => tf.Optimizer> = {
  'adamW of mbib/training': () => adamW({ learningRate: 0.01, clipNorm: 1 }),
  'sgd of mbib/training': () => sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  "tfjs's momentum": () => tf.train.momentum(0.05, 0.9),
  "tfjs's adam": () => tf.train.adam(0.01),
};

describe('a net that is loaded goes on where it was saved', () => {
  // Every way with every optimizer, half of them on a frozen backbone: every pair of two of the three is among them.
  const cases = Object.keys(ways).flatMap((way, i) =>
    Object.keys(optimizers).map((name, j) => [way, name, (i + j) % 2 === 1] as const),
  );
  it.each(cases)('in %s with %s, frozen: %s', async (way, name, frozen) => {
    const start = tf.memory().numTensors;
    const takeSteps = ways[way]!;
    const backbone = backboneOf();
    const net = withMBIB(backbone, taps, { classes: 3, seed: 1, frozen, zWidth: 5 });
    const optimizer = optimizers[name]!();
    await takeSteps(net, optimizer);
    const handler = memoryHandler();
    await net.save(handler, { optimizer });

    const again = optimizers[name]!();
    const loaded = await loadMBIB(handler, { optimizer: again, ...(frozen && { backbone }) });
    const losses = await takeSteps(net, optimizer);
    const resumed = await takeSteps(loaded, again);
    // On a GPU sums may be made in another order from run to run; on cpu and wasm they are not.
    if (['cpu', 'wasm'].includes(tf.getBackend())) expect(resumed).toEqual(losses);
    else expectClose(resumed, losses, { rtol: 1e-3 });
    // An optimizer that clips reads the norm of its last step when it can.
    await new Promise((resolve) => setTimeout(resolve));
    optimizer.dispose();
    again.dispose();
    net.dispose();
    loaded.dispose();
    if (!frozen) (loaded.backbone as tfl.LayersModel).dispose();
    backbone.dispose();
    // tfjs's optimizers leave numbers of their own behind: a rate, a power of β.
    if (name.endsWith('mbib/training')) expect(tf.memory().numTensors).toBe(start);
  });

  it('keeps what is trainable, in layers, models and weights', async () => {
    const backbone = backboneOf();
    backbone.layers[0]!.trainable = false;
    const net = withMBIB(backbone, taps, { classes: 3, seed: 1 });
    const handler = memoryHandler();
    await net.save(handler);
    const loaded = await loadMBIB(handler);
    const names = (model: tfl.LayersModel) => model.trainableWeights.map(({ originalName }) => originalName);
    expect(names(loaded.trainer)).toEqual(names(net.trainer));
    (loaded.backbone as tfl.LayersModel).layers[0]!.trainable = true;
    expect(loaded.trainer.trainableWeights).toHaveLength(net.trainer.trainableWeights.length + 4);
  });

  it('takes the schedule’s learning rate along', async () => {
    const net = mbibHeads({ widths: [4], classes: 3, seed: 1 });
    const optimizer = sgd({ learningRate: 0.1 });
    optimizer.learningRate = 0.025;
    const handler = memoryHandler();
    await net.save(handler, { optimizer });
    const again = sgd({ learningRate: 0.1 });
    const loaded = await loadMBIBHeads(handler, { optimizer: again });
    expect(again.learningRate).toBe(0.025);
    net.dispose();
    loaded.dispose();
  });
});

describe('a net is found again', () => {
  const { dense } = tfl.layers;
  const kernelInitializer = tfl.initializers.glorotUniform({ seed: 2 });
  /** Two layers, the second of which may have its weights before the first. */
  const twoLayers = (secondFirst: boolean) => {
    const a = dense({ inputShape: [4], units: 6, name: 'a', kernelInitializer });
    const b = dense({ units: 5, name: 'b', kernelInitializer });
    if (secondFirst) b.build([null, 6]);
    return tfl.sequential({ layers: [a, b] });
  };
  const x = () => tf.randomUniform([4, 4], -1, 1, 'float32', 3);
  const step = async (net: MbibModel, optimizer: tf.Optimizer) => {
    net.trainer.compile({ optimizer, loss: net.loss({ samplesPerClass }) });
    const loss = (await net.trainer.trainOnBatch(x(), tf.tensor1d(ids))) as number;
    return loss;
  };

  it('where its variables were made in another order: by optimizers that match by name, refused by others', async () => {
    for (const [make, refused] of [
      [() => sgd({ learningRate: 0.1, momentum: 0.9 }), false],
      [() => adamW({ learningRate: 0.01 }), false],
      [() => tf.train.adam(0.01), true],
    ] as const) {
      const optimizer = make();
      const net = withMBIB(twoLayers(false), ['b'], { classes: 3, seed: 1 });
      // In minimize the variables are in the order in which they were made.
      optimizer.minimize(() => {
        const { taps: v, z } = net.logits(x(), { training: true });
        return mbibLoss(tf.tensor1d(ids, 'int32'), v, z, samplesPerClass);
      });
      const handler = memoryHandler();
      await net.save(handler, { optimizer });
      const again = make();
      const loading = loadMBIB(handler, { backbone: twoLayers(true), optimizer: again });
      if (refused) await expect(loading).rejects.toThrow(/must match its state by names, as sgd and adamW/);
      else expect(await step(await loading, again)).toBe(await step(net, optimizer));
    }
  });

  it('with layers inside wrappers, whenever they were made', async () => {
    const input = tfl.input({ shape: [3] });
    const second = dense({ units: 4, name: 'second' }).apply(input) as tfl.SymbolicTensor;
    const first = dense({ units: 4, name: 'first' }).apply(input) as tfl.SymbolicTensor;
    const both = tfl.layers.concatenate().apply([first, second]) as tfl.SymbolicTensor;
    const inner = tfl.model({ inputs: input, outputs: both });
    const wrapper = tfl.layers.timeDistributed({ inputShape: [5, 3], layer: inner, name: 'wrapper' });
    const turned = tfl.layers.bidirectional({
      layer: tfl.layers.gru({
        units: 2,
        returnSequences: true,
        recurrentInitializer: 'glorotUniform',
      }) as never,
      mergeMode: 'concat',
      name: 'turned',
    });
    const backbone = tfl.sequential({ layers: [wrapper, turned] });
    const net = withMBIB(backbone, ['wrapper', 'turned'], { classes: 3, seed: 1 });
    const handler = memoryHandler();
    await net.save(handler);
    const loaded = await loadMBIB(handler);
    const [ours, theirs] = await read(() => {
      const sequences = tf.randomUniform([2, 5, 3], -1, 1, 'float32', 3);
      return [net.trainer.predict(sequences) as tf.Tensor, loaded.trainer.predict(sequences) as tf.Tensor];
    });
    expect(theirs).toEqual(ours);
  });

  it('on a frozen backbone whose layers were not named', async () => {
    const build = () =>
      tfl.sequential({
        layers: [
          dense({ inputShape: [4], units: 6, kernelInitializer }),
          dense({ units: 5, kernelInitializer }),
        ],
      });
    const backbone = build();
    const net = withMBIB(backbone, [backbone.layers[0]!, backbone.layers[1]!], { classes: 3, frozen: true });
    const handler = memoryHandler();
    await net.save(handler);
    const loaded = await loadMBIB(handler, { backbone: build() });
    const [ours, theirs] = await read(() => [
      net.trainer.predict(x()) as tf.Tensor,
      loaded.trainer.predict(x()) as tf.Tensor,
    ]);
    expect(theirs).toEqual(ours);
  });

  it('as it was when save was called, also where two are saved at once', async () => {
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.9 });
    const net = withMBIB(twoLayers(false), ['b'], { classes: 3, seed: 1 });
    await step(net, optimizer);
    const [before] = await read(() => [net.trainer.predict(x()) as tf.Tensor]);
    const handlers = [memoryHandler(), memoryHandler()];
    const saving = handlers.map((handler) => net.save(handler, { optimizer }));
    const [weight] = net.headTrainer.trainableWeights;
    weight!.write(tf.zerosLike(weight!.read()));
    await Promise.all(saving);
    for (const handler of handlers) {
      const loaded = await loadMBIB(handler, { optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }) });
      const [after] = await read(() => [loaded.trainer.predict(x()) as tf.Tensor]);
      expect(after).toEqual(before);
    }
  });
});

describe('heads alone', () => {
  it('are saved and loaded, and are what a net with a frozen backbone saves', async () => {
    const backbone = backboneOf();
    const net = withMBIB(backbone, taps, { classes: 3, seed: 1, frozen: true, classifier: { cosine: 16 } });
    const handler = memoryHandler();
    await net.save(handler);
    const { weightSpecs } = await handler.load!();
    expect(weightSpecs).toHaveLength(net.headTrainer.weights.length);
    const heads = await loadMBIBHeads(handler);
    const [x] = batches();
    const [ours, theirs] = await read(() => [
      net.trainer.predict(x!) as tf.Tensor,
      heads.headTrainer.predict(net.encoder.predict(x!)) as tf.Tensor,
    ]);
    expect(theirs).toEqual(ours);
    x!.dispose();
    heads.dispose();
    net.dispose();
    backbone.dispose();
  });
});

describe('what cannot be loaded is refused in words', () => {
  const saved = async (net: { save: MbibModel['save'] }, options?: Parameters<MbibModel['save']>[1]) => {
    const handler = memoryHandler();
    await net.save(handler, options);
    return handler;
  };

  it('a frozen backbone that is missing or another one', async () => {
    const backbone = backboneOf();
    const handler = await saved(withMBIB(backbone, taps, { classes: 3, frozen: true }));
    await expect(loadMBIB(handler)).rejects.toThrow(
      /options\.backbone must be given: a frozen one is not saved\. It is the one with hash [0-9a-f]{16}/,
    );
    const other = backboneOf();
    const [kernel] = other.trainableWeights;
    kernel!.write(tf.zerosLike(kernel!.read()));
    await expect(loadMBIB(handler, { backbone: other })).rejects.toThrow(
      /options\.backbone must be the one that the heads were trained on, with hash [0-9a-f]{16}, got one with/,
    );
  });

  it('a plain model, a URL without a handler, heads in place of a net and the other way round', async () => {
    const net = withMBIB(backboneOf(), taps, { classes: 3 });
    const plain = memoryHandler();
    await net.classifier.save(plain);
    await expect(loadMBIB(plain)).rejects.toThrow(/handler must lead to a net that was saved by `net\.save`/);
    await expect(loadMBIB('nowhere://x')).rejects.toThrow(
      /handler must be a URL that tfjs has a handler for/,
    );
    await expect(loadMBIB({})).rejects.toThrow(/handler must be a URL or have a function `load`/);
    await expect(loadMBIB(await saved(mbibHeads({ widths: [3], classes: 3 })))).rejects.toThrow(
      /heads alone/,
    );
    await expect(loadMBIBHeads(await saved(net))).rejects.toThrow(/loadMBIB loads this/);
    await expect(tfl.loadLayersModel(await saved(net))).rejects.toThrow(
      /Unknown layer: net of mbib, which loadMBIB loads/,
    );
  });

  it('an optimizer of another class, one that was not saved, one that trains something else', async () => {
    const heads = mbibHeads({ widths: [4], classes: 3, seed: 1 });
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
    const without = await saved(heads);
    await expect(loadMBIBHeads(without, { optimizer })).rejects.toThrow(/the net was saved without/);
    const withState = await saved(heads, { optimizer });
    await expect(loadMBIBHeads(withState, { optimizer: tf.train.adam(0.1) })).rejects.toThrow(
      /options\.optimizer must be of the saved class, MbibSgd, got Adam/,
    );
    const variable = tf.variable(tf.scalar(1), true, 'of/something');
    optimizer.minimize(() => tf.square(variable));
    await expect(saved(heads, { optimizer })).rejects.toThrow(
      /options\.optimizer must train this net alone, got one with a state of 'of\/something'/,
    );
  });

  it('a backbone that computes something else with the same weights, frozen or not', async () => {
    const build = (activation: 'relu' | 'tanh') =>
      tfl.sequential({
        layers: [
          tfl.layers.dense({ inputShape: [4], units: 5, name: 'a', activation, kernelInitializer: 'ones' }),
        ],
      });
    for (const frozen of [true, false]) {
      const handler = await saved(withMBIB(build('relu'), ['a'], { classes: 3, frozen }));
      await (await loadMBIB(handler, { backbone: build('relu') })).dispose();
      await expect(loadMBIB(handler, { backbone: build('tanh') })).rejects.toThrow(/options\.backbone must/);
    }
  });

  it('what was not saved whole, and handlers that give nothing', async () => {
    const handler = await saved(mbibHeads({ widths: [3], classes: 3 }));
    const start = tf.memory().numTensors;
    const artifacts = await handler.load!();
    const cut = { ...artifacts, weightData: (artifacts.weightData as ArrayBuffer).slice(0, -4) };
    await expect(loadMBIBHeads({ load: async () => cut })).rejects.toThrow(
      /handler must give all weights of the net, \d+ bytes, got \d+: the file is cut off/,
    );
    await expect(loadMBIBHeads({ load: async () => undefined as never })).rejects.toThrow(
      /handler must lead to a net that was saved by `net\.save` .* got something else/,
    );
    expect(tf.memory().numTensors).toBe(start);
    const parts = [artifacts.weightData as ArrayBuffer].flatMap((data) => [data.slice(0, 8), data.slice(8)]);
    (await loadMBIBHeads({ load: async () => ({ ...artifacts, weightData: parts }) })).dispose();
    const { weightData: _, ...rest } = artifacts;
    const getWeightStream = () =>
      new ReadableStream({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
    (await loadMBIBHeads({ load: async () => ({ ...rest, getWeightStream }) as never })).dispose();
  });

  it('an optimizer that does not fit changes neither the backbone nor the number of tensors', async () => {
    const backbone = backboneOf();
    const net = withMBIB(backbone, taps, { classes: 3, seed: 1 });
    const handler = await saved(net, { optimizer: tf.train.adam(0.1) });
    const [kernel] = backbone.trainableWeights;
    kernel!.write(tf.zerosLike(kernel!.read()));
    const start = tf.memory().numTensors;
    await expect(loadMBIB(handler, { backbone, optimizer: tf.train.sgd(0.1) })).rejects.toThrow(
      /saved class, Adam/,
    );
    expect((await kernel!.read().data()).every((value) => value === 0)).toBe(true);
    // The optimizer of this test keeps its rate in a tensor.
    expect(tf.memory().numTensors).toBe(start + 1);
  });

  it('a trainer, which could not be loaded', async () => {
    const net = withMBIB(backboneOf(), taps, { classes: 3 });
    await expect(net.trainer.save(memoryHandler())).rejects.toThrow(/`net\.save\(…\)` saves all .*loadMBIB/);
    await expect(net.headTrainer.save(memoryHandler())).rejects.toThrow(/`net\.save\(…\)`/);
  });
});
