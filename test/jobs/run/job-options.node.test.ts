import { Command } from 'commander';
import { expect, test } from 'vitest';
import { job as cifar100 } from '../../../examples/cifar100-lt';
import { addJob } from '../../../src/jobs/command/add-job';
import { demo } from '../../../src/jobs/command/demo/demo';
import { photoOptions } from '../../../src/jobs/command/photo-options';
import { lossOptionNames, methodNames } from '../../../src/jobs/nets/methods';
import type { Job } from '../../../src/jobs/run/job';
import { runOptions } from '../../../src/jobs/run/job-options';
import { resolveOptions } from '../../../src/options';
import { tinyForm, tinyRecipe } from '../support/tiny-recipe';

const oneOf = methodNames.map((name) => `'${name}'`).join(', ');

const own = {
  ...photoOptions(
    { resnet10: { batchSize: 128, learningRate: 0.05 } },
    { backbone: 'resnet10', imageSize: 64 },
  ),
  folder: { text: 'with images', value: 'folder' },
  share: { text: 'of the images', value: 'x', number: true },
  imbalance: { text: 'factor', value: 'x', choices: [100, 50] },
} as const;

const read = (given: object) => resolveOptions(given, runOptions(own));

test.each<[object, typeof TypeError, string]>([
  [{ folder: 5 }, TypeError, 'options.folder must be a text, got 5'],
  [{ folder: '' }, RangeError, "options.folder must be a text that is not empty, got ''"],
  [{ weights: 5 }, TypeError, 'options.weights must be a text, got 5'],
  [{ out: 5 }, TypeError, 'options.out must be a text, got 5'],
  [{ share: 'half' }, TypeError, "options.share must be a finite number, got 'half'"],
  [{ skipBadImages: 1 }, TypeError, 'options.skipBadImages must be true or false, got 1'],
  [{ method: 5 }, TypeError, `options.method must be one of ${oneOf}, got 5`],
  [{ method: 'x' }, RangeError, `options.method must be one of ${oneOf}, got 'x'`],
  [{ backbone: 5 }, TypeError, "options.backbone must be one of 'resnet10', got 5"],
  [{ backbone: 'x' }, RangeError, "options.backbone must be one of 'resnet10', got 'x'"],
  [{ imbalance: '100' }, TypeError, "options.imbalance must be one of 100, 50, got '100'"],
  [{ imbalance: 75 }, RangeError, 'options.imbalance must be one of 100, 50, got 75'],
])('a value of another kind is refused by a sentence: %j', (given, Kind, message) => {
  expect(() => read(given)).toThrow(new Kind(message));
});

test('a method that the job does not train is refused as one that there is not', () => {
  const known = runOptions({}, ['ce', 'mbib']);
  expect(() => resolveOptions({ method: 'sade' }, known)).toThrow(
    new RangeError("options.method must be one of 'ce', 'mbib', got 'sade'"),
  );
  expect(() => resolveOptions({ method: 'mbib' }, known)).not.toThrow();
});

test('values of their kind are taken', () => {
  const given = { folder: 'a', share: 0.5, imbalance: 50, backbone: 'resnet10', weights: 'b' };
  expect(read(given)).toMatchObject(given);
});

test.each(['epochs', 'method', 'out', 'resume'])('a job has no option of its own called %s', (name) => {
  const options = { [name]: { text: '', value: 'x' } };
  const message = `a job's own options must have other names than method, epochs, microBatch, replicas, sampler, inARow, mix, mixAlpha, remixKappa, remixTau, ${lossOptionNames.join(', ')}, seed, backend, out, resume, otherArithmetic, quantize, teacher, got ${name}`;
  expect(() => runOptions(options)).toThrow(new RangeError(message));
  const job: Job = { ...tinyForm, title: '', options, recipe: tinyRecipe };
  expect(() => addJob(new Command(), job)).toThrow(new RangeError(message));
});

test('the data of CIFAR-100 is a path or images', () => {
  const options = runOptions(cifar100.options!);
  expect(() => resolveOptions({ data: 5 }, options)).toThrow('options.data must be a path, or images');
  expect(() => resolveOptions({ data: 'cifar.tar.gz' }, options)).not.toThrow();
  expect(() => resolveOptions({ data: { train: {}, test: {} } }, options)).not.toThrow();
});

test.each<[object, object, string]>([
  [{ sedes: 1 }, {}, 'options must hold seeds, out only, got sedes'],
  [{ seeds: 0 }, {}, 'options.seeds must be a whole number of at least 1 and below 101, got 0'],
  [{ out: 5 }, {}, 'options.out must be a text, got 5'],
  [{}, { programme: 'x' }, 'surroundings must hold program, stream only, got programme'],
  [{}, { stream: {} }, 'surroundings.stream must be a stream that can be written to, got an object'],
])('the demo refuses an option that is none: %j, %j', async (options, surroundings, message) => {
  await expect(demo(options, surroundings)).rejects.toThrow(message);
});
