import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { loadMBIB, loadMBIBHeads, type MbibModel, mbibHeads, mbibLoss, withMBIB } from 'mbib';
import { sgd } from 'mbib/training';
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
  'sgd of mbib/training': () => sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  "tfjs's momentum": () => tf.train.momentum(0.05, 0.9),
  "tfjs's adam": () => tf.train.adam(0.01),
};

describe('a net that is loaded goes on where it was saved', () => {
  const cases = Object.keys(ways).flatMap((way) =>
    Object.keys(optimizers).flatMap((name) => [false, true].map((frozen) => [way, name, frozen] as const)),
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
    optimizer.dispose();
    again.dispose();
    net.dispose();
    loaded.dispose();
    if (!frozen) (loaded.backbone as tfl.LayersModel).dispose();
    backbone.dispose();
    // tfjs's optimizers leave numbers of their own behind: a rate, a power of β.
    if (name.startsWith('sgd')) expect(tf.memory().numTensors).toBe(start);
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

  it('a trainer, which could not be loaded', async () => {
    const net = withMBIB(backboneOf(), taps, { classes: 3 });
    await expect(net.trainer.save(memoryHandler())).rejects.toThrow(/`net\.save\(…\)` saves all .*loadMBIB/);
    await expect(net.headTrainer.save(memoryHandler())).rejects.toThrow(/`net\.save\(…\)`/);
  });
});
