import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss } from 'mbib';
import { expect, test } from 'vitest';
import { assertPositive } from '../../../src/checks';
import { lossOptionHelp } from '../../../src/jobs/command/help/loss-option-help';
import { buildNetOf } from '../../../src/jobs/nets/build-net';
import { lossDefaultsOf, lossOptionTable } from '../../../src/jobs/nets/method-registry';
import { lossOptionNames, lossOptions, methods } from '../../../src/jobs/nets/methods';
import { paperOptions } from '../../../src/jobs/nets/methods/loss-options';
import type { Method } from '../../../src/jobs/nets/methods/method';
import { runOptions } from '../../../src/jobs/run/job-options';
import { tinyConvnet } from '../support/tiny-convnet';

/** Balanced softmax whose logits are divided by a temperature, an option that no other method has. */
const tempered: Method<'m' | 'tau' | 'temperature'> = {
  ...methods.bsce,
  title: 'Tempered softmax',
  source: 'made up',
  options: {
    m: paperOptions.m,
    tau: paperOptions.tau,
    temperature: { title: 'T', text: 'temperature of the logits', check: assertPositive, default: 2 },
  },
  defaults: { m: 0.5 },
  loss: ({ labels, logits, samplesPerClass, options: { m, tau, temperature } }) =>
    balancedSoftmaxLoss(labels, tf.div(logits[0]!, temperature), samplesPerClass, { m, tau }),
};
const registry = { ...methods, tempered };
const samplesPerClass = [20, 10, 5, 1];
const stages = ['stage1', 'stage2', 'stage3'];

test('an entry is all that a method with an option of its own needs: it is built and trains a step', async () => {
  const net = buildNetOf(registry, 'tempered', tinyConvnet(), stages, {
    samplesPerClass,
    seed: 0,
    temperature: 3,
  });
  expect(net.method).toBe('tempered');
  const images = tf.randomNormal([5, 4, 4, 2], 0, 1, 'float32', 7);
  const labels = tf.tensor1d([0, 3, 1, 1, 2], 'int32');
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = () => net.lossAndScores(images, labels).loss;
  const before = tf.train.sgd(0.001).minimize(loss, true, variables)!;
  const after = tf.tidy(loss);
  expect((await after.data())[0]).toBeLessThan((await before.data())[0]!);
});

test("its option is checked by its entry's check, and has its entry's default", () => {
  const build = (options: object) =>
    buildNetOf(registry, 'tempered', tinyConvnet(), stages, { samplesPerClass, seed: 0, ...options });
  expect(() => build({ temperature: 0 })).toThrow('options.temperature must be above 0, got 0');
  expect(lossDefaultsOf(registry, 'tempered')).toMatchObject({ temperature: 2, m: 0.5 });
  expect(lossDefaultsOf(registry, 'mbib')).toMatchObject({ temperature: 2, m: 0.1 });
});

test('its help is its text, whatever the order of the methods', () => {
  expect(lossOptionHelp('temperature', undefined, registry)).toBe(
    'temperature of the logits; tempered (default: 2)',
  );
  const readers = Object.keys(registry).filter((name) => 'm' in registry[name as 'mbib'].options);
  expect(lossOptionHelp('m', undefined, registry)).toBe(
    `exponent of the class weights; ${readers.join(', ')} (default: 0.1, for bsce 0, for bsce-mlp 0, for tempered 0.5)`,
  );
  const turned = Object.fromEntries(Object.entries(registry).reverse());
  expect(lossOptionHelp('m', undefined, turned)).toBe(
    `exponent of the class weights; ${readers.reverse().join(', ')} (default: 0.1, for tempered 0.5, for bsce-mlp 0, for bsce 0)`,
  );
});

test('the names of the loss options come from the registry, and every job has their checks', () => {
  expect(lossOptionNames.slice(0, 6)).toEqual(['beta', 'gamma', 'm', 'a', 'b', 'tau']);
  expect(Object.keys(lossOptionTable(registry))).toEqual([...lossOptionNames, 'temperature']);
  const ofJobs = runOptions({});
  for (const name of lossOptionNames) expect(ofJobs[name]!.check).toBe(lossOptions[name].check);
});

test('two methods cannot mean different options by one name', () => {
  const other = { ...tempered, options: { m: { ...paperOptions.m, text: 'something else' } } };
  expect(() => lossOptionTable({ ...methods, other })).toThrow(
    'The method other has an option m that is not the m of the others.',
  );
});
