import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { netHeads } from '../../../examples/playground/src/worker/net-heads';
import { observed, testOutputs } from '../../../examples/playground/src/worker/test-outputs';
import { normalise } from '../../../src/jobs/data/preprocessing/normalise';
import { plainSource } from '../../../src/jobs/files/memory-sources';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { tinyConvnet } from '../../jobs/support/tiny-convnet';
import { randomImages, tinyNormalisation } from '../../jobs/support/tiny-recipe';

beforeAll(() => tf.setBackend('cpu'));

const samplesPerClass = [40, 20, 5, 1];
const set = randomImages(53);
const source = plainSource(set, tinyNormalisation);
const options = { batchSize: 20, sample: Int32Array.of(3, 30, 52), samplesPerClass, stop: () => false };

function build(method: 'ce' | 'mbib') {
  const net = buildNet(method, tinyConvnet(), ['stage1', 'stage2', 'stage3'], { samplesPerClass, seed: 0 });
  return { net, watched: observed(net, netHeads(net, method)) };
}

test('the page shows how often each head of a net is right by itself, and z of the images that it asks for', async () => {
  const { net, watched } = build('mbib');
  const { outputs, heads } = (await testOutputs(watched, source, options))!;
  const images = tf.tensor(normalise(set, Array.from(set.labels.keys()), tinyNormalisation), [53, 4, 4, 2]);
  const logits = tf.split(net.trainer.predict(images) as tf.Tensor2D, 4, 1);
  const correct = logits.map((of) => {
    const predicted = tf.argMax(of, -1).dataSync();
    return set.labels.filter((label, i) => label === predicted[i]).length / 53;
  });
  expect(heads!.map(({ name }) => name)).toEqual(['v1', 'v2', 'v3', 'z']);
  expect(heads!.map(({ accuracy }) => accuracy)).toEqual(correct);
  expect(new Set(correct).size).toBeGreaterThan(1);

  const z = net.representations.z.predict(images) as tf.Tensor2D;
  expect(outputs.sample).toEqual(options.sample);
  expect(outputs.width).toBe(z.shape[1]);
  const expected = await tf.gather(z, [3, 30, 52]).data();
  expect(Math.max(...outputs.z.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5);
  expect(outputs.predictions).toHaveLength(53);
  expect(outputs.posterior).toHaveLength(4);
});

test('a net with one head has no accuracies of heads, and a pass that is stopped nothing', async () => {
  const { watched } = build('ce');
  expect((await testOutputs(watched, source, options))!.heads).toBeUndefined();
  expect(await testOutputs(watched, source, { ...options, stop: () => true })).toBeUndefined();
});
