import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  Sequential,
  sequential,
} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesOfKernel } from '../../../src/jobs/classifier/quantise/bytes-of-kernel';
import { evenChannels } from '../../../src/jobs/classifier/quantise/even-channels';
import { quantised } from '../../../src/jobs/classifier/quantise/quantise';
import { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import { startCpu } from '../support/tiny-model';

beforeAll(startCpu);

/** The values of [0, 1) that follow from a start. */
function drawn(count: number, start: number): number[] {
  const random = new MersenneTwister(start);
  return Array.from({ length: count }, () => random.random());
}

/** A network whose channels have weights of sizes from .01 to 1, which the normalisations make alike. */
function unevenModel(build: () => LayersModel): LayersModel {
  const net = build();
  const parts = net.layers.flatMap((layer) => (layer instanceof Sequential ? layer.layers : [layer]));
  const sizesAt = (at: number) => drawn(6, at).map((value) => 10 ** (-2 * value));
  parts.forEach((layer, at) => {
    const isNorm = layer.getClassName() === 'BatchNormalization';
    const sizes = isNorm ? sizesAt(at - 1) : sizesAt(at);
    const changed = layer.getWeights().map((weight, i) => {
      const values = drawn(weight.size, 100 + 10 * at + i).map((value, n) => {
        if (!isNorm) return (2 * value - 1) * sizes[n % 6]!;
        const [gamma, mean] = [i === 0, i === 2];
        return (0.2 + value) * (gamma ? 1 / sizes[n]! : mean ? sizes[n]! : 1);
      });
      return tf.tensor(values, weight.shape);
    });
    layer.setWeights(changed);
  });
  return net;
}

async function artifactsOf(net: LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  await net.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return saved!;
}

/** The model after {@link evenChannels}, and its weights by their names. */
async function evened(net: LayersModel) {
  const artifacts = await artifactsOf(net);
  const read = tf.io.decodeWeights(artifacts.weightData as ArrayBuffer, artifacts.weightSpecs!);
  const weights = new Map(Object.entries(read).map(([name, t]) => [name, t.dataSync() as Float32Array]));
  const shapes = new Map(artifacts.weightSpecs!.map(({ name, shape }) => [name, shape]));
  evenChannels(artifacts.modelTopology, weights, shapes);
  const entries = artifacts.weightSpecs!.map(({ name, shape }) => ({
    name,
    tensor: tf.tensor(weights.get(name)!, shape),
  }));
  const { data, specs } = await tf.io.encodeWeights(entries);
  const changed = await loadLayersModel(
    tf.io.fromMemory({ ...artifacts, weightData: data, weightSpecs: specs }),
  );
  return { changed, weights };
}

const conv = (name: string, more = {}) =>
  layers.conv2d({ name, filters: 6, kernelSize: 3, padding: 'same', ...more });
const norm = (name: string) => layers.batchNormalization({ name });

function branching(): LayersModel {
  const x = input({ shape: [5, 5, 3] });
  let y = norm('a_norm').apply(conv('a', { useBias: false }).apply(x)) as never;
  y = layers.reLU({ maxValue: 6 }).apply(y) as never;
  const wide = layers.depthwiseConv2d({ name: 'b', kernelSize: 3, padding: 'same' }).apply(y) as never;
  let z = layers.reLU().apply(norm('b_norm').apply(wide)) as never;
  const twice = conv('twice').apply(z) as never;
  z = layers.add().apply([norm('twice_norm').apply(twice) as never, twice, y]) as never;
  z = norm('active_norm').apply(conv('active', { activation: 'tanh' }).apply(z)) as never;
  const inner = sequential({ name: 'inner', layers: [conv('c', { inputShape: [5, 5, 6] }), norm('c_norm')] });
  return model({ inputs: x, outputs: inner.apply(z) as never });
}

const chain = () =>
  sequential({
    layers: [
      ...[conv('a', { inputShape: [5, 5, 3] }), norm('a_norm'), layers.reLU()],
      ...[layers.depthwiseConv2d({ name: 'b', kernelSize: 3 }), norm('b_norm'), layers.reLU()],
      ...[conv('c'), norm('c_norm')],
    ],
  });

/** The quotient of the largest weights of the channels that have the most and the least. */
function unevenness(kernel: Float32Array, channels: number): number {
  const largest = new Array<number>(channels).fill(0);
  kernel.forEach((value, i) => {
    largest[i % channels] = Math.max(largest[i % channels]!, Math.abs(value));
  });
  return Math.max(...largest) / Math.min(...largest);
}

const images = () =>
  tf.tensor(
    drawn(300, 1).map((value) => 2 * value - 1),
    [4, 5, 5, 3],
  );

describe('channels are scaled alike', () => {
  test('where a normalisation alone reads a convolution, also in an inner model, and what the model answers stays the same', async () => {
    const net = unevenModel(branching);
    const { changed, weights } = await evened(net);
    for (const even of ['a/kernel', 'b/depthwise_kernel', 'c/kernel'])
      expect(unevenness(weights.get(even)!, 6), even).toBeCloseTo(1, 4);
    for (const other of ['twice/kernel', 'active/kernel'])
      expect(unevenness(weights.get(other)!, 6), other).toBeGreaterThan(2);
    const before = (net.predict(images()) as tf.Tensor).dataSync();
    const after = (changed.predict(images()) as tf.Tensor).dataSync();
    const largest = Math.max(...Array.from(before, Math.abs));
    before.forEach((value, i) => {
      expect(Math.abs(after[i]! - value)).toBeLessThan(1e-5 * largest);
    });
  });

  test('so that bytes keep the answers of a network whose channels are uneven', async () => {
    const net = unevenModel(chain);
    const artifacts = await artifactsOf(net);
    const errorOf = async (topologyForScaling: object) => {
      const small = quantised({ ...artifacts, modelTopology: topologyForScaling }, 'uint8');
      const read = await loadLayersModel(
        tf.io.fromMemory({ ...small, modelTopology: artifacts.modelTopology! }),
      );
      const [before, after] = [net, read].map((one) => (one.predict(images()) as tf.Tensor).dataSync());
      return Math.hypot(...after!.map((value, i) => value - before![i]!)) / Math.hypot(...before!);
    };
    const scaled = await errorOf(artifacts.modelTopology!);
    expect(scaled).toBeLessThan(0.02);
    expect(scaled).toBeLessThan((await errorOf({})) / 5);
  });
});

test('the errors of a channel sum to less than a step, but for values cut off at the ends, each is less than one, and zeros stay zeros', () => {
  const value = fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(value, { minLength: 8, maxLength: 400 }),
      (channels, some) => {
        const values = Float32Array.from([-1, 1, ...some]).slice(
          0,
          Math.floor((some.length + 2) / channels) * channels,
        );
        const { bytes, scale, min } = bytesOfKernel(values, channels);
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          let cutOff = 0;
          for (let i = channel; i < values.length; i += channels) {
            const error = bytes[i]! - (values[i]! - min) / scale;
            expect(Math.abs(error)).toBeLessThan(1.001);
            if (values[i] === 0) expect(min + scale * bytes[i]!).toBe(0);
            sum += error;
            if (bytes[i] === 0 || bytes[i] === 255) cutOff += Math.abs(error);
          }
          expect(Math.abs(sum)).toBeLessThan(1.001 + cutOff);
        }
      },
    ),
  );
});
